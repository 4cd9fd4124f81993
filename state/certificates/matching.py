"""Comparison of names, and the two algorithms that compare them (tls-behaviour, 6.3 to 6.5)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from state.certificates.certificate import Certificate
from state.certificates.peer_names import PeerNames

_LONGEST: Final = 253
_DOTS: Final = re.compile("[.\u3002\uff0e\uff61]")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


def ascii_name(name: str) -> str:
    """Return a name in the form in which names are compared, '' when it is none.

    Lower case, international labels as `xn--` (RFC 3490), no final period. A wildcard keeps its
    `*.`; anything else that cannot be in a host name, a NUL for example, makes it no name.
    """
    if len(name) > _LONGEST * 4:
        return ""
    labels = _DOTS.split(name)
    if labels and not labels[-1]:
        labels.pop()
    converted = [_ascii_label(label) for label in labels]
    if converted and labels[0] == "*":
        converted[0] = "*"
    text = ".".join(converted)
    return text if converted and all(converted) and len(text) <= _LONGEST else ""


def _ascii_label(label: str) -> str:
    try:
        plain = label.lower() if label.isascii() else _encode(label)
    except UnicodeError:
        return ""
    return plain if _LABEL.fullmatch(plain) else ""


def _encode(label: str) -> str:
    import encodings.idna

    return encodings.idna.ToASCII(label).decode("ascii").lower()


def names_equal(one: str, other: str) -> bool:
    """Whether two names are the same, without wildcards."""
    name = ascii_name(one)
    return bool(name) and "*" not in name and name == ascii_name(other)


def name_matches(pattern: str, name: str) -> bool:
    """Whether a name of a certificate, which may be a wildcard, covers a host or domain name.

    `*` counts only as the whole left-most label and stands for exactly one label.
    """
    wanted, offered = ascii_name(name), ascii_name(pattern)
    if not wanted or not offered or "*" in wanted:
        return False
    if not offered.startswith("*."):
        return offered == wanted
    first, _, rest = wanted.partition(".")
    return bool(first) and rest == offered[2:]


def verify_matches(certificate: Certificate, names: PeerNames) -> bool:
    """Algorithm *Verify*, steps 2 to 4.

    A SAN that covers the email domain, or a CN that is the email domain or the confirmed PTR
    hostname. The CN counts even when there are SANs.
    """
    if any(name_matches(each, names.domain) for each in certificate.dns_names):
        return True
    common_name = certificate.common_name
    return names_equal(common_name, names.domain) or (
        names.ptr_host is not None and names_equal(common_name, names.ptr_host)
    )


def hosted_matches(certificate: Certificate, names: PeerNames) -> bool:
    """Algorithm *Hosted Verify*, steps 2 to 4.

    The SANs, or the CN when there are none, cover the email domain, a hostname of the SMTP route,
    or, when there is no route, a hostname of the MX records.
    """
    hosts = names.route_hosts or names.mx_hosts
    return certificate_covers(certificate, (names.domain, *hosts))


def certificate_covers(certificate: Certificate, names: Iterable[str]) -> bool:
    """Whether one of the names is covered by a SAN, or by the CN of a certificate without SANs."""
    presented = certificate.dns_names or (certificate.common_name,)
    return any(name_matches(each, name) for name in names for each in presented)
