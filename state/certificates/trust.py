"""Trusted certificates, made ready once for many verifications."""

from __future__ import annotations

from collections.abc import Iterable

from state.certificates.certificate import Certificate
from state.certificates.distinguished_name import NameKey
from state.certificates.issuers import rank


class TrustStore:
    """A set of trusted certificates that finds them by the name of their subject."""

    def __init__(self, certificates: Iterable[Certificate]) -> None:
        self._all = frozenset(certificates)
        self._by_name: dict[NameKey, list[Certificate]] = {}
        for each in sorted(self._all, key=rank):
            self._by_name.setdefault(each.facts.subject_key, []).append(each)

    def __contains__(self, certificate: object) -> bool:
        return certificate in self._all

    def __len__(self) -> int:
        return len(self._all)

    def named(self, name: NameKey) -> list[Certificate]:
        """Those with this subject, in the order in which issuers are tried."""
        return self._by_name.get(name, [])
