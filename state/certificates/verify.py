"""Verifies a chain against trusted authorities (tls-behaviour sections 6.2 and 6.6).

Names of the peer are compared elsewhere (`matching`): they need to be known first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final, Literal

from state.certificates.certificate import Certificate
from state.certificates.constraints import EXCLUDED, NOT_PERMITTED, violation
from state.certificates.issuers import MAXIMUM_SIGNATURES, IssuerSearch
from state.certificates.trust import TrustStore
from state.certificates.usage import Purpose, read_usage, suits
from state.certificates.validity import status

Reason = Literal[
    "self signed certificate",
    "self signed certificate in certificate chain",
    "unable to get local issuer certificate",
    "unhandled critical extension",
    "unsupported certificate purpose",
    "permitted subtree violation",
    "excluded subtree violation",
    "certificate is not yet valid",
    "certificate has expired",
    "certificate revoked",
]
"""The reasons of 6.6; those that it does not name have OpenSSL's words and OpenSSL's place."""

# OpenSSL allows a hundred; no public chain has more than five.
MAXIMUM_DEPTH: Final = 16

_ORDER: Final[tuple[Reason, ...]] = (
    "self signed certificate",
    "self signed certificate in certificate chain",
    "unable to get local issuer certificate",
    "unhandled critical extension",
    "unsupported certificate purpose",
    NOT_PERMITTED,
    EXCLUDED,
    "certificate is not yet valid",
    "certificate has expired",
    "certificate revoked",
)
_NOT_TRUSTED: Final = frozenset(_ORDER[:3])

Path = tuple[Certificate, ...]
"""A certificate, its issuer, the issuer's issuer ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What a chain has to satisfy beside trust, dates and its own constraints."""

    purpose: Purpose | None = None
    """What the certificate must be good for; any purpose when `None`."""
    revoked: Callable[[Certificate, Certificate], bool] | None = None
    """Whether a certificate (first) was revoked by its issuer (second); not asked when `None`."""
    budget: int = MAXIMUM_SIGNATURES
    """Signatures that are checked at most; what is not found with them counts as not there."""


def verify_chain(
    certificate: Certificate,
    intermediates: Sequence[Certificate],
    trusted: Iterable[Certificate] | TrustStore,
    now: datetime,
    requirements: Requirements | None = None,
) -> Reason | None:
    """None when some path leads to a trusted certificate and is valid now, else the reason.

    A trusted certificate ends a path whether it is a root or not. Issuers need the CA flag, the
    right to sign certificates and room in their path length; a trusted root of X.509 version 1
    needs none of them. Every way through cross-signed certificates is tried, within a bound on
    the number of signatures; what is not found within it counts as not there.
    """
    requirements = requirements or Requirements()
    anchors = trusted if isinstance(trusted, TrustStore) else TrustStore(trusted)
    search = IssuerSearch(intermediates, preferred=anchors, budget=requirements.budget)
    verdicts: set[Reason] = set()
    for path in _paths(certificate, anchors, search):
        verdict = _judge(path, anchors, now, requirements)
        if verdict is None:
            return None
        verdicts.add(verdict)
    # A path that is trusted and spoiled says more than another that leads nowhere.
    telling = verdicts - _NOT_TRUSTED
    return next(reason for reason in _ORDER if reason in (telling or verdicts))


def _paths(certificate: Certificate, anchors: TrustStore, search: IssuerSearch) -> Iterator[Path]:
    """Every path that cannot be made longer, or that has reached a trusted certificate."""
    waiting: list[Path] = [(certificate,)]
    while waiting:
        path = waiting.pop()
        last = path[-1]
        if last in anchors or last.self_signed or len(path) >= MAXIMUM_DEPTH:
            yield path
            continue
        longer: list[Path] = [
            (*path, issuer)
            for issuer in search.issuers(last, excluding=path)
            if _may_issue(issuer, path, anchors)
        ]
        if not longer:
            yield path
        waiting += reversed(longer)


def _may_issue(issuer: Certificate, path: Path, anchors: TrustStore) -> bool:
    facts = issuer.facts
    if issuer in anchors and not facts.is_ca:
        return facts.version == 1
    # Certificates that carry an authority's own name from one key to the next do not count.
    below = sum(not _self_issued(each) for each in path[1:])
    return facts.may_sign and (facts.path_length is None or below <= facts.path_length)


def _judge(
    path: Path, anchors: TrustStore, now: datetime, requirements: Requirements
) -> Reason | None:
    last = path[-1]
    if last not in anchors:
        if not last.self_signed:
            return "unable to get local issuer certificate"
        if len(path) == 1:
            return "self signed certificate"
        return "self signed certificate in certificate chain"
    return (
        _extensions_fault(path, requirements.purpose)
        or _constraints_fault(path)
        or _dates_fault(path, now)
        or _revocation_fault(path, requirements)
    )


def _extensions_fault(path: Path, purpose: Purpose | None) -> Reason | None:
    if not all(read_usage(each.der).understood for each in path):
        return "unhandled critical extension"
    if purpose is None:
        return None
    suitable = all(suits(each, purpose, issuer=depth > 0) for depth, each in enumerate(path))
    return None if suitable else "unsupported certificate purpose"


def _constraints_fault(path: Path) -> Reason | None:
    for depth, each in enumerate(path):
        if depth and _self_issued(each):
            continue
        for issuer in path[depth + 1 :]:
            found = violation(each, issuer, leaf=depth == 0)
            if found is not None:
                return found
    return None


def _dates_fault(path: Path, now: datetime) -> Reason | None:
    states = {status(each, now) for each in path}
    if "Not Yet Valid" in states:
        return "certificate is not yet valid"
    return "certificate has expired" if "Expired" in states else None


def _revocation_fault(path: Path, requirements: Requirements) -> Reason | None:
    revoked = requirements.revoked
    if revoked is None:
        return None
    found = any(revoked(each, issuer) for each, issuer in pairwise(path))
    return "certificate revoked" if found else None


def _self_issued(certificate: Certificate) -> bool:
    facts = certificate.facts
    return facts.subject_key == facts.issuer_key
