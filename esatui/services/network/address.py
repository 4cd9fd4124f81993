"""An address with a port."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple, Self


class Address(NamedTuple):
    """An IP address and a port: where something listens, or where a connection goes."""

    host: str
    port: int

    def __str__(self) -> str:
        """Return `HOST:PORT`, with brackets around an IPv6 address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the address in `text`, `10.0.0.1:25` or `[2001:db8::1]:25`.

        Raises `ValueError` unless it is an address with a port of 0 to 65535.
        """
        host, colon, port = text.rpartition(":")
        if not colon or not (port.isascii() and port.isdecimal()) or int(port[:6]) > 65535:
            raise ValueError(f"not an address with a port: {text!r}")
        bracketed = host.startswith("[") and host.endswith("]")
        address = ipaddress.ip_address(host[1:-1] if bracketed else host)
        if bracketed != (address.version == 6):
            raise ValueError(f"only an IPv6 address stands in brackets: {text!r}")
        return cls(str(address), int(port))


def is_loopback(host: str) -> bool:
    """Whether `host` is an address that only this machine can reach."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_address(host: str) -> bool:
    """Whether `host` is an IP address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
