"""IP addresses and netmasks as an operator types them (CLI reference, 1.8 and 8)."""

from __future__ import annotations

from typing import Final

from state.errors import StateError
from state.operations.domains import BAD_IP, BAD_IPV4
from state.operations.values import BLANK, NumberRange

NOT_LOOPBACK: Final = "The IP cannot start with 127 or 0."
PREFIX: Final = NumberRange(0, 32, "prefix")
PREFIX6: Final = NumberRange(0, 128, "prefix6")
_ALL_ONES: Final = 0xFFFFFFFF


def check_ipv4(text: str) -> str:
    """Return an IPv4 address of the appliance in dotted form; raises `StateError` (field `ip`)."""
    from ipaddress import AddressValueError, IPv4Address

    plain = text.strip()
    if not plain:
        raise StateError(BLANK, "ip")
    try:
        address = str(IPv4Address(plain))
    except AddressValueError as error:
        raise StateError(BAD_IPV4, "ip") from error
    if address.partition(".")[0] in ("0", "127"):
        raise StateError(NOT_LOOPBACK, "ip")
    return address


def check_ipv6(text: str) -> str:
    """Return an IPv6 address of the appliance, compressed; raises `StateError` (field `ipv6`)."""
    from ipaddress import AddressValueError, IPv6Address

    plain = text.strip()
    if not plain:
        raise StateError(BLANK, "ipv6")
    try:
        address = IPv6Address(plain)
    except AddressValueError as error:
        raise StateError(BAD_IP, "ipv6") from error
    if address.is_loopback or address.is_unspecified or address.is_multicast or "%" in plain:
        raise StateError(BAD_IP, "ipv6")
    return str(address)


def check_netmask(text: str) -> int:
    """Return the prefix length of `24`, `255.255.255.0` or `0xffffff00`; raises `StateError`."""
    from ipaddress import AddressValueError, IPv4Address

    plain = text.strip()
    try:
        if plain[:2].lower() == "0x":
            mask = int(IPv4Address(int(plain, 16)))
        elif "." in plain:
            mask = int(IPv4Address(plain))
        else:
            return PREFIX.parse(plain)
    except (AddressValueError, ValueError) as error:
        raise _bad_netmask() from error
    inverted = mask ^ _ALL_ONES
    if inverted & (inverted + 1):
        raise _bad_netmask()
    return 32 - inverted.bit_length()


def _bad_netmask() -> StateError:
    return StateError("The netmask must be one run of ones followed by zeros.", "prefix")
