"""The service: a door for each port that is committed, and who stands behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from esatui.services.engine import Engine
from esatui.services.https import certificate_page
from esatui.services.https.connection import Connection, Door, Hall
from esatui.services.https.exchange import Handler, Request, Response, Router, failure
from esatui.services.https.redirect import redirection
from esatui.services.network.address import Address
from esatui.services.smtp.sockets import Sockets, Wanted
from esatui.services.tls.https import context_of
from esatui.services.tls.identity import Identity, TlsUnavailable, load_identity
from state.access import may_connect
from state.errors import StateError
from state.model.configuration import View
from state.model.interfaces import Interface

BACKLOG: Final = 100
HTTP_SUFFIX: Final = " http"
"""What follows the name of an interface where its HTTP service is meant."""


class HttpsService:
    """HTTPS, and HTTP with its redirect, of all IP interfaces.

    `router` says who answers what on them; more may be mounted at any time.
    """

    name = "https"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._hall = Hall(engine.clock, engine.logs.gui)
        self._doors: dict[str, Door] = {}
        self._presented: dict[str, certificate_page.Presented] = {}
        self._sockets = Sockets(self._connection, "HTTP service of the interface")
        self.router = Router()
        self.router.mount("/", self._certificate)

    async def start(self, view: View) -> None:
        """Listen. Raises `StateError` for interfaces that cannot; the others do."""
        await self._become(view)

    async def apply(self, old: View, new: View) -> None:
        """Let the next connections meet what was committed. Raises like `start`."""
        await self._become(new)

    async def stop(self) -> None:
        """Listen no more and end all connections."""
        await self._sockets.close()
        for connection in list(self._hall.open):
            connection.abort()
        # Aborted connections are told so in the next turn of the loop.
        await asyncio.sleep(0)

    def addresses(self) -> Mapping[str, Address]:
        return self._sockets.addresses()

    async def _become(self, view: View) -> None:
        faults: list[StateError] = []
        doors: dict[str, Door] = {}
        wanted: dict[str, Wanted] = {}
        presented: dict[str, certificate_page.Presented] = {}
        for name, interface in view.interfaces.entries.items():
            try:
                identity = load_identity(
                    view, interface.https_certificate, self._engine.store.private_key
                )
                presented[name] = self._describe(name, interface, identity)
                for key, port, door in self._open(view, name, identity):
                    wanted[key] = self._wanted(view, name, port)
                    doors[key] = door
            except TlsUnavailable as error:
                faults.append(StateError(f'HTTPS of the interface "{name}": {error}'))
            except StateError as error:
                faults.append(error)
        self._doors, self._presented = doors, presented
        faults += await self._sockets.become(wanted)
        if faults:
            raise StateError("; ".join(fault.text for fault in faults))

    def _open(self, view: View, name: str, identity: Identity) -> list[tuple[str, int, Door]]:
        interface, access = view.interfaces.entries[name], view.adminaccess
        found: list[tuple[str, int, Door]] = []

        def admits(client: str) -> bool:
            return may_connect(access, self._engine.network.appears_as(client))

        if interface.https is not None:
            if identity.alert is not None:
                self._engine.alerts.raise_alert("System", "Warning", identity.alert)
            context = context_of(identity, view.ssl.gui)
            found.append((name, interface.https, Door(name, context, self.router.respond, admits)))
        if interface.http is not None:
            redirects = interface.redirect and interface.https is not None
            respond = self._redirecting(name, interface) if redirects else self.router.respond
            key = f"{name}{HTTP_SUFFIX}"
            found.append((key, interface.http, Door(name, None, respond, admits)))
        return found

    def _wanted(self, view: View, name: str, port: int) -> Wanted:
        return Wanted(self._engine.network.addresses.bound(view, name, port), BACKLOG)

    def _redirecting(self, name: str, interface: Interface) -> Handler:
        async def respond(request: Request) -> Response:
            if request.method == "POST":
                return failure(HTTPStatus.METHOD_NOT_ALLOWED)
            # Where it really listens: the port of the appliance may be mapped to another.
            address = self._sockets.addresses().get(name)
            port = address.port if address else interface.https or 443
            return redirection(request, interface.hostname, port)

        return respond

    def _describe(
        self, name: str, interface: Interface, identity: Identity
    ) -> certificate_page.Presented:
        settings = self._engine.settings
        return certificate_page.Presented(
            hostname=interface.hostname,
            interface=name,
            product=settings.product,
            release=settings.release,
            profile=identity.profile,
            certificate=identity.certificate,
            intermediates=identity.intermediates,
        )

    async def _certificate(self, request: Request) -> Response:
        presented = self._presented.get(request.interface)
        if presented is None:  # The interface is gone, this connection is not.
            return failure(HTTPStatus.NOT_FOUND)
        return certificate_page.respond(request, presented, self._engine.clock.now())

    def _connection(self, key: str) -> Connection:
        door: Callable[[], Door | None] = lambda: self._doors.get(key)  # noqa: E731
        return Connection(self._hall, door)
