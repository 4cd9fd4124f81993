"""The name servers that are configured (`dnsconfig`): who is asked for which name."""

from __future__ import annotations

from collections.abc import Callable
from random import Random, SystemRandom
from typing import TYPE_CHECKING

from esatui.services.network.address import Address
from esatui.services.network.answers import Answer, RecordType
from esatui.services.network.errors import NetworkError
from state.model.dns import Dns
from state.operations.dns import ordered_servers

if TYPE_CHECKING:
    from esatui.services.network.internet import Internet

DNS_PORT = 53

Way = Callable[[str, int], Address]
"""Where an address and port really are; raises `NetworkError` (see `Outside.target`)."""


class Servers:
    """Asks the servers of one configuration, as far as the network leads to them.

    `source` is the address of this machine that questions come from; `None` leaves it open.
    """

    def __init__(
        self, dns: Dns, way: Way, source: str | None = None, random: Random | None = None
    ) -> None:
        self.dns = dns
        self._way = way
        self._source = source
        self._random = random or SystemRandom()
        self._asked: dict[tuple[Address, ...], Internet] = {}

    def responsible(self, name: str) -> list[str] | None:
        """Return the addresses of the servers for `name` (small letters), the first to ask first.

        The alternate server of the longest domain that `name` is in, else the own servers: by
        priority, at random among equals. `None` when the root servers are used.
        """
        labels = name.split(".")
        for start in range(len(labels)):
            found = self.dns.alternates.get(".".join(labels[start:]))
            if found is not None:
                return [found.address]
        if not self.dns.servers:
            return None
        listed = ordered_servers(self.dns)
        self._random.shuffle(listed)
        return [address for address, _ in sorted(listed, key=lambda each: each[1].priority)]

    def forget(self) -> None:
        """Ask anew whatever was asked before."""
        self._asked.clear()

    async def lookup(self, servers: list[str], name: str, kind: RecordType) -> Answer[str]:
        """Return what the first of `servers` says that answers.

        A server that the network does not lead to is one that is silent.
        """
        reached = []
        for server in servers:
            try:
                reached.append(self._way(server, DNS_PORT))
            except NetworkError:
                continue
        if not reached:
            return Answer("failure", name=name, reason="timeout")
        return await self._internet(tuple(reached)).lookup(name, kind)

    def _internet(self, servers: tuple[Address, ...]) -> Internet:
        found = self._asked.get(servers)
        if found is None:
            from esatui.services.network.internet import Internet

            found = Internet([str(each) for each in servers], self.dns.minimum_ttl, self._source)
            self._asked[servers] = found
        return found
