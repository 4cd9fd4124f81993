"""The lab file: names, hosts and clients of an outside world that exists on this machine only.

`lab.toml` in the state directory; it is read again whenever it has changed:

    [map]                                   # remote host and port = where it really listens
    "10.0.0.1:25" = "127.0.1.1:10025"

    [clients]                               # client on this machine = the address it appears as
    "127.0.2.1" = "203.0.113.7"

    [reputation]                            # client or network = its score, -10.0 to 10.0
    "203.0.113.7" = -4.5

    [zone."partner.example"]                # a zone in the form of RFC 1035, 5.1
    records = '''
    @            MX  10 mx
    mx           A   10.0.0.1
    _25._tcp.mx  TLSA 3 1 1 8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1
    '''
    secure = true                           # as if DNSSEC had validated it (default: false)
    fails = false                           # whether every question ends in SERVFAIL

    [zone."0.0.10.in-addr.arpa"]
    records = "1  PTR  mx.partner.example."
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from esatui.services.network.address import Address, is_address, is_loopback
from esatui.services.network.outside import remote_map
from esatui.services.network.reputation import Reputations
from esatui.services.network.zone import Zone, parse_zone
from state import documents
from state.errors import StateError

FILE_NAME: Final = "lab.toml"
LARGEST_FILE: Final = 4 * 1024 * 1024
MOST_ZONES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneText:
    """One zone as it stands in the file."""

    records: str = ""
    secure: bool = False
    fails: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LabDocument:
    """The file as it stands."""

    map: Mapping[str, str] = field(default_factory=dict)
    clients: Mapping[str, str] = field(default_factory=dict)
    reputation: Mapping[str, float] = field(default_factory=dict)
    zone: Mapping[str, ZoneText] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabContent:
    """What the file says, checked."""

    map: Mapping[str, Address] = field(default_factory=dict)
    clients: Mapping[str, str] = field(default_factory=dict)
    """Client at this address of this machine to the address that it appears as."""
    reputations: Reputations = field(default_factory=lambda: Reputations({}))
    zones: Mapping[str, Zone] = field(default_factory=dict)
    """By name, in small letters, without the final dot."""

    def zone_of(self, name: str) -> Zone | None:
        """Return the zone that knows about `name`: the one with the longest matching end."""
        labels = name.lower().rstrip(".").split(".")
        for start in range(len(labels)):
            zone = self.zones.get(".".join(labels[start:]))
            if zone is not None:
                return zone
        return self.zones.get("")


def parse_lab(data: bytes) -> LabContent:
    """Return the content of a lab file. Raises `StateError` that says where it is wrong."""
    if len(data) > LARGEST_FILE:
        raise StateError(f"{FILE_NAME}: larger than {LARGEST_FILE} bytes")
    try:
        document = documents.convert(documents.parse(data), LabDocument)
    except documents.DocumentError as error:
        raise StateError(f"{FILE_NAME}: {error}") from error
    if len(document.zone) > MOST_ZONES:
        raise StateError(f"{FILE_NAME}: more than {MOST_ZONES} zones")
    mapping = remote_map(document.map, FILE_NAME)
    zones = {
        _zone_name(name): parse_zone(name, text.records, secure=text.secure, fails=text.fails)
        for name, text in document.zone.items()
    }
    return LabContent(
        map=mapping,
        clients=_clients(document, mapping),
        reputations=Reputations(document.reputation, FILE_NAME),
        zones=zones,
    )


def _zone_name(name: str) -> str:
    return name.lower().rstrip(".")


def _clients(document: LabDocument, mapping: Mapping[str, Address]) -> dict[str, str]:
    """Return who appears as whom: as told, else as the remote host that is mapped to there."""
    seen: dict[str, set[str]] = {}
    for remote, address in mapping.items():
        host = remote.rpartition(":")[0].strip("[]")
        if is_address(host):
            seen.setdefault(address.host, set()).add(host)
    clients = {target: hosts.pop() for target, hosts in seen.items() if len(hosts) == 1}
    for client, appearance in document.clients.items():
        if not is_loopback(client) or not is_address(appearance):
            raise StateError(
                f'{FILE_NAME}: client "{client}" = "{appearance}" is no loopback address with an '
                "address"
            )
        clients[client] = appearance
    return clients


class Lab:
    """The lab file of one state directory; none is an empty lab."""

    def __init__(self, state_directory: Path) -> None:
        self.path = state_directory / FILE_NAME
        self.fault: str | None = None
        """What is wrong with the file at present; what was right before holds on."""
        self._content = LabContent()
        self._seen: tuple[int, int, int] | None = None

    def content(self) -> LabContent:
        """Return what the file says now. Costs one system call while it is unchanged."""
        try:
            found = os.stat(self.path)  # noqa: PTH116 - before each lookup.
        except OSError:
            if self._seen is not None:
                self._seen, self._content, self.fault = None, LabContent(), None
            return self._content
        seen = (found.st_ino, found.st_mtime_ns, found.st_size)
        if seen != self._seen:
            self._seen = seen
            self._read()
        return self._content

    def _read(self) -> None:
        try:
            with self.path.open("rb") as file:
                self._content = parse_lab(file.read(LARGEST_FILE + 1))
        except StateError as error:
            self.fault = error.text
        except OSError as error:
            self.fault = f"{self.path}: {error.strerror or error}"
        else:
            self.fault = None
