"""Finds issuers among many certificates, without being slowed down by hostile ones."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Final, Protocol

from state.certificates.certificate import Certificate
from state.certificates.distinguished_name import NameKey
from state.certificates.links import issued_by, names_issuer

# Signatures checked in one search. An honest chain needs fewer than ten. A chain of a hundred
# certificates of one name would otherwise cost some five thousand.
MAXIMUM_SIGNATURES: Final = 512


class Preferred(Protocol):
    """Candidates that are tried first, such as a `TrustStore`."""

    def __contains__(self, certificate: object) -> bool: ...

    def named(self, name: NameKey) -> list[Certificate]:
        """Those with this subject, in the order in which they are tried."""


class IssuerSearch:
    """Finds who issued what among a set of candidates, with one budget for all questions.

    Candidates for one issuer are tried in an order that does not depend on the order in which they
    were given: the `preferred` ones first, then those that are not self-signed (they lead on to a
    root that is older and known to more peers), later ends of validity before earlier ones.
    """

    def __init__(
        self,
        candidates: Iterable[Certificate],
        *,
        preferred: Preferred | None = None,
        budget: int = MAXIMUM_SIGNATURES,
    ) -> None:
        self._by_name: dict[NameKey, list[Certificate]] = {}
        self._preferred = preferred
        self._budget = budget
        for candidate in sorted(set(candidates), key=rank):
            if preferred is None or candidate not in preferred:
                self._by_name.setdefault(candidate.facts.subject_key, []).append(candidate)

    def issuers(
        self, certificate: Certificate, *, excluding: Container[Certificate] = ()
    ) -> Iterator[Certificate]:
        """Those that issued the certificate, lazily, the best first; never itself.

        Stops early when the budget is spent: what then is not found counts as not there.
        """
        for candidate in self._named(certificate.facts.issuer_key):
            if candidate == certificate or candidate in excluding:
                continue
            if not names_issuer(certificate, candidate):
                continue
            if self._budget <= 0:
                return
            self._budget -= 1
            if issued_by(certificate, candidate):
                yield candidate

    def _named(self, name: NameKey) -> Iterator[Certificate]:
        if self._preferred is not None:
            yield from self._preferred.named(name)
        yield from self._by_name.get(name, ())


def rank(certificate: Certificate) -> tuple[bool, float, bytes]:
    """Sorts issuers of one name: not self-signed first, later ends of validity first."""
    facts = certificate.facts
    looks_like_root = facts.subject_key == facts.issuer_key
    return looks_like_root, -facts.not_after.timestamp(), certificate.der
