"""What hosts and senders have done lately: connections at once, recipients an hour."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

MOST_REMEMBERED: Final = 100_000
"""Hosts and senders with counters; whoever floods with names does not fill the memory."""


def host_key(address: str, bits: int | None = None) -> str:
    """Return what counts as one host: an address, or those that agree in their first `bits`."""
    if bits is None:
        return address
    parsed = ip_address(address.partition("%")[0])
    width = parsed.max_prefixlen
    kept = width - min(bits if parsed.version == 4 else bits * 4, width)
    return f"{int(parsed) >> kept:x}/{bits}"


class Connections:
    """Counts connections that are open: all of them, by listener and by host."""

    def __init__(self) -> None:
        self.total = 0
        self.tls = 0
        self._counts: dict[str, int] = {}

    def count(self, key: str) -> int:
        """Return how many are open for a listener or host."""
        return self._counts.get(key, 0)

    def opened(self, *keys: str) -> None:
        """Count a connection."""
        self.total += 1
        for key in keys:
            self._counts[key] = self._counts.get(key, 0) + 1

    def closed(self, *keys: str) -> None:
        """Count a connection no more."""
        self.total -= 1
        for key in keys:
            left = self._counts[key] - 1
            if left:
                self._counts[key] = left
            else:
                del self._counts[key]


class Rates:
    """Counts events by key; all counters are reset together after `seconds`."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._reset = 0.0

    def count(self, key: str, now: float, seconds: float) -> int:
        """Return the events of this span of time. `now` is monotonic."""
        if now - self._reset >= seconds:
            self._counts.clear()
            self._reset = now
        return self._counts.get(key, 0)

    def add(self, key: str, now: float, seconds: float) -> None:
        """Count an event."""
        count = self.count(key, now, seconds)
        if count or len(self._counts) < MOST_REMEMBERED:
            self._counts[key] = count + 1
