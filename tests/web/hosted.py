"""An appliance with its dashboard for browsers in this process, and a clock that can be moved."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from esatui.services.engine import Engine, Service
from esatui.services.https import HttpsService
from esatui.ssh.accounts import Accounts
from esatui.throttle import Rule, Throttle
from esatui.web import Site
from state.clock import SystemClock
from state.model.configuration import Draft
from tests.services.engines import engine, factory


class MovedClock(SystemClock):
    """The clock of the machine, some seconds ahead."""

    ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead


class Alarm:
    """What shall be done later: when the test says so."""

    def __init__(self) -> None:
        self._call: Callable[[], None] | None = None

    def __call__(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        self._call = call
        return self._forget

    def _forget(self) -> None:
        self._call = None

    def ring(self) -> None:
        """Do it now."""
        assert self._call is not None
        self._call()


class Hosted:
    """The appliance, and the port of its HTTPS; everything runs in a thread of its own."""

    def __init__(self, directory: Path) -> None:
        self._clock, self._alarm = MovedClock(), Alarm()
        self.appliance = factory(directory, self._clock)
        self.port = 0
        self._site: Site | None = None
        self._loop: asyncio.AbstractEventLoop
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hosted", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        assert self.port
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self.appliance.store.close()

    def pass_time(self, minutes: float) -> None:
        """Let time pass; nobody has looked yet who has been idle."""
        self._clock.ahead += minutes * 60.0

    def submit(self, edit: Callable[[Draft], Draft]) -> None:
        """Make a change pending in the newest session."""
        asyncio.run_coroutine_threadsafe(self._submit(edit), self._loop).result()

    async def _submit(self, edit: Callable[[Draft], Draft]) -> None:
        assert self._site is not None
        candidate = self._site.sessions.all()[-1].candidate
        candidate.update(edit(candidate.draft))

    def look(self) -> None:
        """Let the appliance look now who has been idle for too long."""
        asyncio.run_coroutine_threadsafe(self._look(), self._loop).result()

    async def _look(self) -> None:
        self._alarm.ring()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        accounts = Accounts(self.appliance)
        site = self._site = Site(self.appliance, accounts, Throttle(Rule(delay=0.01)), self._alarm)
        found: list[HttpsService] = []

        def build(made: Engine) -> Sequence[Service]:
            found.append(HttpsService(made))
            site.mount(found[0].router)
            return found

        async with engine(self.appliance, build) as running:
            assert running.host.faults() == []
            self.port = found[0].addresses()["Management"].port
            self._ready.set()
            await self._stop.wait()
            await site.close()
        accounts.close()
