"""What a certificate of the lab is to be like, faults included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from state.certificates.certificate import Certificate
from state.certificates.keys import PrivateKey
from state.certificates.usage import Purpose

Digest = Literal["sha256", "sha384", "sha1"]

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its key. One that may sign is an authority."""

    certificate: Certificate
    key: PrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A certificate to be made. The defaults are those of a sound server certificate.

    Times are counted from now. A fault is any value that a real authority would not choose.
    """

    common_name: str = ""
    """CN of the subject; '' for a subject without one."""
    organization: str = ""
    dns_names: tuple[str, ...] = ()
    """DNS names of the SAN extension, which is left out without any."""
    start: timedelta = -DAY
    end: timedelta = 365 * DAY
    ca: bool | None = False
    """The CA flag; `None` leaves basicConstraints out."""
    path_length: int | None = None
    purposes: tuple[Purpose, ...] | None = ("server", "client")
    """Extended key usages; `None` leaves the extension out."""
    permitted: tuple[str, ...] = ()
    """DNS subtrees that an authority is limited to."""
    excluded: tuple[str, ...] = ()
    unknown_critical: bool = False
    """Whether there is a critical extension that nobody knows."""
    digest: Digest = "sha256"
    """`sha1` needs an issuer with an RSA key."""
    key: PrivateKey | None = None
    """The key to certify; a new P-256 key when `None`."""
    crl_url: str = ""
    """Where the issuer's revocation list is."""
