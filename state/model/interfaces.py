"""IP interfaces (`interfaceconfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """One IP interface. A port of `None` means that the service is off on it."""

    ethernet: str
    """Name of the Ethernet port: `Management`, `Data 1` or `Data 2`."""
    hostname: str
    """The interface host name: this name takes part in TLS verification."""
    ip: str | None = None
    """IPv4 address in dotted form."""
    prefix: int = 24
    """Length of the IPv4 network prefix, 0 to 32."""
    ipv6: str | None = None
    prefix6: int = 64
    ftp: int | None = None
    telnet: int | None = None
    ssh: int | None = None
    ccs: int | None = None
    """Cluster Communication Service."""
    http: int | None = None
    https: int | None = None
    quarantine_http: int | None = None
    quarantine_https: int | None = None
    api_http: int | None = None
    api_https: int | None = None
    https_certificate: str = "Demo"
    """Name of the certificate profile that HTTPS presents."""
    redirect: bool = True
    """Whether HTTP requests are redirected to HTTPS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceGroup:
    """Some IP interfaces under one name."""

    interfaces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interfaces:
    """All IP interfaces by name."""

    entries: Mapping[str, Interface] = field(default_factory=dict)
    groups: Mapping[str, InterfaceGroup] = field(default_factory=dict)
