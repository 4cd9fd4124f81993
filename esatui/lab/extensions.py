"""The parts of a wished certificate, as the library wants them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from esatui.lab.wish import Wish

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

UNKNOWN_EXTENSION: Final = "1.3.6.1.4.1.99999.1.1"
"""Identifier of the critical extension that nobody knows."""


def subject(wish: Wish) -> x509.Name:
    """The subject of a certificate: O and CN, each if wished."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    attributes = (
        (NameOID.ORGANIZATION_NAME, wish.organization),
        (NameOID.COMMON_NAME, wish.common_name),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes if value])


def digest(name: str) -> hashes.SHA256 | hashes.SHA384:
    """A hash by the library's name for it."""
    from cryptography.hazmat.primitives import hashes

    return hashes.SHA384() if name == "SHA384" else hashes.SHA256()


def wished(wish: Wish) -> Iterator[tuple[x509.ExtensionType, bool]]:
    """Yield the extensions that do not depend on names and keys, each with its critical flag."""
    from cryptography import x509

    if wish.ca is not None:
        yield x509.BasicConstraints(wish.ca, wish.path_length if wish.ca else None), True
    if wish.ca:
        yield _authority_usage(), True
    if wish.purposes is not None:
        yield x509.ExtendedKeyUsage([_purpose(each) for each in wish.purposes]), False
    if wish.permitted or wish.excluded:
        permitted = [x509.DNSName(each) for each in wish.permitted] or None
        excluded = [x509.DNSName(each) for each in wish.excluded] or None
        yield x509.NameConstraints(permitted, excluded), True
    if wish.crl_url:
        place = [x509.UniformResourceIdentifier(wish.crl_url)]
        point = x509.DistributionPoint(place, None, None, None)
        yield x509.CRLDistributionPoints([point]), False
    if wish.unknown_critical:
        oid = x509.ObjectIdentifier(UNKNOWN_EXTENSION)
        yield x509.UnrecognizedExtension(oid, b"\x05\x00"), True


def _purpose(name: str) -> x509.ObjectIdentifier:
    from cryptography.x509.oid import ExtendedKeyUsageOID

    if name == "server":
        return ExtendedKeyUsageOID.SERVER_AUTH
    return ExtendedKeyUsageOID.CLIENT_AUTH


def _authority_usage() -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
