"""The list of certificates as data (CLI reference, 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from state.certificates.certificate import Certificate
from state.certificates.validity import Status, days_remaining, status
from state.model.configuration import View
from state.operations.certificates import listed_profiles


@dataclass(frozen=True, slots=True)
class CertificateSummary:
    """One line of the list. `days` is the whole number of days left, 0 when expired."""

    name: str
    common_name: str
    issuer: str
    """Common name of the issuer; its organization when there is none."""
    status: Status
    days: int


def summaries(view: View, now: datetime) -> tuple[CertificateSummary, ...]:
    """Return the lines of the list, ordered by name, `Demo` last."""
    return tuple(_summary(view, name, now) for name in listed_profiles(view))


def _summary(view: View, name: str, now: datetime) -> CertificateSummary:
    certificate = Certificate.from_pem(view.certificates.profiles[name].certificate)
    return CertificateSummary(
        name,
        certificate.common_name,
        certificate.issuer_name,
        status(certificate, now),
        days_remaining(certificate, now),
    )
