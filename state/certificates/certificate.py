"""One certificate, as a value."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha1, sha256
from typing import Final

from state.certificates.facts import INVALID_CERTIFICATE, Facts, read_facts
from state.errors import CertificateError

_BLOCK: Final = re.compile(
    r"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]*)"
    r"-----END (?:X509 |TRUSTED )?CERTIFICATE-----",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, repr=False)
class Certificate:
    """An X.509 certificate. Equal when the encoding is equal.

    Make one with `from_pem` or `from_der`. It is parsed once per encoding and process, whatever
    number of values is made of it. All texts are safe to print; a part that cannot be read is ''.
    """

    der: bytes

    def __repr__(self) -> str:
        return f"<Certificate {_subject_or_fault(self)}>"

    @classmethod
    def from_der(cls, der: bytes) -> Certificate:
        """The certificate in these bytes. Raises CertificateError when there is none."""
        read_facts(der)
        return cls(der)

    @classmethod
    def from_pem(cls, pem: str) -> Certificate:
        """The first certificate in a PEM text. Raises CertificateError when there is none."""
        return cls.from_der(_decode(pem))

    @property
    def pem(self) -> str:
        """Lines of 64 characters between the usual two, each line ended by a newline."""
        return _encode(self.der)

    @property
    def facts(self) -> Facts:
        """Everything that was read; for the modules of this package."""
        return read_facts(self.der)

    @property
    def subject(self) -> str:
        """`C=US,ST=CA,L=San Francisco,O=Example,CN=mail.example.com`, in the order it has."""
        return self.facts.subject.text

    @property
    def issuer(self) -> str:
        """The issuer's name, in the form of `subject`."""
        return self.facts.issuer.text

    @property
    def common_name(self) -> str:
        """CN of the subject, '' when there is none."""
        return self.facts.common_name

    @property
    def issuer_name(self) -> str:
        """CN of the issuer, its O when there is no CN, '' when there is neither."""
        return self.facts.issuer_name

    @property
    def not_before(self) -> datetime:
        """First second of validity, aware, UTC."""
        return self.facts.not_before

    @property
    def not_after(self) -> datetime:
        """Last second of validity, aware, UTC."""
        return self.facts.not_after

    @property
    def serial_number(self) -> int:
        """As encoded; may be zero or negative in certificates that break RFC 5280."""
        return self.facts.serial_number

    @property
    def serial_text(self) -> str:
        """The serial number as OpenSSL prints it: `06EF` for 1775, whole octets in upper case."""
        digits = f"{abs(self.serial_number):X}"
        sign = "-" if self.serial_number < 0 else ""
        return sign + digits.zfill(len(digits) + len(digits) % 2)

    @property
    def is_ca(self) -> bool:
        """The CA flag of basicConstraints; False without that extension."""
        return self.facts.is_ca

    @property
    def dns_names(self) -> tuple[str, ...]:
        """The dNSName entries of subjectAltName."""
        return self.facts.dns_names

    @property
    def email_names(self) -> tuple[str, ...]:
        """The rfc822Name entries of subjectAltName."""
        return self.facts.email_names

    @property
    def key_id(self) -> str:
        """SHA-256 of the SubjectPublicKeyInfo in hex; '' for a key of an unknown kind."""
        return self.facts.key_id

    @property
    def key_text(self) -> str:
        """`RSA 2048`, `EC P-256`, `Ed25519`; '' for a key of an unknown kind."""
        return self.facts.key_text

    @property
    def signature_hash(self) -> str:
        """`sha256`, `sha1`, `md5` ...; '' for Ed25519 and algorithms that are unknown."""
        return self.facts.signature_hash

    @property
    def fingerprint_sha256(self) -> str:
        """64 lower-case hex digits."""
        return sha256(self.der).hexdigest()

    @property
    def fingerprint_sha1(self) -> str:
        """40 lower-case hex digits."""
        return sha1(self.der, usedforsecurity=False).hexdigest()

    @property
    def self_signed(self) -> bool:
        """Whether its own key signed it."""
        from state.certificates.links import issued_by

        return issued_by(self, self)


def _subject_or_fault(certificate: Certificate) -> str:
    try:
        return certificate.subject
    except CertificateError:
        return "that cannot be read"


@lru_cache(maxsize=4096)
def _decode(pem: str) -> bytes:
    block = _BLOCK.search(pem)
    if block is None:
        raise CertificateError(INVALID_CERTIFICATE)
    try:
        return base64.b64decode("".join(block[1].split()), validate=True)
    except binascii.Error as error:
        raise CertificateError(INVALID_CERTIFICATE) from error


@lru_cache(maxsize=4096)
def _encode(der: bytes) -> str:
    text = base64.b64encode(der).decode("ascii")
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join(
        ["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""],
    )
