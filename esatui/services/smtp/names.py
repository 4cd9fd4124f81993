"""Names of clients, and whether domains exist; asked once for those who come often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from esatui.services.network.resolver import Resolver

KEPT_SECONDS: Final = 1.0
"""So long the answer about a client is used again: a lab that changes is seen at once."""
MOST_KEPT: Final = 1000


class Name(NamedTuple):
    """The PTR name of a client, `None` without one, and whether it leads back to the address."""

    name: str | None
    verified: bool


class Names:
    """Asks the resolver."""

    def __init__(self, resolver: Resolver, now: Callable[[], float]) -> None:
        self._resolver = resolver
        self._now = now
        self._kept: dict[str, tuple[float, Name]] = {}

    def known(self, address: str) -> Name | None:
        """Return the name of a client that was asked for a moment ago."""
        kept = self._kept.get(address)
        return kept[1] if kept is not None and self._now() < kept[0] else None

    async def of(self, address: str) -> Name:
        """Return the name of a client. Never fails."""
        found = Name(*await self._resolver.client_name(address))
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[address] = (self._now() + KEPT_SECONDS, found)
        return found

    async def can_receive(self, domain: str) -> bool | None:
        """Return whether a domain has hosts for its mail; `None` when nobody can tell now."""
        exchangers = await self._resolver.mx(domain)
        if exchangers.records:
            return True
        addresses = await self._resolver.addresses(domain)
        if addresses.records:
            return True
        return None if "failure" in (exchangers.status, addresses.status) else False
