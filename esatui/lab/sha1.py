"""Certificates signed with SHA-1, which no library makes any more and some hosts still show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography import x509

# The content of the OIDs sha256WithRSAEncryption and sha1WithRSAEncryption: of one length, so that
# nothing else moves.
_SHA256_RSA: Final = bytes.fromhex("2a864886f70d01010b")
_SHA1_RSA: Final = bytes.fromhex("2a864886f70d010105")


def resigned_with_sha1(certificate: x509.Certificate, key: object) -> bytes:
    """The same certificate in DER, signed again with SHA-1. Raises ValueError for no RSA key."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("SHA-1 signatures are made with RSA keys only")
    signed = certificate.tbs_certificate_bytes.replace(_SHA256_RSA, _SHA1_RSA, 1)
    signature = key.sign(signed, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 (it is the fault)
    algorithm = _element(0x30, _element(0x06, _SHA1_RSA) + _element(0x05, b""))
    return _element(0x30, signed + algorithm + _element(0x03, b"\0" + signature))


def _element(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content
