"""Judges what a peer presented, by the trust lists and revocation lists that are committed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from state.certificates.certificate import Certificate
from state.certificates.dane import Tlsa
from state.certificates.peer_names import PeerNames
from state.crl_cache import CrlCache
from state.delivery.demand import Check
from state.model.configuration import View


class PeerVerifier:
    """Trust as it was committed. Make a new one for each commit; may be used in several threads.

    Verification costs processor time (bounded, some 10 ms at most for a hostile chain): call it in
    a thread where others are served.
    """

    @classmethod
    def from_view(cls, view: View, crls: CrlCache) -> PeerVerifier:
        """Return the verifier of a configuration; `crls` is asked anew at each verification."""
        raise NotImplementedError

    def server_fault(
        self,
        chain: Sequence[Certificate],
        check: Check,
        names: PeerNames,
        now: datetime,
        tlsa: Sequence[Tlsa] = (),
    ) -> str | None:
        """Return why a mail exchanger does not verify (a reason of 6.6), None when it does.

        `chain` is `TlsSession.chain`, `check` is `Demand.check`; `tlsa` counts for `dane` only.
        """
        raise NotImplementedError

    def client_fault(self, chain: Sequence[Certificate], now: datetime) -> str | None:
        """Return why the certificate of an SMTP client does not verify, None when it does.

        Names are not compared. A client without certificate has the fault
        `no certificate from server`; at level Preferred - Verify that is no reason to refuse it.
        """
        raise NotImplementedError
