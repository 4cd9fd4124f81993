"""Public keys: the words for an operator, and the identity that pairs key and certificate."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

_CURVES: Final = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


@dataclass(frozen=True, slots=True)
class KeyDescription:
    """`text` such as "RSA 2048" or "EC P-256"; `key_id` the SHA-256 of SubjectPublicKeyInfo in hex.

    Both are '' for a key of an unknown kind.
    """

    text: str
    key_id: str


def describe_public_key(holder: x509.Certificate) -> KeyDescription:
    """The key of a certificate, which may be of any kind or broken."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return describe(holder.public_key())
    except (ValueError, UnsupportedAlgorithm):
        return KeyDescription("", "")


def describe(key: PublicKeyTypes) -> KeyDescription:
    """Text and identity of a public key. Raises ValueError when it cannot be encoded."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    encoded = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return KeyDescription(_text(key), sha256(encoded).hexdigest())


def _text(key: PublicKeyTypes) -> str:
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {_CURVES.get(key.curve.name, key.curve.name)}"
    if isinstance(key, dsa.DSAPublicKey):
        return f"DSA {key.key_size}"
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "Ed25519"
    if isinstance(key, ed448.Ed448PublicKey):
        return "Ed448"
    return type(key).__name__.removesuffix("PublicKey")
