"""Reputation scores of the lab: what a reputation service would say about a client."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from state.errors import StateError

WORST: Final = -10.0
BEST: Final = 10.0
MOST_ENTRIES: Final = 100_000


class Reputations:
    """Scores of addresses and networks, from -10.0 to 10.0; the narrowest entry counts."""

    def __init__(self, scores: Mapping[str, float], origin: str = "lab.toml") -> None:
        """`scores` has addresses and networks in CIDR form; `origin` names the file in errors.

        Raises `StateError`.
        """
        if len(scores) > MOST_ENTRIES:
            raise StateError(f"{origin}: more than {MOST_ENTRIES} reputation scores")
        self._networks: dict[tuple[int, int], dict[int, float]] = {}
        for text, score in scores.items():
            try:
                network = ip_network(text)
            except ValueError as error:
                raise StateError(f"{origin}: reputation {text!r}: {error}") from error
            if not WORST <= score <= BEST:
                raise StateError(f"{origin}: reputation {text!r}: {score} is not -10.0 to 10.0")
            of_size = self._networks.setdefault((network.version, network.prefixlen), {})
            of_size[int(network.network_address)] = score
        self._sizes = sorted(self._networks, reverse=True)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reputations) and self._networks == other._networks

    def __hash__(self) -> int:
        return hash(tuple(self._sizes))

    def score(self, address: str) -> float | None:
        """Return the score of a client, `None` when nothing is known about it."""
        if not self._networks:
            return None
        parsed = _plain(ip_address(address))
        for version, size in self._sizes:
            if version == parsed.version:
                shift = parsed.max_prefixlen - size
                found = self._networks[version, size].get(int(parsed) >> shift << shift)
                if found is not None:
                    return found
        return None


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return IPv4 in the form of IPv6 as IPv4."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
