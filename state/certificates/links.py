"""Who issued whom: the one question that chains are made of."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from state.certificates.facts import parse, read_facts

if TYPE_CHECKING:
    from cryptography import x509

    from state.certificates.certificate import Certificate


def names_issuer(certificate: Certificate, issuer: Certificate) -> bool:
    """Whether the names link (RFC 5280 section 6.1.3) and the key identifiers do not forbid it.

    Cheap: no signature is checked. A certificate without any subject issues nothing.
    """
    child, parent = certificate.facts, issuer.facts
    if not parent.subject_key or child.issuer_key != parent.subject_key:
        return False
    wanted, offered = child.authority_key_identifier, parent.subject_key_identifier
    return not wanted or not offered or wanted == offered


def issued_by(certificate: Certificate, issuer: Certificate) -> bool:
    """Whether the names link and the issuer's key made the certificate's signature.

    Neither dates nor the CA flag are looked at.
    """
    return names_issuer(certificate, issuer) and _signed_by(certificate.der, issuer.der)


@lru_cache(maxsize=8192)
def _signed_by(der: bytes, issuer_der: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    if not read_facts(der).algorithms_agree:
        return False
    try:
        _check_signature(parse(der), parse(issuer_der))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _check_signature(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    """Raises InvalidSignature, UnsupportedAlgorithm, ValueError or TypeError.

    The library's own `verify_directly_issued_by` wants names equal octet by octet, which is
    stricter than RFC 5280 and than OpenSSL.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa

    key = issuer.public_key()
    signature, signed = certificate.signature, certificate.tbs_certificate_bytes
    parameters = certificate.signature_algorithm_parameters
    algorithm = certificate.signature_hash_algorithm
    if isinstance(key, rsa.RSAPublicKey):
        if algorithm is None or not isinstance(parameters, padding.PKCS1v15 | padding.PSS):
            raise UnsupportedAlgorithm("not an RSA signature")
        key.verify(signature, signed, parameters, algorithm)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        if not isinstance(parameters, ec.ECDSA):
            raise UnsupportedAlgorithm("not an ECDSA signature")
        key.verify(signature, signed, parameters)
    elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        key.verify(signature, signed)
    else:
        raise UnsupportedAlgorithm("no signatures of such keys in chains")
