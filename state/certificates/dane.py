"""TLSA records (RFC 6698) as mail uses them (RFC 7672)."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256, sha512
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from state.certificates.certificate import Certificate
from state.certificates.facts import parse
from state.certificates.matching import certificate_covers
from state.certificates.peer_names import PeerNames
from state.certificates.trust import TrustStore
from state.certificates.verify import Reason, Requirements, verify_chain
from state.errors import CertificateError

if TYPE_CHECKING:
    R = TypeVar("R", bound="TlsaRecord")

MISMATCH: Final = "TLSA record mismatch"
HOSTNAME_MISMATCH: Final = "hostname mismatch"
# Certificate usages; 0 and 1 count on public authorities and are ignored for mail.
_TRUST_ANCHOR: Final = 2
_END_ENTITY: Final = 3
_DIGEST_LENGTHS: Final = {1: 32, 2: 64}


class TlsaRecord(Protocol):
    """One TLSA record, `3 1 1 <hex>` in a zone."""

    @property
    def usage(self) -> int:
        """0 to 3; only 2 and 3 count."""

    @property
    def selector(self) -> int:
        """0: the whole certificate; 1: its SubjectPublicKeyInfo."""

    @property
    def matching(self) -> int:
        """0: the octets themselves; 1: SHA-256; 2: SHA-512."""

    @property
    def data(self) -> bytes:
        """What is compared."""


def usable(records: Sequence[R]) -> tuple[R, ...]:
    """Those records that count. With none, a domain has no TLSA record."""
    return tuple(
        record
        for record in records
        if record.usage in (_TRUST_ANCHOR, _END_ENTITY)
        and record.selector in (0, 1)
        and record.data
        and (record.matching == 0 or len(record.data) == _DIGEST_LENGTHS.get(record.matching))
    )


def dane_fault(
    chain: Sequence[Certificate],
    records: Sequence[TlsaRecord],
    names: PeerNames,
    now: datetime,
    requirements: Requirements | None = None,
) -> Reason | str | None:
    """Return why a peer's chain (its own certificate first) fails DANE, None when a record matches.

    Usage 3: the certificate or key alone counts, names and dates do not. Usage 2: a certificate
    above it matches, the chain up to that one is valid now, and its names cover the exchanger or
    the email domain.
    """
    if not chain:
        return "no certificate from server"
    counting = usable(records)
    leaf = chain[0]
    if any(r.usage == _END_ENTITY and matches(leaf, r) for r in counting):
        return None
    from_records = [r for r in counting if r.usage == _TRUST_ANCHOR]
    anchors = [each for each in chain[1:] if any(matches(each, r) for r in from_records)]
    anchors += filter(None, map(_whole_certificate, from_records))
    if not anchors:
        return MISMATCH
    fault = verify_chain(leaf, chain[1:], TrustStore(anchors), now, requirements)
    if fault is not None:
        return fault
    hosts = names.mx_hosts if names.exchanger is None else (names.exchanger,)
    return None if certificate_covers(leaf, (*hosts, names.domain)) else HOSTNAME_MISMATCH


def matches(certificate: Certificate, record: TlsaRecord) -> bool:
    """Whether a record's data are those of the certificate, or of its key."""
    selected = certificate.der if record.selector == 0 else _key(certificate)
    if record.matching:
        selected = (sha256 if record.matching == 1 else sha512)(selected).digest()
    return bool(selected) and hmac.compare_digest(selected, record.data)


def _key(certificate: Certificate) -> bytes:
    """The SubjectPublicKeyInfo as it is encoded, b"" when it cannot be read."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    try:
        key = parse(certificate.der).public_key()
        return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, UnsupportedAlgorithm):
        return b""


def _whole_certificate(record: TlsaRecord) -> Certificate | None:
    """The authority that a record carries as a whole: the peer need not send it then."""
    if record.selector or record.matching:
        return None
    try:
        return Certificate.from_der(record.data)
    except CertificateError:
        return None
