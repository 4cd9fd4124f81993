"""The revocation lists that are active, read anew when an update has replaced them."""

from __future__ import annotations

from typing import Literal

from state.certificates.certificate import Certificate
from state.certificates.crl import RevocationList, is_revoked, read_crl
from state.crl_cache import CrlCache, Stamp
from state.errors import CertificateError
from state.model.certificates import Crl, CrlSource

Service = Literal["inbound", "outbound", "webui"]


class RevocationLists:
    """The fetched lists of the committed sources, for the services that check them."""

    def __init__(self, crl: Crl, cache: CrlCache) -> None:
        self._crl = crl
        self._cache = cache
        self._read: dict[str, tuple[Stamp, RevocationList | None]] = {}

    def active(self, service: Service) -> bool:
        """Whether revocation is checked for a service: it is switched on, and there is a source."""
        return bool(getattr(self._crl, service) and self._crl.sources)

    def revoked(self, certificate: Certificate, issuer: Certificate) -> bool:
        """Whether a list of the issuer names the certificate. Missing lists say nothing."""
        return is_revoked(certificate, issuer, self._lists())

    def _lists(self) -> list[RevocationList]:
        found = (self._list(name, source) for name, source in self._crl.sources.items())
        return [each for each in found if each is not None]

    def _list(self, name: str, source: CrlSource) -> RevocationList | None:
        stamp = self._cache.stamp(name, source)
        if stamp is None:
            return None
        known = self._read.get(name)
        if known is None or known[0] != stamp:
            known = (stamp, self._load(name, source))
            self._read[name] = known
        return known[1]

    def _load(self, name: str, source: CrlSource) -> RevocationList | None:
        cached = self._cache.get(name, source)
        if cached is None:
            return None
        try:
            return read_crl(cached.der)
        except CertificateError:
            # The cache holds what was once read well; a file that was damaged since says nothing.
            return None
