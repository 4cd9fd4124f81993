"""What a certificate may be used for: purposes, and extensions that must be understood."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from state.certificates.certificate import Certificate
from state.certificates.facts import parse

if TYPE_CHECKING:
    from cryptography import x509

Purpose = Literal["server", "client"]

_SERVER_AUTH: Final = "1.3.6.1.5.5.7.3.1"
_CLIENT_AUTH: Final = "1.3.6.1.5.5.7.3.2"
# What server certificates of the export era said; OpenSSL still takes them for TLS servers.
_GATED_CRYPTO: Final = ("1.3.6.1.4.1.311.10.3.3", "2.16.840.1.113730.4.1")
_EXTENDED: Final[dict[Purpose, frozenset[str]]] = {
    "server": frozenset({_SERVER_AUTH, *_GATED_CRYPTO}),
    "client": frozenset({_CLIENT_AUTH}),
}
_KEY_USAGES: Final[dict[Purpose, tuple[str, ...]]] = {
    "server": ("digital_signature", "key_encipherment", "key_agreement"),
    "client": ("digital_signature", "key_agreement"),
}
# Extensions that may be critical: those that are checked here, and those that OpenSSL takes as
# understood although nothing of them concerns a mail server.
_UNDERSTOOD: Final = frozenset(
    {
        "1.3.6.1.5.5.7.1.7",  # sbgp-ipAddrBlock
        "1.3.6.1.5.5.7.1.8",  # sbgp-autonomousSysNum
        "1.3.6.1.5.5.7.1.14",  # proxyCertInfo
        "1.3.6.1.5.5.7.48.1.5",  # OCSP no check
        "2.5.29.14",  # subjectKeyIdentifier
        "2.5.29.15",  # keyUsage
        "2.5.29.17",  # subjectAltName
        "2.5.29.19",  # basicConstraints
        "2.5.29.30",  # nameConstraints
        "2.5.29.31",  # cRLDistributionPoints
        "2.5.29.32",  # certificatePolicies
        "2.5.29.33",  # policyMappings
        "2.5.29.35",  # authorityKeyIdentifier
        "2.5.29.36",  # policyConstraints
        "2.5.29.37",  # extendedKeyUsage
        "2.5.29.54",  # inhibitAnyPolicy
        "2.16.840.1.113730.1.1",  # Netscape certificate type
    }
)


@dataclass(frozen=True, slots=True)
class Usage:
    """What the extensions of a certificate allow."""

    extended: frozenset[str] | None
    """Dotted identifiers of the extended key usages, None without the extension."""
    key_usages: frozenset[str] | None
    """Names of the key usages that are set, None without the extension."""
    understood: bool
    """Whether all extensions can be read and none that is critical is unknown."""


def suits(certificate: Certificate, purpose: Purpose, *, issuer: bool) -> bool:
    """Whether a certificate may take part in a chain of this purpose, as OpenSSL judges it.

    Extended key usages bind issuers as well; key usages of issuers are another question.
    """
    usage = read_usage(certificate.der)
    if usage.extended is not None and not usage.extended & _EXTENDED[purpose]:
        return False
    return (
        issuer or usage.key_usages is None or not usage.key_usages.isdisjoint(_KEY_USAGES[purpose])
    )


@lru_cache(maxsize=4096)
def read_usage(der: bytes) -> Usage:
    """What a certificate's extensions allow. Raises CertificateError when it is not one."""
    from cryptography import x509

    certificate = parse(der)
    try:
        extensions = list(certificate.extensions)
    except (ValueError, x509.DuplicateExtension):
        return Usage(frozenset(), frozenset(), understood=False)
    extended: frozenset[str] | None = None
    key_usages: frozenset[str] | None = None
    understood = True
    for extension in extensions:
        if isinstance(extension.value, x509.ExtendedKeyUsage):
            extended = frozenset(oid.dotted_string for oid in extension.value)
        elif isinstance(extension.value, x509.KeyUsage):
            key_usages = _key_usages(extension.value)
        elif extension.critical and extension.oid.dotted_string not in _UNDERSTOOD:
            understood = False
    return Usage(extended, key_usages, understood)


def _key_usages(usage: x509.KeyUsage) -> frozenset[str]:
    names = ("digital_signature", "key_encipherment", "key_agreement", "crl_sign")
    return frozenset(name for name in names if getattr(usage, name))
