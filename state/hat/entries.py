"""Entries of sender groups as numbers (CLI reference, 7.5), and the same for those who connect."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from state.errors import StateError
from state.operations.domains import BAD_IP

NO_SCORE: Final = "sbrs[none]"
"""The entry for senders without a reputation score."""

WORST_SCORE: Final = -100
BEST_SCORE: Final = 100
"""Ends of the reputation scale, in tenths."""

_SCORES: Final = re.compile(r"sbrs\[(-?\d{1,2}(?:\.\d)?):(-?\d{1,2}(?:\.\d)?)\]", re.ASCII)
_ALL_IPV4: Final = 0xFFFFFFFF


def score_range(entry: str) -> tuple[int, int] | None:
    """Return both ends of `sbrs[-3.0:-1.0]` in tenths (-30, -10); `None` for anything else."""
    match = _SCORES.fullmatch(entry)
    if match is None:
        return None
    low, high = (round(float(end) * 10) for end in match.groups())
    return (low, high) if WORST_SCORE <= low <= high <= BEST_SCORE else None


def ipv4_range(entry: str) -> tuple[int, int]:
    """Return the ends of an address, a network, a range `a-b` or a partial address `192.168.`.

    Raises `ValueError` for anything else.
    """
    if entry.endswith("."):
        parts = entry[:-1].split(".")
        low = ipv4_number(".".join(parts + ["0"] * (4 - len(parts))))
        return low, low | (_ALL_IPV4 >> 8 * len(parts))
    first, dash, last = entry.partition("-")
    if dash:
        return ipv4_number(first), ipv4_number(last)
    first, slash, bits = entry.partition("/")
    host_bits = 32 - int(bits) if slash else 0
    if not 0 <= host_bits <= 32:
        raise ValueError(entry)
    low = ipv4_number(first) >> host_bits << host_bits
    return low, low | ((1 << host_bits) - 1)


def ipv4_number(text: str) -> int:
    """Return an IPv4 address as a number; raises `ValueError`.

    This is `int(IPv4Address(text))`, which would take most of the time that a long table needs.
    """
    first, second, third, fourth = map(int, text.split("."))
    if first | second | third | fourth > 255 or min(first, second, third, fourth) < 0:
        raise ValueError(text)
    return first << 24 | second << 16 | third << 8 | fourth


def ipv6_range(entry: str) -> tuple[int, int]:
    """Return the ends of an IPv6 address or network; raises `ValueError` for anything else."""
    first, slash, bits = entry.partition("/")
    host_bits = 128 - int(bits) if slash else 0
    if not 0 <= host_bits <= 128:
        raise ValueError(entry)
    low = int(IPv6Address(first)) >> host_bits << host_bits
    return low, low | ((1 << host_bits) - 1)


def address_number(text: str) -> tuple[int, int]:
    """Return the version (4 or 6) of an address and its number; raises `StateError`.

    An IPv4 address that comes in the form of IPv6 (`::ffff:192.0.2.1`) counts as IPv4. A zone
    (`fe80::1%2`) does not count.
    """
    try:
        if ":" not in text:
            return 4, int(IPv4Address(text))
        address = IPv6Address(text.partition("%")[0])
    except AddressValueError as error:
        raise StateError(BAD_IP, "address") from error
    mapped = address.ipv4_mapped
    return (6, int(address)) if mapped is None else (4, int(mapped))
