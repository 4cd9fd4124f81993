"""Certificate revocation lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from state.certificates.der import DerError, children, read_element
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
        return _issuer(self.der)

    @property
    def this_update(self) -> datetime:
        """When the list was made."""
        return _parse(self.der).last_update_utc

    @property
    def next_update(self) -> datetime | None:
        """When the next one is due."""
        return _parse(self.der).next_update_utc

    def is_revoked(self, serial_number: int) -> bool:
        """Whether the certificate of this serial number is on the list."""
        try:
            entry = _parse(self.der).get_revoked_certificate_by_serial_number(serial_number)
        except (ValueError, OverflowError):
            return False
        return entry is not None


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
        if b"-----BEGIN" in data[:65536]:
            loaded = x509.load_pem_x509_crl(data)
        else:
            loaded = x509.load_der_x509_crl(data)
        return RevocationList(_encode(loaded))
    except (ValueError, x509.InvalidVersion) as error:
        raise CertificateError("not a CRL") from error


def _encode(crl: x509.CertificateRevocationList) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return crl.public_bytes(Encoding.DER)


@lru_cache(maxsize=16)
def _parse(der: bytes) -> x509.CertificateRevocationList:
    from cryptography import x509

    return x509.load_der_x509_crl(der)


@lru_cache(maxsize=64)
def _issuer(der: bytes) -> str:
    from state.certificates.distinguished_name import read_name

    try:
        fields = children(children(read_element(der))[0])
        # The version is an optional first field, an INTEGER; then algorithm and issuer.
        return read_name(fields[2 if fields[0].tag == 0x02 else 1]).text
    except (DerError, IndexError):
        return ""
