"""Reads certificates and keys from whatever an operator pastes or uploads."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from state.certificates import private_keys
from state.certificates.certificate import Certificate
from state.certificates.der import DerError, read_element
from state.certificates.facts import INVALID_CERTIFICATE
from state.certificates.keys import PrivateKey
from state.certificates.private_keys import INVALID_KEY
from state.certificates.quiet import without_warnings
from state.errors import CertificateError

# Mozilla's whole list of authorities is about 220 kB with 120 to 150 certificates; pasted chains
# hold three or four.
MAXIMUM_INPUT: Final = 1024 * 1024
MAXIMUM_CERTIFICATES: Final = 100

_ARMOUR: Final = re.compile(
    r"-----BEGIN (?P<label>[A-Z0-9 ]{1,40})-----(?P<body>[^-]*)-----END (?P=label)-----"
)
_CERTIFICATE_LABELS: Final = ("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE")
_PKCS7_LABELS: Final = ("PKCS7", "CMS")
_KEY_LABELS: Final = ("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")


@dataclass(frozen=True, slots=True)
class _Block:
    """One PEM block: its label and what its base64 means."""

    label: str
    der: bytes


def read_certificates(
    data: str | bytes, *, maximum: int = MAXIMUM_CERTIFICATES
) -> tuple[Certificate, ...]:
    """All certificates in the data, in their order, at least one.

    Takes PEM with any text around and any line ends, PKCS#7 (`.p7b`) in PEM or DER, DER, and bare
    base64 of DER. Blocks that are neither certificate nor PKCS#7 are passed over. Raises
    CertificateError ("Invalid certificate...discarding") when there is no certificate, when one is
    damaged, when there are more than `maximum`, and for more than 1 MiB of data.
    """
    try:
        blocks = _blocks(_bounded(data), _CERTIFICATE_LABELS + _PKCS7_LABELS)
    except ValueError as error:
        raise CertificateError(INVALID_CERTIFICATE) from error
    found: list[Certificate] = []
    for block in blocks:
        if block.label in _CERTIFICATE_LABELS:
            found.append(Certificate.from_der(_first_element(block.der)))
        elif block.label in _PKCS7_LABELS:
            found += _read_pkcs7(block.der)
        else:
            found += _read_bare(block.der)
        if len(found) > maximum:
            raise CertificateError(INVALID_CERTIFICATE)
    if not found:
        raise CertificateError(INVALID_CERTIFICATE)
    return tuple(found)


def read_private_key(data: str | bytes) -> PrivateKey:
    """The one private key in the data: PKCS#1, PKCS#8 or SEC1, in PEM, DER or bare base64.

    RSA (512 to 8192 bits) and elliptic curves. Raises CertificateError ("Invalid private key
    ...discarding") for encrypted keys, other kinds, several keys, and whatever is no key.
    """
    try:
        blocks = _blocks(_bounded(data), _KEY_LABELS)
    except ValueError as error:
        raise CertificateError(INVALID_KEY) from error
    if len(blocks) != 1:
        raise CertificateError(INVALID_KEY)
    return PrivateKey(private_keys.encode(private_keys.load_der(blocks[0].der)))


def _bounded(data: str | bytes) -> bytes:
    raw = data.encode("utf-8", errors="replace") if isinstance(data, str) else data
    if len(raw) > MAXIMUM_INPUT:
        raise ValueError("more than 1 MiB")
    return raw


def _blocks(raw: bytes, labels: tuple[str, ...]) -> list[_Block]:
    """The PEM blocks with these labels; for DER or base64, one without a label.

    Raises ValueError for a block that is no base64.
    """
    text = raw.decode("ascii", errors="replace")
    if "-----BEGIN " in text:
        return [
            _Block(match["label"], _base64(match["body"]))
            for match in _ARMOUR.finditer(text)
            if match["label"] in labels
        ]
    if raw[:1] == b"\x30":
        return [_Block("", raw)]
    return [_Block("", _base64(text))]


def _base64(body: str) -> bytes:
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def _first_element(der: bytes) -> bytes:
    """Drops what follows: TRUSTED CERTIFICATE blocks carry OpenSSL's own data after it."""
    try:
        return read_element(der).raw
    except DerError as error:
        raise CertificateError(INVALID_CERTIFICATE) from error


def _read_bare(der: bytes) -> list[Certificate]:
    try:
        return [Certificate.from_der(der)]
    except CertificateError:
        return _read_pkcs7(der)


def _read_pkcs7(der: bytes) -> list[Certificate]:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

    try:
        # Files in BER, or with their set out of order, are what some authorities send.
        with without_warnings():
            found = pkcs7.load_der_pkcs7_certificates(der)
            encoded = [each.public_bytes(Encoding.DER) for each in found]
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise CertificateError(INVALID_CERTIFICATE) from error
    return [Certificate.from_der(each) for each in encoded]
