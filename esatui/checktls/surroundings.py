"""From where a test is made: network, trusted authorities and name of an appliance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from esatui.checktls.judge import judge
from esatui.checktls.observation import Target
from esatui.checktls.probe import PATIENCE, Probe
from esatui.checktls.result import Result
from esatui.services.delivery.client import Timeouts
from esatui.services.network import Network
from esatui.services.tls.peer import PeerVerifier, trusted_certificates
from esatui.services.tls.revocation import RevocationLists
from state.certificates.authorities import system_authorities
from state.certificates.certificate import Certificate
from state.certificates.dane import HOSTNAME_MISMATCH
from state.certificates.peer_names import PeerNames
from state.certificates.trust import TrustStore
from state.clock import Clock
from state.crl_cache import CrlCache
from state.model.certificates import Crl
from state.model.configuration import View
from state.model.services import Ssl
from state.settings import ApplianceSettings

NAME_WITHOUT_APPLIANCE = "localhost"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a test needs."""

    network: Network
    verifier: PeerVerifier
    own_name: str
    clock: Clock

    @classmethod
    def of_appliance(
        cls, directory: Path, clock: Clock, more_trusted: Iterable[Certificate] = ()
    ) -> Surroundings:
        """Return those of the appliance in `directory`, by what it has committed.

        Without an appliance there nothing is made: this machine is all that can be reached, and the
        system list is trusted. `more_trusted` count in both cases. Raises `StateError` when the
        appliance cannot be opened.
        """
        crls = CrlCache(directory / "crl")
        if not (directory / "running.toml").exists():
            settings = ApplianceSettings(install_date=clock.now())
            trust = TrustStore((*system_authorities(), *more_trusted))
            verifier = PeerVerifier(trust, RevocationLists(Crl(), crls), Ssl())
            return cls(Network(settings, directory), verifier, NAME_WITHOUT_APPLIANCE, clock)
        from esatui.appliance import Appliance

        appliance = Appliance.open(directory, clock=clock)
        try:
            head, settings = appliance.store.refresh(), appliance.settings
        finally:
            appliance.store.close()
        view = View.of_machine(head.configuration, settings.serial)
        trust = TrustStore((*trusted_certificates(view.authorities), *more_trusted))
        verifier = PeerVerifier(trust, RevocationLists(view.crl, crls), view.ssl)
        network = Network(settings, directory)
        network.follow(view)
        return cls(network, verifier, view.system.hostname, clock)

    async def test(self, target: Target, timeouts: Timeouts = PATIENCE) -> Result:
        """Test a host. Whatever it does is part of the result."""
        seen = await Probe(self.network, self.own_name, timeouts).observe(target)
        return judge(seen, self._chain_fault, self.clock.now())

    def _chain_fault(self, chain: Sequence[Certificate]) -> str | None:
        names = PeerNames(domain="")
        fault = self.verifier.server_fault(chain, "hosted", names, self.clock.now())
        return None if fault == HOSTNAME_MISMATCH else fault
