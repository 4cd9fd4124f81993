"""Checks of texts that several areas share, with the appliance's own words (1.8)."""

from __future__ import annotations

import re
from typing import Final

from state.certificates.names import is_hostname
from state.errors import StateError
from state.operations.domains import BAD_IP

EMAIL_RULE: Final = 'An email address is a localname, an "@" and a domain. (Ex: admin@example.com)'
EMAIL_DOMAIN_RULE: Final = "The email domain must be a valid hostname."
LONGEST_EMAIL: Final = 254
"""RFC 5321, section 4.5.3.1.3, without the angle brackets."""

_LOCAL_PART: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")


def check_email(text: str, field: str | None = None) -> None:
    """Raise `StateError` unless `text` is an address that mail can be sent to."""
    local, at, domain = text.rpartition("@")
    if not at or not _LOCAL_PART.fullmatch(local) or len(text) > LONGEST_EMAIL:
        raise StateError(EMAIL_RULE, field)
    if not is_hostname(domain):
        raise StateError(EMAIL_DOMAIN_RULE, field)


def check_host(text: str, field: str | None = None) -> None:
    """Raise `StateError` unless `text` is a host name or an IP address."""
    if not is_hostname(text) and not _is_address(text):
        raise StateError("The value must be a hostname or an IP address.", field)


def check_network(text: str, field: str | None = None) -> None:
    """Raise `StateError` unless `text` is an address, a network or a range of addresses."""
    first, dash, last = text.partition("-")
    ends = (first.strip(), last.strip()) if dash else ()
    if ends and all(map(_is_address, ends)):
        return
    if not ends and _is_network(text):
        return
    raise StateError(BAD_IP, field)


def _is_address(text: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_network(text: str) -> bool:
    from ipaddress import ip_network

    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
