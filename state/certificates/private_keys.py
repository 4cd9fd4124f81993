"""Private keys as `cryptography` sees them: loading, checking, encoding."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from state.certificates.public_keys import KeyDescription, describe
from state.errors import CertificateError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    SigningKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

INVALID_KEY: Final = "Invalid private key ...discarding"

# Larger keys make a handshake take seconds; smaller ones no TLS library serves.
MINIMUM_RSA_BITS: Final = 512
MAXIMUM_RSA_BITS: Final = 8192


def load_der(der: bytes) -> SigningKey:
    """A key in PKCS#1, PKCS#8 or SEC1 form, DER. Raises CertificateError.

    The library's own check of an RSA key tests its primes, which takes seconds for the largest keys
    and stops every other session meanwhile. Here the numbers are only checked against each other,
    which finds every damaged file.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    try:
        key = load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CertificateError(INVALID_KEY) from error
    if isinstance(key, rsa.RSAPrivateKey):
        _check_rsa(key)
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key
    raise CertificateError(INVALID_KEY)


def _check_rsa(key: rsa.RSAPrivateKey) -> None:
    if not MINIMUM_RSA_BITS <= key.key_size <= MAXIMUM_RSA_BITS:
        raise CertificateError(INVALID_KEY)
    numbers = key.private_numbers()
    p, q, d, e = numbers.p, numbers.q, numbers.d, numbers.public_numbers.e
    sound = (
        p > 1
        and q > 1
        and p * q == numbers.public_numbers.n
        and numbers.dmp1 == d % (p - 1)
        and numbers.dmq1 == d % (q - 1)
        and numbers.iqmp * q % p == 1
        and d * e % (p - 1) == 1
        and d * e % (q - 1) == 1
    )
    if not sound:
        raise CertificateError(INVALID_KEY)


def encode(key: SigningKey) -> str:
    """PKCS#8 without encryption, PEM."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


@lru_cache(maxsize=256)
def load_pem(pem: str) -> SigningKey:
    """A key that `encode` wrote. Raises CertificateError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem.encode("ascii"), None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CertificateError(INVALID_KEY) from error
    if isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        return key
    raise CertificateError(INVALID_KEY)


@lru_cache(maxsize=1024)
def description(pem: str) -> KeyDescription:
    """Text and identity of the public half."""
    return describe(load_pem(pem).public_key())
