"""Destination domains: what may be a key of the destination control table (CLI reference, 4.2)."""

from __future__ import annotations

import re
from typing import Final

from state.certificates.names import HOSTNAME_RULES, is_hostname
from state.errors import StateError
from state.international import ascii_form
from state.operations.values import BLANK

FIELD: Final = "domain"
RESERVED: Final = frozenset({"all", "default"})
"""Words that DETAIL and the batch form use for something else."""

BAD_IPV4: Final = (
    "The IP address must be 4 numbers separated by periods. Each number must be between 0 and 255."
)
BAD_IP: Final = "Invalid IP or IP range"

_LONGEST: Final = 1024
_IPV4: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")


def check_domain(text: str) -> str:
    """Return the canonical form of a destination domain.

    Taken are a full name, `.example.com` (all its subdomains) and an address literal
    (`[192.0.2.1]`, `[IPv6:2001:db8::1]`; a bare IPv4 address is made one). Names come back in lower
    case, internationalised ones as `xn--` (see `state.international`). Raises `StateError` (field
    `domain`).
    """
    plain = text.strip()
    if not plain:
        raise StateError(BLANK, FIELD)
    if len(plain) > _LONGEST:
        raise StateError(HOSTNAME_RULES, FIELD)
    if plain.startswith("[") or _IPV4.fullmatch(plain):
        return _address_literal(plain)
    name = plain.lower() if plain.isascii() else _ascii_form(plain)
    if not is_hostname(name.removeprefix(".")):
        raise StateError(HOSTNAME_RULES, FIELD)
    if name in RESERVED:
        raise StateError(f'The domain cannot be "{name}".', FIELD)
    return name


def check_domain_name(text: str) -> str:
    """Return the canonical form of one domain by name: no address, no `.example.com`.

    Raises `StateError` (field `domain`).
    """
    name = check_domain(text)
    if not is_hostname(name):
        raise StateError(HOSTNAME_RULES, FIELD)
    return name


def check_host(text: str) -> str:
    """Return a host to connect to: a name in canonical form, or an address, in brackets or not.

    Raises `StateError` (field `domain`).
    """
    from ipaddress import ip_address

    plain = text.strip()
    try:
        return str(ip_address(plain.removeprefix("[").removesuffix("]")))
    except ValueError:
        return check_domain_name(plain)


def _ascii_form(name: str) -> str:
    """Return an internationalised name in its ASCII form."""
    dot = "." if name.startswith(".") else ""
    try:
        return dot + ascii_form(name.removeprefix("."))
    except ValueError:
        raise StateError(HOSTNAME_RULES, FIELD) from None


def _address_literal(text: str) -> str:
    """Return `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321 section 4.1.3), canonical."""
    from ipaddress import AddressValueError, IPv4Address, IPv6Address

    inner = text.removeprefix("[").removesuffix("]")
    closed = text.startswith("[") == text.endswith("]")
    is_ipv6 = ":" in inner
    try:
        if not closed:
            raise AddressValueError(text)
        if is_ipv6:
            if inner[:5].lower() == "ipv6:":
                inner = inner[5:]
            if "%" in inner:
                raise AddressValueError(text)
            return f"[IPv6:{IPv6Address(inner)}]"
        return f"[{IPv4Address(inner)}]"
    except AddressValueError:
        raise StateError(BAD_IP if is_ipv6 else BAD_IPV4, FIELD) from None
