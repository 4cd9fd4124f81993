"""What a delivery knows about the names of its peer, for the name rules of verification."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerNames:
    """The names of one connection (tls-behaviour, 6.1). Domains may be international."""

    domain: str
    """The email domain: that of the recipient address."""
    ptr_host: str | None = None
    """The PTR hostname of the connected address, given only when its address record confirms it."""
    mx_hosts: tuple[str, ...] = ()
    """Hostnames of the MX records of the domain."""
    exchanger: str | None = None
    """Hostname of the exchanger that is connected; for DANE, which otherwise takes `mx_hosts`."""
    route_hosts: tuple[str, ...] = ()
    """Hostnames of the SMTP route, when one is configured for the destination."""
