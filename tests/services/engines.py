"""Engines over factory appliances, and services that note what happens to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from esatui.appliance import Appliance
from esatui.services.engine import Engine, Service
from esatui.services.network import Address
from esatui.services.running import Running, running
from esatui.transcript.factory import open_factory
from state.clock import Clock, FrozenClock
from state.model.configuration import Draft, View
from state.store import Login
from tests.ssh.appliances import MOMENT


def factory(directory: Path, clock: Clock | None = None) -> Appliance:
    """Return a factory appliance whose services listen on whatever ports are free."""
    appliance = open_factory(directory, seed=1, moment=MOMENT, clock=clock or FrozenClock(MOMENT))
    appliance.store.settings = replace(appliance.store.settings, bind={"ports": "ephemeral"})
    return appliance


def commit(appliance: Appliance, edit: Callable[[Draft], Draft], comment: str = "") -> None:
    """Commit an edit as `admin`."""
    login = Login(id="edit", user="admin", remote="local", started=MOMENT)
    with appliance.store.begin(login, record=False) as candidate:
        candidate.update(edit(candidate.draft))
        candidate.commit(comment)


def named(hostname: str) -> Callable[[Draft], Draft]:
    """Return an edit that changes the host name of the system."""
    return lambda draft: draft.write(system=replace(draft.system, hostname=hostname))


class Recorder:
    """A service that notes host names; it can be told to fail, or to take its time."""

    def __init__(self, name: str, journal: list[str]) -> None:
        self._name = name
        self._journal = journal
        self.fail: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.entered = asyncio.Event()
        self.applied = asyncio.Event()

    @property
    def name(self) -> str:
        return self._name

    async def start(self, view: View) -> None:
        self._note("start", view.system.hostname)

    async def apply(self, old: View, new: View) -> None:
        self.entered.set()
        await self.gate.wait()
        self._note("apply", f"{old.system.hostname} {new.system.hostname}")
        self.applied.set()

    async def stop(self) -> None:
        self._note("stop", "")

    def addresses(self) -> Mapping[str, Address]:
        return {"One": Address("127.0.0.1", 10025)}

    def _note(self, what: str, about: str) -> None:
        self._journal.append(f"{self._name} {what} {about}".rstrip())
        if self.fail is not None:
            raise self.fail


@asynccontextmanager
async def engine(
    appliance: Appliance, build: Callable[[Engine], Sequence[Service]] = lambda _: ()
) -> AsyncIterator[Running]:
    """Run the services that `build` makes; logs are written directly."""
    async with running(appliance.store, appliance.logs, appliance.random, build=build) as found:
        yield found
