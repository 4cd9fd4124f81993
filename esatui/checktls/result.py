"""What a receiver test has found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Verdict = Literal["OK", "WARNING", "FAILED", "skipped"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the test."""

    name: str
    verdict: Verdict
    detail: str


@dataclass(frozen=True, slots=True)
class CertificateFault:
    """What is wrong with a certificate; `fatal` when a peer that verifies would refuse it."""

    kind: str
    text: str
    fatal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedCertificate:
    """One certificate of the chain, in the place in which it was sent."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    key: str
    signature: str
    fingerprint: str
    """SHA-256, 64 hex digits."""
    faults: tuple[CertificateFault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatch:
    """The three names that must be the same (tls-behaviour, 2.4)."""

    mx: str | None
    """The MX record; without a domain the host as it was given, None when that is an address."""
    certificate: tuple[str, ...]
    """DNS names of the certificate, its common name when it has none."""
    interface: str | None
    """What the host calls itself in its reply to EHLO."""
    matches: bool
    """Whether those that are known agree, and at least two are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The whole test."""

    host: str
    port: int
    domain: str | None
    address: str | None
    """The address that was connected."""
    protocol: str | None
    cipher: str | None
    certificates: tuple[PresentedCertificate, ...]
    names: NameMatch | None
    """None when no certificate was seen."""
    stages: tuple[Stage, ...]

    @property
    def verdict(self) -> Verdict:
        """Return the gravest verdict of all stages."""
        verdicts = {stage.verdict for stage in self.stages}
        return next(each for each in ("FAILED", "WARNING", "OK") if each in {*verdicts, "OK"})

    @property
    def failed(self) -> tuple[str, ...]:
        """Return the names of the stages that failed."""
        return tuple(stage.name for stage in self.stages if stage.verdict == "FAILED")
