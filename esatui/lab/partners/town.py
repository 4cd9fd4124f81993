"""All partners at once: servers, certificates, addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from esatui.lab.partners.dialogue import PartnerProtocol
from esatui.lab.partners.faults import FAULTS, Fault
from esatui.lab.partners.receipt import Receipt
from esatui.lab.presented import LabHierarchy, Names, Presented
from esatui.services.network.address import Address
from esatui.services.tls.identity import Identity
from esatui.services.tls.server import ServerTls
from state.errors import StateError
from state.model.services import SslService

DOMAIN: Final = "partner.example"
NETWORK: Final = "198.51.100"
"""The partners' addresses (RFC 5737, TEST-NET-2): the first has `.1`."""
HOSTS: Final = "127.0.10"
"""Where they really are."""

Took = Callable[[Receipt], None]


@dataclass(kw_only=True)
class Partner:
    """One remote mail host."""

    name: str
    fault: Fault
    domain: str
    host: str
    address: str
    """Its address in the simulated world."""
    presented: Presented
    real: Address
    """Where it listens on this machine (port 0 until it does)."""
    receipts: list[Receipt] = field(default_factory=list)


class Town:
    """The partners, and the authority that they have their certificates from.

    With port 0 each listens on any free port. `took` is told of every message. Used as an
    asynchronous context: inside of it all hosts can be reached.
    """

    def __init__(
        self,
        hierarchy: LabHierarchy,
        names: Iterable[str] = FAULTS,
        *,
        port: int = 0,
        took: Took | None = None,
    ) -> None:
        """Raises `StateError` for a name that is no partner's."""
        self.hierarchy = hierarchy
        self._took = took
        numbers = {name: number for number, name in enumerate(FAULTS, 1)}
        self.partners: Mapping[str, Partner] = {
            name: self._partner(name, numbers, port) for name in names
        }
        self._servers: list[asyncio.Server] = []
        self._open: set[PartnerProtocol] = set()

    async def __aenter__(self) -> Self:
        """Listen. Raises `OSError` when an address is taken."""
        try:
            for partner in self.partners.values():
                await self._listen(partner)
        except OSError:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *error: object) -> None:
        """End all connections and all listening."""
        for server in self._servers:
            server.close()
        for protocol in list(self._open):
            protocol.close()
        self._servers.clear()

    def receipts(self) -> list[Receipt]:
        """Return everything that all partners took."""
        return [receipt for partner in self.partners.values() for receipt in partner.receipts]

    def _partner(self, name: str, numbers: Mapping[str, int], port: int) -> Partner:
        if name not in FAULTS:
            raise StateError(f'There is no partner "{name}".')
        fault, number = FAULTS[name], numbers[name]
        names = Names(domain=f"{name}.{DOMAIN}", host=f"mx.{name}.{DOMAIN}")
        return Partner(
            name=name,
            fault=fault,
            domain=names.domain,
            host=names.host,
            address=f"{NETWORK}.{number}",
            presented=self.hierarchy.present(fault.case, names),
            real=Address(f"{HOSTS}.{number}", port),
        )

    async def _listen(self, partner: Partner) -> None:
        loop = asyncio.get_running_loop()
        tls = server_tls(partner.presented, partner.fault.method)
        server = await loop.create_server(
            lambda: self._accepted(partner, tls), partner.real.host, partner.real.port
        )
        host, port = server.sockets[0].getsockname()[:2]
        partner.real = Address(host, port)
        if partner.fault.listening:
            self._servers.append(server)
        else:
            # The port is known to be free now; nobody listens there.
            server.close()

    def _accepted(self, partner: Partner, tls: ServerTls) -> PartnerProtocol:
        def took(receipt: Receipt) -> None:
            partner.receipts.append(receipt)
            if self._took is not None:
                self._took(receipt)

        protocol = _Counted(partner.name, partner.host, partner.fault, tls, took)
        protocol.among = self._open
        return protocol


class _Counted(PartnerProtocol):
    """A connection that is known to its town while it is open."""

    among: set[PartnerProtocol]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.among.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.among.discard(self)
        super().connection_lost(exc)


def server_tls(presented: Presented, method: str) -> ServerTls:
    """Return the TLS of a host that presents this, whatever is wrong with it."""
    identity = Identity(
        profile="partner",
        certificate=presented.server.certificate,
        intermediates=presented.chain,
        key=presented.server.key,
    )
    return ServerTls(identity, SslService(method=method, ciphers="ALL"))
