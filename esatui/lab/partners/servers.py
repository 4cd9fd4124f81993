"""Servers beside mail that demand a client certificate: DLP managers, Threat Grid appliances."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, Self, cast

from OpenSSL import SSL, crypto

from esatui.lab.partners.town import DOMAIN, HOSTS, NETWORK
from esatui.lab.presented import LabHierarchy, Names
from esatui.services.network.address import Address
from esatui.services.tls.channel import ChannelEvents, TlsChannel
from esatui.services.tls.engine import TlsEngine, TlsSession
from state.certificates.facts import parse
from state.errors import StateError
from state.model.tls_servers import ANALYSIS_PORT, DLP_PORT

FIRST_NUMBER: Final = 201
"""Last part of the first server's address; those before it are mail hosts."""
IDLE_SECONDS: Final = 60.0
HTTP_ANSWER: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

Greeted = Callable[[str, str], None]
"""Takes the name of a server and the CN of a client's certificate that it has accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFault:
    """How a server behaves. The defaults are those of a DLP manager that is in order."""

    about: str
    """What is the matter with it, for people."""
    port: int = DLP_PORT
    case: str = "valid-p256"
    """What it presents (`esatui.lab.presented`)."""
    clients: Literal["lab", "unknown"] = "lab"
    """Whose clients it takes: those of the lab's root, or of an authority that nobody knows."""


SERVERS: Final[Mapping[str, ServerFault]] = {
    "dlp": ServerFault(about="nothing, a DLP manager"),
    "dlp-refusing": ServerFault(about="a DLP manager that refuses our CA", clients="unknown"),
    "dlp-expired": ServerFault(about="a DLP manager, certificate expired", case="expired"),
    "dlp-mismatch": ServerFault(about="a DLP manager, another name", case="mismatch"),
    "threatgrid": ServerFault(about="nothing, a Threat Grid appliance", port=ANALYSIS_PORT),
}
"""All servers by name; `NAME.partner.example` is the host."""


@dataclass(kw_only=True)
class Server:
    """One server."""

    name: str
    fault: ServerFault
    host: str
    address: str
    """Its address in the simulated world."""
    real: Address
    """Where it listens on this machine (port 0 until it does)."""


class ServerRow:
    """The servers. Used as an asynchronous context: inside of it all can be reached."""

    def __init__(
        self,
        hierarchy: LabHierarchy,
        names: Iterable[str] = SERVERS,
        *,
        port: int = 0,
        greeted: Greeted | None = None,
    ) -> None:
        """With port 0 each listens on any free port. Raises `StateError` for an unknown name."""
        self._hierarchy = hierarchy
        self._greeted = greeted
        numbers = {name: number for number, name in enumerate(SERVERS, FIRST_NUMBER)}
        self.servers: Mapping[str, Server] = {name: _server(name, numbers, port) for name in names}
        self._listening: list[asyncio.Server] = []
        self._open: set[_Conversation] = set()

    async def __aenter__(self) -> Self:
        """Listen. Raises `OSError` when an address is taken."""
        try:
            for server in self.servers.values():
                await self._listen(server)
        except OSError:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *error: object) -> None:
        """End all connections and all listening."""
        for each in self._listening:
            each.close()
        for conversation in list(self._open):
            conversation.close()
        self._listening.clear()

    async def _listen(self, server: Server) -> None:
        context = _context(self._hierarchy, server)

        def accepted() -> _Conversation:
            connection = SSL.Connection(context, None)
            connection.set_accept_state()
            engine = TlsEngine(connection, "inbound")
            return _Conversation(server, engine, self._open, self._greeted)

        loop = asyncio.get_running_loop()
        listening = await loop.create_server(accepted, server.real.host, server.real.port)
        self._listening.append(listening)
        server.real = Address(*listening.sockets[0].getsockname()[:2])


class _Conversation(asyncio.Protocol):
    """One connection: TLS from its start, then hardly a word."""

    def __init__(
        self,
        server: Server,
        engine: TlsEngine,
        among: set[_Conversation],
        greeted: Greeted | None,
    ) -> None:
        self._server = server
        self._engine = engine
        self._among = among
        self._greeted = greeted
        self._channel: TlsChannel | None = None
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._among.add(self)
        self._transport = cast("asyncio.Transport", transport)
        self._timer = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.close)
        events = ChannelEvents(self._opened, self._asked, lambda _: self.close(), self.close)
        self._channel = TlsChannel(self._engine, self._transport, events)
        self._channel.start()

    def data_received(self, data: bytes) -> None:
        if self._channel is not None:
            self._channel.received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._among.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        if self._channel is not None:
            self._channel.connection_lost(exc)

    def close(self) -> None:
        """End the connection."""
        if self._channel is not None:
            self._channel.close()
        if self._transport is not None:
            self._transport.close()

    def _opened(self, session: TlsSession) -> None:
        if self._greeted is not None:
            self._greeted(self._server.name, session.chain[0].common_name)

    def _asked(self, data: bytes) -> None:
        if self._channel is not None and self._server.fault.port == ANALYSIS_PORT:
            self._channel.write(HTTP_ANSWER)
        self.close()


def _server(name: str, numbers: Mapping[str, int], port: int) -> Server:
    if name not in SERVERS:
        raise StateError(f'There is no partner "{name}".')
    return Server(
        name=name,
        fault=SERVERS[name],
        host=f"{name}.{DOMAIN}",
        address=f"{NETWORK}.{numbers[name]}",
        real=Address(f"{HOSTS}.{numbers[name]}", port),
    )


def _context(hierarchy: LabHierarchy, server: Server) -> SSL.Context:
    presented = hierarchy.present(server.fault.case, Names(domain=server.host, host=server.host))
    trusted = hierarchy.root if server.fault.clients == "lab" else hierarchy.unknown_root
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_session_id(server.name.encode())
    context.use_certificate(parse(presented.server.certificate.der))
    context.use_privatekey(presented.server.key.signing_key)
    for each in presented.chain:
        context.add_extra_chain_cert(parse(each.der))
    store = context.get_cert_store()
    if store is not None:
        store.add_cert(crypto.X509.from_cryptography(parse(trusted.certificate.der)))
    context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT)
    return context
