"""When certificates expire, and which alert is due (tls-behaviour, 8.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, Literal

from esatui.services.alerts.alert import Alert
from state.certificates.certificate import Certificate
from state.errors import CertificateError
from state.model.configuration import View

DAYS: Final = (90, 60, 30, 15, 5, 4, 3, 2, 1)
"""Days before the end of validity on which an alert is due."""
TODAY: Final = 0
EXPIRED: Final = -1

Kind = Literal["profile", "authority"]


@dataclass(frozen=True, slots=True)
class Watched:
    """A certificate whose end is watched, under one of the names that it has."""

    kind: Kind
    name: str
    """Name of the profile, or subject of the authority."""
    fingerprint: str
    not_after: datetime

    @property
    def key(self) -> str:
        """Return what it is remembered by. A renewed certificate is another one."""
        return f"{self.kind} {self.fingerprint} {self.name}"


def watched(view: View) -> Iterator[Watched]:
    """Yield every certificate profile and every custom authority; unreadable ones have no end."""
    for name, profile in view.certificates.profiles.items():
        certificate = _read(profile.certificate)
        if certificate is not None:
            yield _watched("profile", name, certificate)
    for pem in view.authorities.custom.values():
        certificate = _read(pem)
        if certificate is not None:
            yield _watched("authority", certificate.subject, certificate)


def stage(not_after: datetime, now: datetime, timezone: tzinfo) -> int | None:
    """Return which alert is due: one of `DAYS`, `TODAY` or `EXPIRED`; None while it is too early.

    Days are those of the calendar in `timezone`. Between two of `DAYS` the larger one holds, so
    that what was missed on its day is due afterwards.
    """
    if now.replace(microsecond=0) > not_after:
        return EXPIRED
    left = (not_after.astimezone(timezone).date() - now.astimezone(timezone).date()).days
    return min((days for days in (*DAYS, TODAY) if days >= left), default=None)


def alert(certificate: Watched, due: int) -> Alert:
    """Return the alert for a stage."""
    if certificate.kind == "authority":
        head = f'The certificate authority "{certificate.name}"'
    else:
        head = f'Your "{certificate.name}" certificate'
    if due == EXPIRED:
        return Alert("System", "Critical", f"{head} has expired.")
    if due == TODAY:
        return Alert("System", "Critical", f"{head} expires today.")
    return Alert("System", "Warning", f"{head} will expire in under {due} day(s).")


def _watched(kind: Kind, name: str, certificate: Certificate) -> Watched:
    return Watched(kind, name, certificate.fingerprint_sha256, certificate.not_after)


def _read(pem: str) -> Certificate | None:
    try:
        return Certificate.from_pem(pem)
    except CertificateError:
        return None
