"""A revocation list for tests."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.state.certificates.authority import NOW, common_name, ec_key


def revocation_list(*, pem: bool) -> bytes:
    """Return a list of CN=Example Root that is due in a week and revokes serial number 4711."""
    return _signed().public_bytes(Encoding.PEM if pem else Encoding.DER)


@cache
def _signed() -> x509.CertificateRevocationList:
    entry = x509.RevokedCertificateBuilder().serial_number(4711).revocation_date(NOW).build()
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(common_name("Example Root"))
        .last_update(NOW)
        .next_update(NOW + timedelta(days=7))
        .add_revoked_certificate(entry)
    )
    return builder.sign(ec_key(), hashes.SHA256())
