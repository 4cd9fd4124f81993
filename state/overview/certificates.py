"""What there is to know about each certificate profile: validity, faults, who uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from state.certificates.certificate import Certificate
from state.certificates.chain import Arrangement, arrange
from state.certificates.chain_faults import Fault, chain_faults
from state.certificates.matching import name_matches, names_equal
from state.certificates.validity import Status, days_remaining, status
from state.model.certificates import CertificateProfile
from state.model.configuration import View
from state.operations.certificates import listed_profiles
from state.operations.usage import Service, assignments

CACHED = 4096
"""Certificates that are kept parsed; a profile never changes, it is replaced."""
_FAULTS: dict[tuple[tuple[Certificate, ...], tuple[Status, ...]], tuple[Fault, ...]] = {}

SOON_DAYS = 30
"""Days before its end from which on a certificate asks to be renewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateOverview:
    """One profile. `days` is the whole number of days left, 0 when expired."""

    name: str
    certificate: Certificate
    status: Status
    days: int
    services: tuple[Service, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatch:
    """The three names that have to agree where a listener presents a certificate.

    `hostname` is that of the listener's IP interface, `exchangers` what MX records name.
    """

    listener: str
    hostname: str
    exchangers: tuple[str, ...]
    certificate_has_hostname: bool
    exchangers_are_hostname: bool | None
    """`None` while no MX record is known."""
    certificate_has_exchangers: bool | None

    @property
    def agrees(self) -> bool:
        """Whether all that is known agrees."""
        checks = (self.exchangers_are_hostname, self.certificate_has_exchangers)
        return self.certificate_has_hostname and False not in checks


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


def certificate_names(certificate: Certificate) -> tuple[str, ...]:
    """Return the names that a certificate is for: those of subjectAltName, else the common name."""
    return certificate.dns_names or (certificate.common_name,)


def covers(certificate: Certificate, name: str) -> bool:
    """Whether a certificate is for the host `name`."""
    return any(name_matches(pattern, name) for pattern in certificate_names(certificate))


def name_match(
    view: View, listener: str, certificate: Certificate, exchangers: tuple[str, ...]
) -> NameMatch:
    """Compare the names where `listener` presents `certificate`. Raises KeyError without it."""
    interface = view.listeners.entries[listener].interface
    hostname = view.interfaces.entries[interface].hostname
    return NameMatch(
        listener=listener,
        hostname=hostname,
        exchangers=exchangers,
        certificate_has_hostname=covers(certificate, hostname),
        exchangers_are_hostname=_all(names_equal(each, hostname) for each in exchangers),
        certificate_has_exchangers=_all(covers(certificate, each) for each in exchangers),
    )


def receiving_domains(view: View, listener: str) -> tuple[str, ...]:
    """Return the domains that a listener takes mail for, as far as its RAT names them whole."""
    return tuple(
        name
        for name in view.listeners.entries[listener].rat
        if "." in name.strip(".") and "@" not in name and not name.startswith(".")
    )


def _all(checks: Iterable[bool]) -> bool | None:
    found = list(checks)
    return all(found) if found else None


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
