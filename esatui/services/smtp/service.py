"""The service: listens as it is committed, and ends what takes too long."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from esatui.services.engine import Engine
from esatui.services.network.address import Address
from esatui.services.queue import MailQueue
from esatui.services.smtp.connection import Connection
from esatui.services.smtp.descriptors import make_room
from esatui.services.smtp.house import AcceptQuery, House, Reputation, no_reputation
from esatui.services.smtp.site import Site
from esatui.services.smtp.sockets import Sockets, Wanted
from state.crl_cache import CrlCache
from state.errors import StateError
from state.hat import Classifier
from state.model.configuration import View
from state.model.listeners import HostAccessTable, Listener

SWEEP_SECONDS: Final = 1.0
"""How often connections are looked at for their time."""


class SmtpService:
    """All listeners of the appliance. `queue` must be open before `start`."""

    name = "smtp"

    def __init__(
        self,
        engine: Engine,
        queue: MailQueue,
        *,
        reputation: Reputation = no_reputation,
        accept_query: AcceptQuery | None = None,
    ) -> None:
        """`reputation` knows scores of clients, `accept_query` whether recipients exist."""
        self._engine = engine
        crls = CrlCache(engine.store.directory / "crl")
        self.house = House(engine, queue, crls, reputation, accept_query)
        self._sockets = Sockets(lambda listener: Connection(self.house, listener))
        self._sweeper: asyncio.Task[None] | None = None
        self._compiled: dict[str, tuple[HostAccessTable, str, Classifier]] = {}

    async def start(self, view: View) -> None:
        """Listen. Raises `StateError` for listeners that cannot; the others do."""
        self._sweeper = asyncio.get_running_loop().create_task(self._sweep())
        await self._become(view)

    async def apply(self, old: View, new: View) -> None:
        """Let the next connections meet what was committed. Raises like `start`."""
        await self._become(new)

    async def stop(self) -> None:
        """Listen no more and end all connections; messages that are not accepted are lost."""
        await self._sockets.close()
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.wait([self._sweeper])
        for connection in list(self.house.open):
            connection.abort()
        # Aborted connections are told so in the next turn of the loop.
        await asyncio.sleep(0)

    def addresses(self) -> Mapping[str, Address]:
        return self._sockets.addresses()

    def sweep(self) -> None:
        """End connections whose time is over."""
        now = self.house.now()
        for connection in list(self.house.open):
            connection.sweep(now)

    async def _sweep(self) -> None:
        while True:
            await self._engine.sleep(SWEEP_SECONDS)
            self.sweep()

    async def _become(self, view: View) -> None:
        faults: list[StateError] = []
        sites: dict[str, Site] = {}
        wanted: dict[str, Wanted] = {}
        for name, listener in view.listeners.entries.items():
            try:
                bound = self._engine.network.addresses.bound(
                    view, listener.interface, listener.port
                )
                sites[name] = self._site(view, name, await self._classifier(name, listener))
                wanted[name] = Wanted(bound, listener.tcp_queue)
            except StateError as error:
                faults.append(error)
        self._compiled = {name: each for name, each in self._compiled.items() if name in sites}
        make_room(view.listeners)
        self.house.timezone = view.system.timezone
        self.house.sites = sites
        faults += await self._sockets.become(wanted)
        if faults:
            raise StateError("; ".join(fault.text for fault in faults))

    async def _classifier(self, name: str, listener: Listener) -> Classifier:
        """Return the compiled table of a listener: the one from before, if it is the same object.

        A long table takes a second, in which mail has to go on. Raises `StateError`.
        """
        table, kind, compiled = self._compiled.get(name, (None, "", None))
        if compiled is None or table is not listener.hat or kind != listener.type:
            compiled = await asyncio.to_thread(Classifier.of, listener)
            self._compiled[name] = (listener.hat, listener.type, compiled)
        return compiled

    def _site(self, view: View, name: str, classifier: Classifier) -> Site:
        engine = self._engine
        features = frozenset(engine.settings.feature_keys)
        query = self.house.accept_query is not None
        keys = engine.store.private_key
        site = Site(view, name, features, keys, accept_queries=query, classifier=classifier)
        if site.tls_fault is not None:
            text = f'The listener "{name}" cannot offer TLS: {site.tls_fault}'
            engine.logs.system(text, "Warning")
        elif site.tls is not None and site.tls.identity.alert is not None:
            engine.alerts.raise_alert("System", "Warning", site.tls.identity.alert)
        return site
