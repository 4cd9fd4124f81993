"""What a certificate says, read once and kept.

Certificates come from strangers. A part that cannot be read gives an empty value, so that the rest
can still be shown; only a certificate that is no X.509 at all is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from state.certificates.der import (
    CONTEXT_0,
    SEQUENCE,
    DerError,
    Element,
    children,
    expect,
    read_element,
)
from state.certificates.distinguished_name import (
    COMMON_NAME,
    ORGANIZATION,
    DistinguishedName,
    NameKey,
    printable,
    read_name,
)
from state.certificates.public_keys import describe_public_key
from state.certificates.quiet import without_warnings
from state.errors import CertificateError

if TYPE_CHECKING:
    from cryptography import x509

Extension = TypeVar("Extension", bound="x509.ExtensionType")

# A certificate is some 1-3 kB; the largest in use, with hundreds of names, stay far below this.
MAXIMUM_SIZE = 128 * 1024
INVALID_CERTIFICATE = "Invalid certificate...discarding"


@dataclass(frozen=True, slots=True)
class Facts:
    """The parts of a certificate that are shown or compared. Times are aware, in UTC."""

    subject: DistinguishedName
    issuer: DistinguishedName
    subject_key: NameKey
    issuer_key: NameKey
    not_before: datetime
    not_after: datetime
    serial_number: int
    version: int
    is_ca: bool
    may_sign: bool
    path_length: int | None
    dns_names: tuple[str, ...]
    email_names: tuple[str, ...]
    key_id: str
    key_text: str
    signature_hash: str
    subject_key_identifier: bytes
    authority_key_identifier: bytes
    algorithms_agree: bool

    @property
    def common_name(self) -> str:
        """CN of the subject, '' when there is none."""
        return self.subject.first(COMMON_NAME)

    @property
    def issuer_name(self) -> str:
        """CN of the issuer; its O when there is no CN."""
        return self.issuer.first(COMMON_NAME) or self.issuer.first(ORGANIZATION)


@lru_cache(maxsize=4096)
def parse(der: bytes) -> x509.Certificate:
    """The certificate as `cryptography` reads it. Raises CertificateError."""
    from cryptography import x509

    if len(der) > MAXIMUM_SIZE:
        raise CertificateError(INVALID_CERTIFICATE)
    try:
        # A serial number of zero or less is against RFC 5280, and is nevertheless in use.
        with without_warnings():
            return x509.load_der_x509_certificate(der)
    except (ValueError, x509.InvalidVersion) as error:
        raise CertificateError(INVALID_CERTIFICATE) from error


@lru_cache(maxsize=4096)
def read_facts(der: bytes) -> Facts:
    """All facts of a certificate. Raises CertificateError when it is not one."""
    from cryptography import x509

    certificate = parse(der)
    raw = _raw_parts(der)
    constraints = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    alternative = _extension(certificate, x509.SubjectAlternativeName)
    own_key = _extension(certificate, x509.SubjectKeyIdentifier)
    issuing_key = _extension(certificate, x509.AuthorityKeyIdentifier)
    key = describe_public_key(certificate)
    is_ca = constraints is not None and constraints.ca
    return Facts(
        subject=raw.subject,
        issuer=raw.issuer,
        subject_key=raw.subject.comparable,
        issuer_key=raw.issuer.comparable,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        serial_number=raw.serial_number,
        version=certificate.version.value + 1,
        is_ca=is_ca,
        may_sign=is_ca and (usage is None or usage.key_cert_sign),
        path_length=constraints.path_length if constraints is not None else None,
        dns_names=_names(alternative, x509.DNSName),
        email_names=_names(alternative, x509.RFC822Name),
        key_id=key.key_id,
        key_text=key.text,
        signature_hash=_signature_hash(certificate),
        subject_key_identifier=own_key.digest if own_key is not None else b"",
        authority_key_identifier=(issuing_key.key_identifier or b"") if issuing_key else b"",
        algorithms_agree=raw.algorithms_agree,
    )


@dataclass(frozen=True, slots=True)
class _RawParts:
    """What the library gives with warnings, too strictly, or not at all."""

    serial_number: int
    issuer: DistinguishedName
    subject: DistinguishedName
    algorithms_agree: bool


def _raw_parts(der: bytes) -> _RawParts:
    try:
        signed, outer = children(expect(read_element(der), SEQUENCE))[:2]
        fields = children(expect(signed, SEQUENCE))
        # The version is an optional first field.
        first = 1 if fields[0].tag == CONTEXT_0 else 0
        serial_number, inner, issuer, _, subject = fields[first : first + 5]
    except (DerError, ValueError, IndexError) as error:
        raise CertificateError(INVALID_CERTIFICATE) from error
    return _RawParts(
        serial_number=int.from_bytes(serial_number.content, "big", signed=True),
        issuer=_name(issuer),
        subject=_name(subject),
        algorithms_agree=inner.raw == outer.raw,
    )


def _name(element: Element) -> DistinguishedName:
    try:
        return read_name(element)
    except DerError:
        return DistinguishedName(())


def _extension(certificate: x509.Certificate, kind: type[Extension]) -> Extension | None:
    """The value of an extension; None when it is absent or cannot be read."""
    from cryptography import x509

    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return None


def _names(
    alternative: x509.SubjectAlternativeName | None,
    kind: type[x509.DNSName | x509.RFC822Name],
) -> tuple[str, ...]:
    if alternative is None:
        return ()
    return tuple(printable(name) for name in alternative.get_values_for_type(kind))


def _signature_hash(certificate: x509.Certificate) -> str:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        algorithm = certificate.signature_hash_algorithm
    except (ValueError, UnsupportedAlgorithm):
        return ""
    return algorithm.name if algorithm is not None else ""
