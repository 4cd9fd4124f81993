"""What is wrong with each certificate of a chain, in the order in which it was sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from esatui.checktls.result import CertificateFault, PresentedCertificate
from state.certificates.certificate import Certificate
from state.certificates.chain import Arrangement, arrange
from state.certificates.chain_faults import chain_faults

NO_ISSUER: Final = "unable to get local issuer certificate"
_SELF_SIGNED: Final = ("self signed certificate", "self signed certificate in certificate chain")
_DATES: Final = ("certificate has expired", "certificate is not yet valid")


@dataclass(frozen=True, slots=True)
class Judged:
    """A chain as it was received, and what verification says of it."""

    certificates: Sequence[Certificate]
    """The host's own first; at least one."""
    reason: str | None
    """Why the chain does not verify, None when it does."""
    name_fault: str | None
    """Why the name does not verify, None when it does."""
    now: datetime

    @property
    def arrangement(self) -> Arrangement:
        """Return the intermediates, sorted out."""
        return arrange(self.certificates[0], self.certificates[1:])


def presented(judged: Judged) -> tuple[PresentedCertificate, ...]:
    """Return each certificate with its faults."""
    arrangement = judged.arrangement
    texts = {
        (fault.certificate, fault.kind): fault.text
        for fault in chain_faults(judged.certificates[0], judged.certificates[1:], judged.now)
    }
    return tuple(
        PresentedCertificate(
            subject=each.subject,
            issuer=each.issuer,
            names=each.dns_names,
            not_before=each.not_before,
            not_after=each.not_after,
            key=each.key_text,
            signature=each.signature_hash,
            fingerprint=each.fingerprint_sha256,
            faults=tuple(_faults(judged, arrangement, place, {k for c, k in texts if c == each})),
        )
        for place, each in enumerate(judged.certificates)
    )


def _faults(
    judged: Judged, arrangement: Arrangement, place: int, kinds: set[str]
) -> Iterator[CertificateFault]:
    """Yield the faults of the certificate at `place`, the gravest first."""
    certificate = judged.certificates[place]
    yield from _link_faults(judged, arrangement, place)
    if place == 0:
        yield from _own_faults(judged)
    unverified = judged.reason is not None
    if certificate in judged.certificates[:place]:
        yield CertificateFault("duplicate", "duplicate: it was sent before", fatal=False)
    elif certificate in arrangement.strangers:
        text = "wrong certificate: it does not belong to the chain"
        yield CertificateFault("wrong intermediate", text, fatal=unverified)
    elif certificate in arrangement.roots and place:
        yield CertificateFault("root included", "root certificate: not needed", fatal=False)
    if _others_of_name(judged.certificates, certificate):
        text = "another certificate with the same subject was sent"
        yield CertificateFault("same subject twice", text, fatal=False)
    if "wrong order" in kinds:
        yield CertificateFault("wrong order", "not in order: it belongs further up", fatal=False)
    for kind, text in _OF_ITSELF.items():
        if kind in kinds:
            dates = kind in ("expired", "not yet valid")
            yield CertificateFault(kind, text, fatal=dates and unverified)


_OF_ITSELF: Final = {
    "expired": "it has expired",
    "not yet valid": "it is not yet valid",
    "weak key": "its key is weak",
    "weak signature": "its signature is weak",
}


def _link_faults(
    judged: Judged, arrangement: Arrangement, place: int
) -> Iterator[CertificateFault]:
    """Yield what is wrong between a certificate and its issuer."""
    certificate, issuer = judged.certificates[place], judged.certificates[place].issuer
    unfit = certificate in arrangement.chain and not certificate.facts.may_sign
    if unfit and judged.reason is not None:
        yield CertificateFault("no authority", "it may not issue certificates", fatal=True)
        return
    last = arrangement.chain[-1] if arrangement.chain else judged.certificates[0]
    if certificate != last or certificate in judged.certificates[:place]:
        return
    if judged.reason == NO_ISSUER:
        if certificate == judged.certificates[0]:
            text = f'missing intermediate: "{issuer}" was not sent'
            yield CertificateFault("missing intermediate", text, fatal=True)
        else:
            text = f'unknown issuer: "{issuer}" was not sent and is not trusted'
            yield CertificateFault("unknown issuer", text, fatal=True)
    elif judged.reason in _SELF_SIGNED:
        kind = "self-signed" if place == 0 else "untrusted root"
        yield CertificateFault(kind, f"{kind}: nobody vouches for it", fatal=True)


def _own_faults(judged: Judged) -> Iterator[CertificateFault]:
    """Yield what is wrong with the host's own certificate, or with the chain as a whole."""
    if judged.name_fault is not None:
        yield CertificateFault("name mismatch", judged.name_fault, fatal=True)
    reason = judged.reason
    if reason is not None and reason not in (NO_ISSUER, *_SELF_SIGNED, *_DATES):
        yield CertificateFault("not verified", reason, fatal=True)


def _others_of_name(certificates: Sequence[Certificate], certificate: Certificate) -> bool:
    names = Counter(each.facts.subject_key for each in dict.fromkeys(certificates))
    return names[certificate.facts.subject_key] > 1
