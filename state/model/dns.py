"""Name servers (`dnsconfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheServer:
    """A DNS server that answers for all names."""

    priority: int = 0
    """0 is asked first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternateServer:
    """The server that is asked for the names of one domain, instead of all others."""

    hostname: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dns:
    """Settings of `dnsconfig`."""

    servers: Mapping[str, CacheServer] = field(default_factory=dict)
    """Own servers by IP address; without any, the Internet's root servers are used."""
    alternates: Mapping[str, AlternateServer] = field(default_factory=dict)
    """By domain."""
    interface: str | None = None
    """Where questions come from; `None` is chosen automatically."""
    reverse_timeout: int = 20
    """Seconds that a reverse lookup may take; 0 means that there are none."""
    minimum_ttl: int = 1800
    """Seconds for which answers of name servers are kept at least."""
    search: tuple[str, ...] = ()
    """Domains in which names without a dot are looked for."""
