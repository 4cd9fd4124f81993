"""Certificate profiles, certificate authorities and revocation lists (`certconfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

DEMO = "Demo"
"""Name of the factory certificate profile. It cannot be edited, exported or deleted."""

SYSTEM_PROVIDED = "System provided"
"""What PRINT shows while URL filtering uses no certificate of a profile."""

CrlType = Literal["ASN.1", "PEM"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateProfile:
    """One certificate profile. Certificates are PEM texts, as they were given."""

    certificate: str
    key: str
    """Identifier of the private key: SHA-256 of its SubjectPublicKeyInfo, in hex.

    The key itself is never part of the configuration; it lies in the key store.
    """
    intermediates: tuple[str, ...] = ()
    """Intermediate certificates in the order in which they are sent, faults included."""
    csr: str | None = None
    """The certificate signing request, for a profile that was made with NEW."""
    smime: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """All certificate profiles by name, `Demo` included."""

    profiles: Mapping[str, CertificateProfile] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorities:
    """The two lists of trusted certificate authorities."""

    system_enabled: bool = True
    custom_enabled: bool = False
    custom: Mapping[str, str] = field(default_factory=dict)
    """Custom authorities: SHA-256 fingerprint in hex to PEM text, in the order of import."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrlSource:
    """Where a certificate revocation list comes from."""

    primary_url: str
    secondary_url: str | None = None
    file_type: CrlType = "ASN.1"
    automatic: bool = True
    interval_hours: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Crl:
    """Revocation checks by direction, and the sources by name."""

    inbound: bool = False
    outbound: bool = False
    webui: bool = False
    sources: Mapping[str, CrlSource] = field(default_factory=dict)
