"""Lists of systems and addresses that an operator separates by commas (CLI reference, 7.2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from state.certificates.names import HOSTNAME_RULES, MAXIMUM_HOSTNAME, is_hostname
from state.errors import StateError
from state.operations.domains import BAD_IP
from state.operations.values import BLANK, shown

BAD_ADDRESS: Final = 'An email address is a localname, an "@" and a domain. (Ex: admin@example.com)'
EVERYONE: Final = "ALL"
"""The recipient that stands for every one that no other entry names."""
MOST_ENTRIES: Final = 10_000
"""Most entries of one answer."""

LONGEST_LOCAL_PART: Final = 64
"""In characters (RFC 5321, section 4.5.3.1.1)."""
LONGEST_ADDRESS: Final = 254
"""In characters (RFC 5321, section 4.5.3.1.3, without the angle brackets)."""

_PARTIAL_IPV4: Final = re.compile(r"(?:[0-9]{1,3}\.){1,3}")
_NUMERIC: Final = re.compile(r"[0-9./-]*[0-9][0-9./-]*|[0-9A-Fa-f]*:[0-9A-Fa-f:./-]*")
_LOCAL_PART: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
)


def check_systems(text: str) -> tuple[str, ...]:
    """Return the systems in `text`: addresses, networks, ranges, partial addresses, host names.

    Names come back in lower case. Raises `StateError` for an empty list and for the first system
    that is none of these.
    """
    return _each(text, check_system)


def check_recipients(text: str) -> tuple[str, ...]:
    """Return the recipients in `text`: domains, `.partial` ones, `user@`, `user@domain`, `ALL`.

    Domains come back in lower case. Raises `StateError` for an empty list and for the first
    recipient that is none of these.
    """
    return _each(text, check_recipient)


def check_system(text: str) -> str:
    """Return one system in the form that is kept; raises `StateError` (field `sender`)."""
    if len(text) > MAXIMUM_HOSTNAME + 1:
        raise StateError(HOSTNAME_RULES, "sender")
    if _NUMERIC.fullmatch(text):
        return _network(text)
    name = text.lower()
    if not is_hostname(name.removeprefix(".")):
        raise StateError(HOSTNAME_RULES, "sender")
    return name


def check_recipient(text: str) -> str:
    """Return one recipient in the form that is kept; raises `StateError` (field `recipient`)."""
    if text.upper() == EVERYONE:
        return EVERYONE
    local, at, domain = text.rpartition("@")
    if not at:
        name = text.lower()
        if not is_hostname(name.removeprefix(".")):
            raise StateError(HOSTNAME_RULES, "recipient")
        return name
    plain = domain.lower()
    if len(local) > LONGEST_LOCAL_PART or len(text) > LONGEST_ADDRESS:
        raise StateError(BAD_ADDRESS, "recipient")
    if not _LOCAL_PART.fullmatch(local) or not (not plain or _mail_domain(plain)):
        raise StateError(BAD_ADDRESS, "recipient")
    return f"{local}@{plain}"


def _each(text: str, check: Callable[[str], str]) -> tuple[str, ...]:
    entries = [entry.strip() for entry in text.split(",")]
    found = tuple(dict.fromkeys(check(entry) for entry in entries[:MOST_ENTRIES] if entry))
    if not found:
        raise StateError(BLANK)
    if len(entries) > MOST_ENTRIES:
        raise StateError(f"At most {MOST_ENTRIES} entries can be given at once.")
    return found


def _mail_domain(domain: str) -> bool:
    if domain.startswith("[") and domain.endswith("]"):
        from ipaddress import AddressValueError, IPv4Address

        try:
            IPv4Address(domain[1:-1])
        except AddressValueError:
            return False
        return True
    return is_hostname(domain)


def _network(text: str) -> str:
    """Return an address, a network, a range `a-b` or a partial address `192.168.`, checked."""
    from ipaddress import ip_address, ip_network

    try:
        if _PARTIAL_IPV4.fullmatch(text):
            if any(int(part) > 255 for part in text.split(".")[:-1]):
                raise ValueError(text)
            return text
        first, dash, last = text.partition("-")
        if dash:
            return _range(first, last)
        if "/" in text:
            return str(ip_network(text, strict=False))
        return str(ip_address(text))
    except ValueError as error:
        raise StateError(BAD_IP, "sender") from error


def _range(first: str, last: str) -> str:
    """Return `10.1.1.10-10.1.1.20`; the end may be the last number alone, as in `10.1.1.10-20`."""
    from ipaddress import IPv4Address

    low = IPv4Address(first)
    high = IPv4Address(last if "." in last else f"{first.rpartition('.')[0]}.{last}")
    if high < low:
        raise ValueError(shown(f"{first}-{last}"))
    return f"{low}-{high}"
