"""Delivery as one of the services."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Executor
from heapq import heappop, heappush
from typing import Final

from esatui.services.delivery import report
from esatui.services.delivery.client import Timeouts
from esatui.services.delivery.connection import Opener, Trust
from esatui.services.delivery.core import IDLE_SECONDS, Core
from esatui.services.delivery.domain import DomainDelivery
from esatui.services.delivery.outcomes import Outcomes
from esatui.services.delivery.routes import Router
from esatui.services.engine import Engine
from esatui.services.network.address import Address
from esatui.services.queue import MailQueue
from esatui.services.tls.client import ClientTls
from esatui.services.tls.identity import TlsUnavailable
from esatui.services.tls.peer import PeerVerifier
from state.crl_cache import CrlCache
from state.delivery.requests import taken_requests
from state.errors import StateError
from state.model.configuration import View
from state.operating_mode import read_mode

POLL_SECONDS: Final = 0.5
"""How often it is looked whether delivery is suspended or asked for (`delivernow`)."""
DOMAINS_KEPT: Final = 1000
"""Domains that are remembered although nothing waits for them."""


class DeliveryService:
    """Delivers what is in the queue."""

    name = "delivery"

    def __init__(
        self,
        engine: Engine,
        queue: MailQueue,
        *,
        timeouts: Timeouts | None = None,
        idle_seconds: float = IDLE_SECONDS,
        executor: Executor | None = None,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._engine = engine
        self._queue = queue
        self._timeouts = timeouts or Timeouts()
        self._idle_seconds = idle_seconds
        self._executor = executor
        self._poll_seconds = poll_seconds
        self._crls = CrlCache(engine.store.directory / "crl")
        self._core: Core | None = None
        self._domains: dict[str, DomainDelivery] = {}
        self._heap: list[tuple[float, str]] = []
        self._asked: set[tuple[float, str]] = set()
        self._sooner = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, view: View) -> None:
        engine = self._engine
        opener = Opener(
            network=engine.network,
            logs=engine.logs,
            clock=engine.clock,
            dcids=engine.counters,
            timeouts=self._timeouts,
            executor=self._executor,
        )
        self._core = Core(
            engine=engine,
            queue=self._queue,
            opener=opener,
            router=Router(resolver=engine.network.resolver, random=engine.random),
            outcomes=Outcomes(engine, self._queue, view),
            view=view,
            trust=self._trust(view),
            suspended=self._suspended(),
            idle_seconds=self._idle_seconds,
        )
        self._tell_interrupted()
        self._queue.subscribe(self._waiting)
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._timer()), loop.create_task(self._poll())]
        self._wake_all()

    async def apply(self, old: View, new: View) -> None:
        core = self._core
        if core is None:
            return
        if _trust_changed(old, new):
            core.trust = self._trust(new)
        core.view = core.outcomes.view = new
        core.connections.admit()
        core.tls_connections.admit()
        self._wake_all()

    async def stop(self) -> None:
        if self._core is None:
            return
        self._core.suspended = True
        self._queue.unsubscribe(self._waiting)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(each.stop() for each in self._domains.values()))
        self._core = None

    def addresses(self) -> Mapping[str, Address]:
        return {}

    def _trust(self, view: View) -> Trust:
        verifier = PeerVerifier.from_view(view, self._crls)
        try:
            tls = ClientTls.from_view(view, self._engine.store.private_key)
        except TlsUnavailable as error:
            text = f"TLS of outgoing mail cannot be used: {error}"
            self._engine.logs.system(text, "Warning")
            self._engine.alerts.raise_alert("System", "Warning", text)
            return Trust(tls=None, verifier=verifier, fault=str(error))
        if tls.identity.alert is not None:
            self._engine.alerts.raise_alert("System", "Warning", tls.identity.alert)
        return Trust(tls=tls, verifier=verifier)

    def _tell_interrupted(self) -> None:
        """Say which messages may arrive twice because the process was killed."""
        for each in self._queue.interrupted:
            message, recipient = each.message, each.recipient
            line = report.interrupted(
                message.icid, message.mid, recipient.rid, recipient.address, each.dcid
            )
            self._engine.logs.mail(line, "Warning")
        self._queue.interrupted = ()

    def _waiting(self, domain: str) -> None:
        """Recipients of a domain have begun to wait."""
        if self._core is None:
            return
        delivery = self._domains.get(domain)
        if delivery is None:
            if len(self._domains) >= DOMAINS_KEPT:
                self._forget()
            delivery = self._domains[domain] = DomainDelivery(self._core, domain, self._later)
        delivery.wake()

    def _forget(self) -> None:
        """Forget domains for which nothing waits and nothing is under way."""
        waiting = set(self._queue.domains())
        for domain in [*self._domains]:
            if domain not in waiting and not self._domains[domain].busy:
                del self._domains[domain]

    def _wake_all(self) -> None:
        for domain in list(self._queue.domains()):
            self._waiting(domain)

    def _later(self, moment: float, domain: str) -> None:
        entry = (moment, domain)
        if entry in self._asked:
            return
        self._asked.add(entry)
        heappush(self._heap, entry)
        if self._heap[0] == entry:
            self._sooner.set()

    async def _timer(self) -> None:
        """Wake domains when something of theirs is due."""
        engine = self._engine
        while True:
            self._sooner.clear()
            now = engine.clock.now().timestamp()
            due: list[str] = []
            while self._heap and self._heap[0][0] <= now:
                entry = heappop(self._heap)
                self._asked.discard(entry)
                due.append(entry[1])
            for domain in due:
                self._waiting(domain)
            await self._until(self._heap[0][0] - now if self._heap else None)

    async def _until(self, seconds: float | None) -> None:
        """Wait so long, or until something is due sooner."""
        waits: set[asyncio.Future[bool]] = {asyncio.ensure_future(self._sooner.wait())}
        if seconds is not None:
            waits.add(asyncio.ensure_future(self._slept(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()

    async def _slept(self, seconds: float) -> bool:
        await self._engine.sleep(seconds)
        return True

    async def _poll(self) -> None:
        """Look for what commands of other processes ask for."""
        while True:
            await asyncio.sleep(self._poll_seconds)
            self.look()

    def look(self) -> None:
        """See whether delivery is suspended, and whether somebody wants it now."""
        core = self._core
        if core is None:
            return
        before, core.suspended = core.suspended, self._suspended()
        if core.suspended and not before:
            for each in self._domains.values():
                each.let_go()
        elif before and not core.suspended:
            self._wake_all()
        for domain in taken_requests(self._engine.store.directory):
            self._queue.hasten(domain)

    def _suspended(self) -> bool:
        try:
            mode = read_mode(self._engine.store.directory)
        except StateError as error:
            self._engine.logs.system(error.text, "Warning")
            return self._core is not None and self._core.suspended
        return mode.offline or mode.delivery_suspended


def _trust_changed(old: View, new: View) -> bool:
    names = ("certificates", "authorities", "crl", "ssl", "destinations")
    return any(getattr(old, name) is not getattr(new, name) for name in names)
