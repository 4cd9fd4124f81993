"""The appliance's rules for names: profiles, hostnames, fully qualified domain names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from state.errors import StateError

if TYPE_CHECKING:
    from state.certificates.certificate import Certificate

SYMBOLS_IN_PROFILE_NAME: Final = "Symbols are not allowed in the certificate profile name."
NOT_FULLY_QUALIFIED: Final = (
    "Common Name or SAN:dNSName is not in Fully Qualified Domain Name(FQDN) format."
)
HOSTNAME_RULES: Final = (
    "A hostname is a string that must match the following rules:\n"
    " - A label is made of letters, numbers, dashes and underscores.\n"
    " - The first and last character of a label must be a letter or a number.\n"
    " - A hostname has one or more labels separated by periods."
)

# RFC 1035 section 2.3.4: 255 octets on the wire are 253 characters in text.
MAXIMUM_HOSTNAME: Final = 253
_MAXIMUM_PROFILE_NAME: Final = 255

_PROFILE_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?")
# RFC 1034 section 3.5, as RFC 5280 wants it in a dNSName: no underscore.
_DNS_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def valid_profile_name(name: str) -> bool:
    """Letters, digits, '.', '_' and '-', at least one and at most 255 of them."""
    return len(name) <= _MAXIMUM_PROFILE_NAME and _PROFILE_NAME.fullmatch(name) is not None


def check_profile_name(name: str) -> None:
    """Raises StateError (field `name`) unless the name is a valid one for a profile."""
    if not valid_profile_name(name):
        raise StateError(SYMBOLS_IN_PROFILE_NAME, "name")


def is_hostname(name: str) -> bool:
    """Whether the name keeps the appliance's rules for hostnames (labels of at most 63)."""
    return len(name) <= MAXIMUM_HOSTNAME and all(
        _LABEL.fullmatch(label) for label in name.split(".")
    )


def check_hostname(name: str, field: str = "hostname") -> None:
    """Raises StateError with the rule lines unless the name is a hostname."""
    if not is_hostname(name):
        raise StateError(HOSTNAME_RULES, field)


def is_dns_name(name: str) -> bool:
    """Whether the name may stand in a dNSName (RFC 5280 section 4.2.1.6), `*.` in front allowed."""
    plain = name.removeprefix("*.")
    return (
        0 < len(name) <= MAXIMUM_HOSTNAME
        and all(_DNS_LABEL.fullmatch(label) for label in plain.split("."))
        and not plain.replace(".", "").isdigit()
    )


def is_fqdn(name: str) -> bool:
    """Whether the name is fully qualified: a DNS name of two labels or more, wildcard allowed.

    A final period is ignored. The last label must not be a number, as in addresses.
    """
    plain = name.removesuffix(".")
    labels = plain.removeprefix("*.").split(".")
    return is_dns_name(plain) and len(labels) >= 2 and not labels[-1].isdigit()


def names_fully_qualified(certificate: Certificate) -> bool:
    """The FQDN question of `certconfig`: common name, if any, and every dNSName, at least one."""
    names = [certificate.common_name] if certificate.common_name else []
    names += certificate.dns_names
    return bool(names) and all(is_fqdn(name) for name in names)
