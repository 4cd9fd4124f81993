"""Other appliances of a transcript: those that can be one cluster with the first."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from esatui.appliance import Appliance
from esatui.login import LOCAL
from esatui.transcript.errors import TranscriptError
from esatui.transcript.factory import QuickDisk
from esatui.transcript.header import CLOCK, ApplianceHeader
from state.certificates.keys import PooledKeyMaker
from state.clock import Clock
from state.factory import ADMIN
from state.store import Login, Store

_SETTINGS = """\
install_date = {install_date}
serial = "{serial}"
version = "{version}"
build = "{build}"
model = "{model}"
"""


class Neighbours:
    """Appliances beside the one in `directory`, each made when somebody first logs in to it."""

    def __init__(
        self, headers: Mapping[str, ApplianceHeader], directory: Path, clock: Clock, seed: int
    ) -> None:
        self._headers = headers
        self._directory = directory
        self._clock = clock
        self._seed = seed
        self._opened: dict[str, Appliance] = {}

    def named(self, name: str) -> Appliance:
        """Return the appliance that the header calls `name`. Raises `TranscriptError`."""
        if name not in self._headers:
            raise TranscriptError(f"in the header: there is no appliance {name!r}")
        if name not in self._opened:
            self._opened[name] = self._made(name, self._headers[name])
        return self._opened[name]

    def close(self) -> None:
        """Close their stores."""
        for appliance in self._opened.values():
            appliance.store.close()
        self._opened.clear()

    def _made(self, name: str, header: ApplianceHeader) -> Appliance:
        directory = self._directory.with_name(f"{self._directory.name}-{name}")
        directory.mkdir(mode=0o700)
        (directory / "appliance.toml").write_text(_settings(header), encoding="utf-8")
        key_maker = PooledKeyMaker(self._seed)
        randomness = random.Random(f"{self._seed}-{name}")  # noqa: S311 - must be repeatable.
        store = Store.open(
            directory,
            clock=self._clock,
            key_maker=key_maker,
            random=randomness,
            disk=QuickDisk(),
        )
        _name(store, header, self._clock.now())
        return Appliance(store, self._clock, key_maker, randomness)


def _settings(header: ApplianceHeader) -> str:
    version, _, build = header.release.partition("-")
    return _SETTINGS.format(
        install_date=CLOCK.strftime("%Y-%m-%dT%H:%M:%SZ"),
        serial=header.serial,
        version=version,
        build=build,
        model=header.model,
    )


def _name(store: Store, header: ApplianceHeader, now: datetime) -> None:
    """Commit the host name and address of an appliance."""
    login = Login(id="start", user=ADMIN, remote=LOCAL, started=now)
    with store.begin(login, record=False) as candidate:
        draft = candidate.draft
        entries = {
            name: dataclasses.replace(each, hostname=header.hostname, ip=header.address)
            for name, each in draft.interfaces.entries.items()
        }
        candidate.update(
            draft.write(
                system=dataclasses.replace(draft.system, hostname=header.hostname),
                interfaces=dataclasses.replace(draft.interfaces, entries=entries),
            )
        )
        if candidate.pending:
            candidate.commit(header.hostname)
