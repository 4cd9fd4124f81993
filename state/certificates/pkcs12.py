"""PKCS#12 files: a certificate, its private key and its intermediates under one pass phrase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from state.certificates import private_keys
from state.certificates.certificate import Certificate
from state.certificates.facts import parse
from state.certificates.keys import PrivateKey
from state.certificates.parsing import MAXIMUM_CERTIFICATES, MAXIMUM_INPUT
from state.certificates.pbe import Workload, passphrases
from state.certificates.pkcs12_reader import Contents, read_contents
from state.errors import CertificateError

UNREADABLE: Final = "Error: the PKCS#12 file could not be read. Check the file and the pass phrase."


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a PKCS#12 file holds. `chain` is in the order of the file, without the certificate."""

    certificate: Certificate
    key: PrivateKey
    chain: tuple[Certificate, ...] = ()


def read_pkcs12(data: bytes, passphrase: str) -> Bundle:
    """Reads what OpenSSL, Windows, Java, Firefox and others write, RC2-40 and 3DES included.

    An empty pass phrase also opens a file that has none. The first key that fits one of the
    certificates counts. Raises CertificateError with one and the same text for a wrong pass phrase,
    a damaged file, a file without certificate or key, one of more than 1 MiB, and one that would
    keep the processor busy for long.
    """
    from cryptography.exceptions import UnsupportedAlgorithm

    if len(data) > MAXIMUM_INPUT:
        raise CertificateError(UNREADABLE)
    try:
        forms = passphrases(passphrase)
    except UnicodeEncodeError as error:
        # What was typed is no text: it opens no file.
        raise CertificateError(UNREADABLE) from error
    work = Workload()
    for form in forms:
        try:
            return _bundle(read_contents(data, form, work))
        except (CertificateError, ValueError, UnsupportedAlgorithm) as error:
            fault = error
    raise CertificateError(UNREADABLE) from fault


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


def _bundle(contents: Contents) -> Bundle:
    """Raises CertificateError when no key fits a certificate."""
    if len(contents.certificates) > MAXIMUM_CERTIFICATES:
        raise CertificateError(UNREADABLE)
    certificates = tuple(Certificate.from_der(each) for each in contents.certificates)
    for encoded in contents.keys:
        key = PrivateKey(private_keys.encode(private_keys.load_der(encoded)))
        own = next((each for each in certificates if key.matches(each)), None)
        if own is not None:
            return Bundle(own, key, _without(certificates, own))
    raise CertificateError(UNREADABLE)


def _without(certificates: tuple[Certificate, ...], one: Certificate) -> tuple[Certificate, ...]:
    position = certificates.index(one)
    return (*certificates[:position], *certificates[position + 1 :])
