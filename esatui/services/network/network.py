"""Everything that a service needs of the network."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from esatui.services.network.bind import AddressMap
from esatui.services.network.errors import network_error
from esatui.services.network.lab import Lab
from esatui.services.network.outside import Outside, remote_map
from esatui.services.network.resolver import Resolver
from esatui.services.network.servers import Servers
from state.flush import FlushWatch
from state.model.configuration import View

if TYPE_CHECKING:
    from state.settings import ApplianceSettings
    from state.store import Store


def same_side(source: str, target: str) -> bool:
    """Whether `source`, an address of this machine, can be where a connection comes from."""
    pair = ipaddress.ip_address(source), ipaddress.ip_address(target)
    return pair[0].version == pair[1].version and pair[0].is_loopback == pair[1].is_loopback


P = TypeVar("P", bound=asyncio.BaseProtocol)

CONNECT_SECONDS: Final = 30.0


class Network:
    """The network as one appliance sees it.

    `addresses` says what to bind, `outside` where remote hosts are, `resolver` knows names. `lab`
    is the lab file in the state directory, read again whenever it has changed.
    """

    def __init__(self, settings: ApplianceSettings, directory: Path) -> None:
        self.addresses = AddressMap(settings.bind)
        self.lab = Lab(directory)
        remotes = remote_map(settings.remotes, "appliance.toml")
        self.outside = Outside(
            lambda: remotes, lambda: self.lab.content().map, real=settings.outside.real
        )
        self.resolver = Resolver(self.lab, settings.outside, FlushWatch(directory))

    def follow(self, view: View) -> None:
        """Use the name servers of a configuration from now on."""
        dns = view.dns
        known = dns.interface in view.interfaces.entries
        source = self.addresses.source(view, dns.interface) if dns.interface and known else None
        self.resolver.use(Servers(dns, self.outside.target, source))

    def reputation(self, address: str) -> float | None:
        """Return the reputation score of a client by the lab file, `None` when it has none."""
        return self.lab.content().reputations.score(address)

    async def connect(
        self,
        factory: Callable[[], P],
        host: str,
        port: int,
        *,
        source: str | None = None,
        timeout: float = CONNECT_SECONDS,
    ) -> tuple[asyncio.Transport, P]:
        """Connect to `host` (an address) and `port`, wherever they are mapped to.

        `source` is the address of this machine to come from (`addresses.source`). The protocol is
        made by `factory` once the connection stands. Raises `NetworkError` within `timeout`
        seconds when it cannot: refused, no route, timed out.
        """
        target = self.outside.target(host, port)
        local = (source, 0) if source and same_side(source, target.host) else None
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                return await loop.create_connection(factory, *target, local_addr=local)
        except OSError as error:
            raise network_error(error) from error

    def appears_as(self, host: str) -> str:
        """Return the address that the appliance sees for a client at `host` of this machine.

        The lab file may say so (`[clients]`), else it is the remote host that is mapped to `host`,
        if there is exactly one. All others appear as what they are.
        """
        return self.lab.content().clients.get(host, host)


def network_of(store: Store) -> Network:
    """Return the network of an appliance, with the name servers that are committed."""
    network = Network(store.settings, store.directory)
    head = store.refresh()
    network.follow(View.of_machine(head.configuration, store.settings.serial))
    return network
