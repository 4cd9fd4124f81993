"""The running appliance: its state, and everything that is injected into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random, SystemRandom
from typing import TYPE_CHECKING

from esatui.ciphers import CipherCatalogue, LibraryCiphers
from esatui.destination_check import DestinationCheck, NetworkCheck
from esatui.fetcher import Fetcher, LoopbackFetcher, NetworkFetcher
from esatui.ldap import LdapClient, NetworkLdap
from esatui.mailer import Mailer, NoMailer
from esatui.names import Names, NetworkNames
from esatui.probes import NetworkProbes, Probes
from esatui.server_trial import NetworkTrial, ServerTrial
from state.clock import Clock, SystemClock
from state.logs.books import LogBooks, log_event

if TYPE_CHECKING:
    from state.broadcast import Broadcast
    from state.certificates.keys import KeyMaker
    from state.counters import HostStatus, MailCounters
    from state.logs.sink import Logs
    from state.model.services import AlertClass, Severity
    from state.settings import ApplianceSettings
    from state.store import Store


@dataclass
class Appliance:
    """One appliance in one state directory, shared by all its sessions.

    `random` gives salts, nonces and generated passphrases; it is `random.SystemRandom` outside of
    tests.
    """

    store: Store
    clock: Clock
    key_maker: KeyMaker
    random: Random = field(default_factory=SystemRandom)
    fetcher: Fetcher = field(default_factory=LoopbackFetcher)
    """Gets files from the network."""
    mailer: Mailer = field(default_factory=NoMailer)
    """Sends mails; the mail system puts itself here while it runs in this process."""
    names: Names = field(init=False)
    """Looks up names."""
    ldap: LdapClient = field(init=False)
    """Asks LDAP servers."""
    ciphers: CipherCatalogue = field(default_factory=LibraryCiphers)
    """Knows what a cipher string selects."""
    destination_check: DestinationCheck = field(init=False)
    """Tries TLS to a destination (`tlsverify`)."""
    server_trial: ServerTrial = field(init=False)
    """Tries TLS to a server that wants a certificate (`emconfig`, `ampconfig`)."""
    probes: Probes = field(init=False)
    """Tries hosts of the network (`ping`, `telnet`, `diagnostic`)."""
    counters: Callable[[], MailCounters] = field(init=False)
    """Tells what the mail system has counted so far, in this process or another."""
    hosts: Callable[[], Mapping[str, HostStatus]] = field(init=False)
    """Tells what the mail system knows about recipient domains, by name."""
    log_books: LogBooks = field(init=False)
    """The logs as files."""
    logs: Logs = field(init=False)
    """Where lines for the logs go; those about events of the journal go there by themselves."""
    alert: Callable[[AlertClass, Severity, str], None] = field(init=False)
    """Raises an alert: noted in journal and log, and mailed while the mail system runs here."""
    raise_faults: bool = False
    """Whether a bug in a command ends its session with the exception, for those who look for bugs.
    Otherwise it is reported and the session goes on (see `esatui.faults`)."""

    def __post_init__(self) -> None:
        self.names = NetworkNames(self.store)
        self.destination_check = NetworkCheck(self.store, self.clock)
        self.ldap = NetworkLdap(self.store)
        self.server_trial = NetworkTrial(self.store, self.clock)
        self.probes = NetworkProbes(self.store, self.clock)
        self.counters = self._written_counters
        self.hosts = self._written_hosts
        self.log_books = LogBooks(self.store)
        self.logs = self.log_books.direct()
        self.alert = self._noted_alert
        self.store.observers.append(lambda event: log_event(self.logs, event))

    def _noted_alert(self, alert_class: AlertClass, severity: Severity, text: str) -> None:
        from esatui.services.alerting import JournalAlerts

        JournalAlerts(self.store, self.clock, self.logs).raise_alert(alert_class, severity, text)

    def _written_counters(self) -> MailCounters:
        from state.counter_files import CounterFiles

        return CounterFiles(self.store.directory).counters(self.clock.now())

    def _written_hosts(self) -> Mapping[str, HostStatus]:
        from state.counter_files import CounterFiles

        return CounterFiles(self.store.directory).hosts()

    @cached_property
    def broadcast(self) -> Broadcast:
        """Tells dashboards what is new in the state directory."""
        from state.broadcast import Broadcast

        return Broadcast(self.store)

    @property
    def settings(self) -> ApplianceSettings:
        """Return model, version, serial number and the like."""
        return self.store.settings

    @property
    def configuration_directory(self) -> Path:
        """Return the directory that the operator knows as `/configuration`."""
        return self.store.directory / "configuration"

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        clock: Clock | None = None,
        key_maker: KeyMaker | None = None,
        randomness: Random | None = None,
    ) -> Appliance:
        """Open the appliance in `directory`, making a factory appliance there on first use.

        Raises `StateError` when the directory cannot be used.
        """
        from state.certificates.keys import SystemKeyMaker
        from state.store import Store

        clock = clock or SystemClock()
        key_maker = key_maker or SystemKeyMaker()
        randomness = randomness or SystemRandom()
        store = Store.open(directory, clock=clock, key_maker=key_maker, random=randomness)
        fetcher = NetworkFetcher(store.settings, store.directory, store)
        return cls(store, clock, key_maker, randomness, fetcher=fetcher)
