"""Whether a certificate is valid now, for how long, and what an operator should be warned of."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from state.certificates.certificate import Certificate

Status = Literal["Active", "Expired", "Not Yet Valid"]

# What public authorities and peers ask for at least (NIST SP 800-57).
MINIMUM_RSA_BITS: Final = 2048
WEAK_HASHES: Final = ("md2", "md4", "md5", "sha1")
_HASH_WORDS: Final = {"md2": "MD2", "md4": "MD4", "md5": "MD5", "sha1": "SHA-1"}


def status(certificate: Certificate, now: datetime) -> Status:
    """The word in the certificate list. The first and the last second of validity are valid."""
    if now < certificate.not_before:
        return "Not Yet Valid"
    if now.replace(microsecond=0) > certificate.not_after:
        return "Expired"
    return "Active"


def days_remaining(certificate: Certificate, now: datetime) -> int:
    """Whole days until the end of validity, 0 when that has passed."""
    return max(0, (certificate.not_after - now).days)


def weak_key(certificate: Certificate) -> bool:
    """Whether the key is RSA or DSA with less than 2048 bits."""
    kind, _, size = certificate.key_text.partition(" ")
    return kind in {"RSA", "DSA"} and int(size) < MINIMUM_RSA_BITS


def weak_signature(certificate: Certificate) -> bool:
    """Whether the signature is made with MD5 or SHA-1; that of a self-signed one does not count."""
    return certificate.signature_hash in WEAK_HASHES and not certificate.self_signed


def warnings(certificate: Certificate, now: datetime) -> tuple[str, ...]:
    """One line for each thing that peers may refuse; the appliance itself takes the certificate."""
    found = []
    match status(certificate, now):
        case "Expired":
            found.append(f"Warning: The certificate expired on {_date(certificate.not_after)}.")
        case "Not Yet Valid":
            start = _date(certificate.not_before)
            found.append(f"Warning: The certificate is not valid before {start}.")
        case "Active":
            pass
    if weak_key(certificate):
        found.append(
            f"Warning: The key of the certificate is weak ({certificate.key_text} bits). "
            "Peers may refuse it."
        )
    if weak_signature(certificate):
        word = _HASH_WORDS[certificate.signature_hash]
        found.append(
            f"Warning: The signature of the certificate is weak ({word}). Peers may refuse it."
        )
    return tuple(found)


def _date(moment: datetime) -> str:
    return moment.strftime("%d %b %Y %H:%M:%S GMT")
