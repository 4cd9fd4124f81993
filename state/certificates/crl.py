"""Certificate revocation lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from state.certificates.certificate import Certificate
from state.certificates.der import INTEGER, DerError, children, read_element
from state.certificates.distinguished_name import DistinguishedName, read_name
from state.certificates.facts import parse
from state.certificates.usage import read_usage
from state.errors import CertificateError

if TYPE_CHECKING:
    from cryptography import x509

# The lists of public authorities reach some 10 MB.
MAXIMUM_SIZE: Final = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A parsed CRL. Times are aware, in UTC; `next_update` is None when the list names none."""

    der: bytes = field(repr=False)

    @property
    def issuer(self) -> str:
        """The issuer's name in the form of `Certificate.issuer`, '' when it cannot be read."""
        return _issuer_name(self.der).text

    @property
    def this_update(self) -> datetime:
        """When the list was made."""
        return _parse(self.der).last_update_utc

    @property
    def next_update(self) -> datetime | None:
        """When the next one is due."""
        return _parse(self.der).next_update_utc

    def is_revoked(self, serial_number: int) -> bool:
        """Whether the certificate of this serial number is on the list (never a negative one)."""
        if serial_number < 0:
            return False
        entry = _parse(self.der).get_revoked_certificate_by_serial_number(serial_number)
        return entry is not None

    def signed_by(self, authority: Certificate) -> bool:
        """Whether the authority's name is that of the issuer and its key made the signature."""
        name = _issuer_name(self.der)
        if not name.relative_names or name.comparable != authority.facts.subject_key:
            return False
        return _signed_by(self.der, authority.der)


def is_revoked(
    certificate: Certificate, issuer: Certificate, lists: Iterable[RevocationList]
) -> bool:
    """Whether some list that the issuer has signed names the certificate.

    An issuer whose key usages do not include CRLs has no lists. An old list still counts:
    what was revoked stays so.
    """
    key_usages = read_usage(issuer.der).key_usages
    if key_usages is not None and "crl_sign" not in key_usages:
        return False
    return any(
        each.signed_by(issuer) and each.is_revoked(certificate.serial_number) for each in lists
    )


def read_crl(data: bytes) -> RevocationList:
    """A CRL in ASN.1 (DER) or PEM form, at most 32 MiB.

    Raises CertificateError with a short reason, such as "not a CRL", that fits after
    `CRL update failed for "Example Trust": `.
    """
    from cryptography import x509

    if len(data) > MAXIMUM_SIZE:
        raise CertificateError("file too large")
    if not data.strip():
        raise CertificateError("file is empty")
    try:
        load = x509.load_der_x509_crl if data[:1] == b"\x30" else x509.load_pem_x509_crl
        return RevocationList(_encode(load(data)))
    except (ValueError, x509.InvalidVersion) as error:
        raise CertificateError("not a CRL") from error


def _encode(crl: x509.CertificateRevocationList) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return crl.public_bytes(Encoding.DER)


@lru_cache(maxsize=64)
def _signed_by(der: bytes, authority_der: bytes) -> bool:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        # Keys that cannot sign are refused with TypeError.
        key: Any = parse(authority_der).public_key()
        return _parse(der).is_signature_valid(key)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False


@lru_cache(maxsize=16)
def _parse(der: bytes) -> x509.CertificateRevocationList:
    from cryptography import x509

    return x509.load_der_x509_crl(der)


@lru_cache(maxsize=16)
def _issuer_name(der: bytes) -> DistinguishedName:
    try:
        fields = children(children(read_element(der))[0])
        # The version is an optional first field; then algorithm and issuer.
        return read_name(fields[2 if fields[0].tag == INTEGER else 1])
    except (DerError, IndexError):
        return DistinguishedName(())
