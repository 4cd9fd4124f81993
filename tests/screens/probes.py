"""What dashboards in pictures reach on the network: answers that are always the same."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from state.certificates.keys import PooledKeyMaker, PrivateKey
from state.errors import StateError
from state.model.configuration import Draft
from state.model.services import LdapServer

MX: Final = {"example.com": ("10 mail.example.com.",)}
TOLD: Final = (
    "Connecting to 192.0.2.7 on port 25.",
    "Connected to 192.0.2.7 from interface 192.168.42.42.",
    "Checking TLS connection.",
    "TLS connection established: protocol TLSv1.3, cipher TLS_AES_256_GCM_SHA384.",
    "Verifying peer certificate.",
    "Verifying certificate common name mx.partner.com.",
    "TLS certificate match mx.partner.com",
    "TLS certificate verified.",
    "TLS connection to 192.0.2.7 succeeded.",
)
LDAP_FAULT: Final = "Connection refused"


class Gate:
    """Where a worker can be held, so that the dashboard is seen at work."""

    def __init__(self) -> None:
        self.closed = False
        self.waiting = threading.Event()
        self._open = threading.Event()

    def pass_through(self) -> None:
        """Wait until the gate is open; it is, unless it was closed."""
        if self.closed:
            self.waiting.set()
            self._open.wait()

    @property
    def holds(self) -> bool:
        """Whether somebody waits at it."""
        return self.waiting.is_set() and not self._open.is_set()

    def open(self) -> None:
        """Let everybody go on."""
        self._open.set()


@dataclass(frozen=True, slots=True)
class Answer:
    """Records of a name."""

    status: Literal["found", "no data", "nxdomain", "failure"]
    records: tuple[str, ...] = ()
    reason: str = ""


class Names:
    """MX records of the appliance's own domain."""

    def lookup(self, name: str, kind: Literal["MX"]) -> Answer:
        """Return the records of `name`."""
        assert kind == "MX"
        records = MX.get(name, ())
        return Answer("found" if records else "nxdomain", records)


class Destinations:
    """A partner whose certificate verifies."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def verify(self, domain: str, host: str, port: int) -> Sequence[str]:
        """Return what happened."""
        self._gate.pass_through()
        return (f"Trying TLS to {domain}, host {host}, port {port}.", *TOLD)


class Directory:
    """An LDAP server; what is called `down...` refuses connections."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def check(self, draft: Draft, server: LdapServer) -> None:
        """Connect. Raises `StateError`."""
        assert draft.level
        self._gate.pass_through()
        if server.hosts[0].startswith("down"):
            raise StateError(LDAP_FAULT)

    def exists(self, draft: Draft, server: LdapServer, address: str) -> bool:
        """Return whether there is such a recipient."""
        self.check(draft, server)
        return address.startswith("kim")


class Keys:
    """Keys of the pool."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self._pool = PooledKeyMaker(1)

    def rsa(self, bits: int) -> PrivateKey:
        """Return the next key."""
        self.gate.pass_through()
        return self._pool.rsa(bits)

    def serial_number(self) -> int:
        """Return the next serial number."""
        return self._pool.serial_number()
