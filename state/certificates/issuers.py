"""Finds issuers among many certificates, without being slowed down by hostile ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from state.certificates.certificate import Certificate
from state.certificates.links import issued_by, names_issuer

# Signatures checked in one search. An honest chain needs fewer than ten. A chain of a hundred
# certificates of one name would otherwise cost some five thousand.
MAXIMUM_SIGNATURES: Final = 512


class IssuerSearch:
    """Finds who issued what among a set of candidates, with one budget for all questions.

    Candidates of one issuer are found in an order that does not depend on the order in which they
    were given: those that are not self-signed first (they go on to a root that is older and known
    to more peers), later ends of validity before earlier ones.
    """

    def __init__(self, candidates: Iterable[Certificate]) -> None:
        self._by_name: dict[object, list[Certificate]] = {}
        self._budget = MAXIMUM_SIGNATURES
        for candidate in sorted(set(candidates), key=_preference):
            self._by_name.setdefault(candidate.facts.subject.comparable, []).append(candidate)

    @property
    def exhausted(self) -> bool:
        """Whether the search gave up: its answers are then incomplete."""
        return self._budget <= 0

    def issuers(self, certificate: Certificate) -> Iterable[Certificate]:
        """Those that issued the certificate, lazily, the best first; never itself."""
        for candidate in self._by_name.get(certificate.facts.issuer.comparable, ()):
            if candidate == certificate or not names_issuer(certificate, candidate):
                continue
            if self.exhausted:
                return
            self._budget -= 1
            if issued_by(certificate, candidate):
                yield candidate


def _preference(certificate: Certificate) -> tuple[bool, float, bytes]:
    facts = certificate.facts
    looks_like_root = facts.subject.comparable == facts.issuer.comparable
    return looks_like_root, -facts.not_after.timestamp(), certificate.der
