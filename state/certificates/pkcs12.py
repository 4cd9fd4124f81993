"""PKCS#12 files: a certificate, its private key and its intermediates under one pass phrase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from state.certificates import private_keys
from state.certificates.certificate import Certificate
from state.certificates.facts import parse
from state.certificates.keys import PrivateKey
from state.certificates.parsing import MAXIMUM_CERTIFICATES, MAXIMUM_INPUT
from state.errors import CertificateError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates

UNREADABLE: Final = "Error: the PKCS#12 file could not be read. Check the file and the pass phrase."


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a PKCS#12 file holds. `chain` is in the order of the file, without the certificate."""

    certificate: Certificate
    key: PrivateKey
    chain: tuple[Certificate, ...] = ()


def read_pkcs12(data: bytes, passphrase: str) -> Bundle:
    """Reads what OpenSSL, Windows, Java and others write, RC2-40 and 3DES included.

    An empty pass phrase also opens a file that has none. Raises CertificateError with one and the
    same text for a wrong pass phrase, a damaged file, and a file without certificate or key.
    """
    if len(data) > MAXIMUM_INPUT:
        raise CertificateError(UNREADABLE)
    loaded = _load(data, passphrase)
    if loaded.cert is None or loaded.key is None:
        raise CertificateError(UNREADABLE)
    if len(loaded.additional_certs) > MAXIMUM_CERTIFICATES:
        raise CertificateError(UNREADABLE)
    return _bundle(loaded)


def write_pkcs12(
    name: str,
    certificate: Certificate,
    key: PrivateKey,
    chain: Sequence[Certificate],
    passphrase: str,
) -> bytes:
    """A PKCS#12 file encrypted with AES-256 (PBES2) and protected by HMAC-SHA-256.

    `name` becomes the friendly name. Raises CertificateError when the pass phrase is empty or the
    key is not that of the certificate.
    """
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

    if not passphrase:
        raise CertificateError("The passphrase cannot be blank.", "passphrase")
    if not key.matches(certificate):
        raise CertificateError("The private key does not sign certificate. Discarding.", "key")
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(20_000)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(SHA256())
        .build(passphrase.encode("utf-8"))
    )
    return pkcs12.serialize_key_and_certificates(
        name.encode("utf-8"),
        key.signing_key,
        parse(certificate.der),
        [parse(each.der) for each in chain] or None,
        encryption,
    )


def _load(data: bytes, passphrase: str) -> PKCS12KeyAndCertificates:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    try:
        return load_pkcs12(data, passphrase.encode("utf-8"))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CertificateError(UNREADABLE) from error


def _bundle(loaded: PKCS12KeyAndCertificates) -> Bundle:
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    if loaded.cert is None or loaded.key is None:
        raise CertificateError(UNREADABLE)
    try:
        encoded = loaded.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return Bundle(
            Certificate.from_der(loaded.cert.certificate.public_bytes(Encoding.DER)),
            PrivateKey(private_keys.encode(private_keys.load_der(encoded))),
            tuple(
                Certificate.from_der(each.certificate.public_bytes(Encoding.DER))
                for each in loaded.additional_certs
            ),
        )
    except (CertificateError, ValueError) as error:
        raise CertificateError(UNREADABLE) from error
