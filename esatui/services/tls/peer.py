"""Judges what a peer presented, by the trust lists and revocation lists that are committed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from esatui.services.tls.revocation import RevocationLists, Service
from state.certificates.authorities import system_authorities
from state.certificates.certificate import Certificate
from state.certificates.compliance import compliance_fault
from state.certificates.dane import HOSTNAME_MISMATCH, TlsaRecord, dane_fault
from state.certificates.matching import hosted_matches, verify_matches
from state.certificates.peer_names import PeerNames
from state.certificates.trust import TrustStore
from state.certificates.usage import Purpose
from state.certificates.verify import Requirements, verify_chain
from state.crl_cache import CrlCache
from state.delivery.demand import Check
from state.errors import CertificateError
from state.model.certificates import Authorities
from state.model.configuration import View
from state.model.services import Ssl

NO_CERTIFICATE: Final = "no certificate from server"
# A hostile chain could make us check hundreds of signatures with keys of 16384 bits.
_SIGNATURES: Final = 32
_MAXIMUM_CHAIN: Final = 32


class PeerVerifier:
    """Trust as it was committed. Make a new one for each commit; may be used in several threads.

    Verification costs processor time (a hostile chain takes up to half a second): call it in a
    thread where others are served.
    """

    def __init__(self, trust: TrustStore, revocation: RevocationLists, ssl: Ssl) -> None:
        self._trust = trust
        self._revocation = revocation
        self._ssl = ssl

    @classmethod
    def from_view(cls, view: View, crls: CrlCache) -> PeerVerifier:
        """Return the verifier of a configuration; `crls` is asked anew at each verification."""
        trust = TrustStore(trusted_certificates(view.authorities))
        return cls(trust, RevocationLists(view.crl, crls), view.ssl)

    def server_fault(
        self,
        chain: Sequence[Certificate],
        check: Check,
        names: PeerNames,
        now: datetime,
        tlsa: Sequence[TlsaRecord] = (),
    ) -> str | None:
        """Return why a mail exchanger does not verify (a reason of 6.6), None when it does.

        `chain` is `TlsSession.chain`, `check` is `Demand.check`; `tlsa` counts for `dane` only.
        """
        if check == "dane":
            requirements = Requirements(purpose="server", budget=_SIGNATURES)
            return dane_fault(chain[:_MAXIMUM_CHAIN], tlsa, names, now, requirements)
        fault = self._chain_fault(chain, now, "server", "outbound")
        if fault is not None:
            return fault
        covered = verify_matches if check == "verify" else hosted_matches
        return None if covered(chain[0], names) else HOSTNAME_MISMATCH

    def client_fault(self, chain: Sequence[Certificate], now: datetime) -> str | None:
        """Return why the certificate of an SMTP client does not verify, None when it does.

        Names are not compared. A client without certificate has the fault
        `no certificate from server`; at level Preferred - Verify that is no reason to refuse it.
        """
        return self._chain_fault(chain, now, "client", "inbound")

    def _chain_fault(
        self, chain: Sequence[Certificate], now: datetime, purpose: Purpose, service: Service
    ) -> str | None:
        if not chain:
            return NO_CERTIFICATE
        requirements = Requirements(
            purpose=purpose,
            revoked=self._revocation.revoked if self._revocation.active(service) else None,
            budget=_SIGNATURES,
        )
        sent = chain[1:_MAXIMUM_CHAIN]
        fault = verify_chain(chain[0], sent, self._trust, now, requirements)
        if fault is not None or service != "outbound":
            return fault
        return compliance_fault(chain[0], fqdn=self._ssl.peer_fqdn, x509=self._ssl.peer_x509)


def trusted_certificates(authorities: Authorities) -> Iterator[Certificate]:
    """Yield the certificates of the lists that are enabled; entries that cannot be read are not."""
    if authorities.system_enabled:
        yield from system_authorities()
    if not authorities.custom_enabled:
        return
    for pem in authorities.custom.values():
        try:
            yield Certificate.from_pem(pem)
        except CertificateError:
            continue
