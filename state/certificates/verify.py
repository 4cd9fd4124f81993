"""Verifies a chain against trusted authorities (tls-behaviour sections 6.2 and 6.6).

Names and revocation are checked elsewhere: names need the peer, revocation needs a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, Literal

from state.certificates.certificate import Certificate
from state.certificates.issuers import IssuerSearch
from state.certificates.validity import status

Reason = Literal[
    "self signed certificate",
    "self signed certificate in certificate chain",
    "unable to get local issuer certificate",
    "certificate is not yet valid",
    "certificate has expired",
]

# OpenSSL allows a hundred; no public chain has more than five.
MAXIMUM_DEPTH: Final = 16

_ORDER: Final[tuple[Reason, ...]] = (
    "self signed certificate",
    "self signed certificate in certificate chain",
    "unable to get local issuer certificate",
    "certificate is not yet valid",
    "certificate has expired",
)


def verify_chain(
    certificate: Certificate,
    intermediates: Sequence[Certificate],
    trusted: Iterable[Certificate],
    now: datetime,
) -> Reason | None:
    """None when some path leads to a trusted certificate and is valid now, else the reason.

    A trusted certificate ends a path whether it is a root or not. Issuers need the CA flag, the
    right to sign certificates and room in their path length; a trusted root of X.509 version 1
    needs none of them. Every way through cross-signed certificates is tried, within a bound on
    the number of signatures; what is not found within it counts as not there.
    """
    anchors = set(trusted)
    search = IssuerSearch((*intermediates, *anchors), preferred=anchors)
    verdicts: set[Reason] = set()
    for path in _paths(certificate, anchors, search):
        verdict = _judge(path, anchors, now)
        if verdict is None:
            return None
        verdicts.add(verdict)
    dated = verdicts & {"certificate is not yet valid", "certificate has expired"}
    # A trusted path that only its dates spoil says more than another that leads nowhere.
    return next(reason for reason in _ORDER if reason in (dated or verdicts))


def _paths(
    certificate: Certificate, anchors: set[Certificate], search: IssuerSearch
) -> Iterator[tuple[Certificate, ...]]:
    """Every path that cannot be made longer, or that has reached a trusted certificate."""
    waiting: list[tuple[Certificate, ...]] = [(certificate,)]
    while waiting:
        path = waiting.pop()
        last = path[-1]
        if last in anchors or last.self_signed or len(path) >= MAXIMUM_DEPTH:
            yield path
            continue
        longer: list[tuple[Certificate, ...]] = [
            (*path, issuer)
            for issuer in search.issuers(last, excluding=path)
            if _may_issue(issuer, len(path) - 1, anchors)
        ]
        if not longer:
            yield path
        waiting += reversed(longer)


def _may_issue(issuer: Certificate, below: int, anchors: set[Certificate]) -> bool:
    """`below`: the number of intermediates between the issuer and the end of the chain."""
    facts = issuer.facts
    if issuer in anchors and not facts.is_ca:
        return facts.version == 1
    return facts.may_sign and (facts.path_length is None or below <= facts.path_length)


def _judge(
    path: tuple[Certificate, ...], anchors: set[Certificate], now: datetime
) -> Reason | None:
    last = path[-1]
    if last not in anchors:
        if not last.self_signed:
            return "unable to get local issuer certificate"
        if len(path) == 1:
            return "self signed certificate"
        return "self signed certificate in certificate chain"
    states = {status(each, now) for each in path}
    if "Not Yet Valid" in states:
        return "certificate is not yet valid"
    return "certificate has expired" if "Expired" in states else None
