"""What there is to know about each certificate profile: validity, faults, who uses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

from state.certificates.certificate import Certificate
from state.certificates.chain import Arrangement, arrange
from state.certificates.chain_faults import Fault, chain_faults
from state.certificates.validity import Status, days_remaining, status
from state.model.certificates import DEMO, CertificateProfile
from state.model.configuration import View
from state.operations.certificates import awaits_commit, listed_profiles
from state.operations.usage import Service, assignments, services_using

CACHED = 4096
"""Certificates that are kept parsed; a profile never changes, it is replaced."""
_FAULTS: dict[tuple[tuple[Certificate, ...], tuple[Status, ...]], tuple[Fault, ...]] = {}

SOON_DAYS = 30
"""Days before its end from which on a certificate asks to be renewed."""

Step = Literal["commit request", "sign", "complete", "assign", "commit"]
"""`sign`: have the request signed and upload the answer. `complete`: upload the intermediate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateOverview:
    """One profile. `days` is the whole number of days left, 0 when expired."""

    name: str
    certificate: Certificate
    status: Status
    days: int
    services: tuple[Service, ...]
    faults: tuple[Fault, ...]


@lru_cache(CACHED)
def parsed(pem: str) -> Certificate:
    """Return the certificate of a PEM text; the same object for the same text."""
    return Certificate.from_pem(pem)


def chain_of(profile: CertificateProfile) -> Arrangement:
    """Return the stored intermediates of a profile, sorted out."""
    return _arranged(profile.certificate, profile.intermediates)


def faults_of(profile: CertificateProfile, now: datetime) -> tuple[Fault, ...]:
    """Return what is wrong with a profile."""
    certificates = tuple(parsed(pem) for pem in (profile.certificate, *profile.intermediates))
    # All that depends on the time are the states of the certificates.
    key = (certificates, tuple(status(each, now) for each in certificates))
    found = _FAULTS.get(key)
    if found is None:
        if len(_FAULTS) >= CACHED:
            _FAULTS.clear()
        found = _FAULTS[key] = chain_faults(certificates[0], certificates[1:], now)
    return found


def next_step(
    overview: CertificateOverview, profile: CertificateProfile, running: View
) -> Step | None:
    """Return what has to be done next with a profile until services present it whole.

    `running` is the committed configuration.
    """
    name = overview.name
    if name == DEMO:
        return None
    if profile.csr and overview.certificate.self_signed:
        return "commit request" if awaits_commit(running, name, profile) else "sign"
    if missing_issuer(overview) is not None:
        return "complete"
    if not overview.services:
        return "assign"
    same = running.certificates.profiles.get(name) == profile
    return None if same and services_using(running, name) == overview.services else "commit"


def missing_issuer(overview: CertificateOverview) -> str | None:
    """Return the name of the intermediate certificate that is missing, `None` without one."""
    kind = "missing intermediate"
    return next((f.certificate.issuer_name for f in overview.faults if f.kind == kind), None)


def certificate_overview(view: View, now: datetime) -> tuple[CertificateOverview, ...]:
    """Return all profiles in the order of the list, `Demo` last."""
    one = overviews(view, now)
    return tuple(one(name) for name in listed_profiles(view))


def overviews(view: View, now: datetime) -> Callable[[str], CertificateOverview]:
    """Return what tells of one profile by its name; it raises KeyError for one that is not."""
    users: dict[str, list[Service]] = {}
    for assignment in assignments(view):
        if assignment.profile is not None:
            users.setdefault(assignment.profile, []).append(assignment.service)
    profiles = view.certificates.profiles

    def one(name: str) -> CertificateOverview:
        return _overview(name, profiles[name], tuple(users.get(name, ())), now)

    return one


@lru_cache(CACHED)
def _arranged(certificate: str, intermediates: tuple[str, ...]) -> Arrangement:
    return arrange(parsed(certificate), tuple(parsed(pem) for pem in intermediates))


def _overview(
    name: str, profile: CertificateProfile, services: tuple[Service, ...], now: datetime
) -> CertificateOverview:
    certificate = parsed(profile.certificate)
    return CertificateOverview(
        name=name,
        certificate=certificate,
        status=status(certificate, now),
        days=days_remaining(certificate, now),
        services=services,
        faults=faults_of(profile, now),
    )
