"""The real `esatui serve` as a process that can be killed, and what it leaves behind."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from state.model.configuration import Draft
from state.model.destinations import BounceProfile
from state.model.smtproutes import SmtpRoute
from tests.services.engines import commit, factory
from tests.services.smtp.live import Edit, accepting, both, everybody

Inside = Callable[..., Sequence[str]]
STARTING = 120.0
"""Seconds that a start may take on a busy machine; bounds a hang."""


def prepared(state: Path, receiver: int, *edits: Edit) -> None:
    """Make an appliance that takes all mail and brings it to a port of this machine."""

    def delivering(draft: Draft) -> Draft:
        routes = {"ALL": SmtpRoute(hosts=(f"[127.0.0.1]:{receiver}",))}
        profiles = {**draft.bounces.profiles, "Default": BounceProfile(initial_retry=1)}
        return draft.write(
            smtproutes=replace(draft.smtproutes, entries=routes),
            bounces=replace(draft.bounces, profiles=profiles),
        )

    appliance = factory(state)
    policy = everybody(max_messages=100_000, max_concurrency=100)
    commit(appliance, both(policy, accepting("ALL"), delivering, *edits))
    appliance.store.close()
    settings = state / "appliance.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("[bind]\n", '[bind]\nports = "ephemeral"\n'), "utf-8")


class Server:
    """A process that serves the appliance, one after the other."""

    def __init__(self, state: Path, inside: Inside) -> None:
        self._state = state
        self._inside = inside
        self._process: asyncio.subprocess.Process | None = None
        self._up = asyncio.Event()
        self._port = 0
        self.exit_status: int | None = None

    async def port(self) -> int:
        """Return the port of the listener, as soon as there is one."""
        await self._up.wait()
        return self._port

    async def start(self) -> None:
        program = str(Path(sys.executable).with_name("esatui"))
        self._process = await asyncio.create_subprocess_exec(
            *self._inside(program, "serve", "--state", str(self._state), "--ssh", "127.0.0.1:0"),
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(STARTING):
            ready = (await self._process.stdout.readline()).decode()
        (at,) = [each for each in ready.split() if each.startswith("smtp.InboundMail=")]
        self._port = int(at.rpartition(":")[2])
        self._up.set()

    async def end(self, number: signal.Signals) -> None:
        """Send a signal, and wait until the process has gone."""
        process, self._process = self._process, None
        self._up.clear()
        if process is not None and process.returncode is None:
            process.send_signal(number)
            self.exit_status = await process.wait()


@asynccontextmanager
async def serving(state: Path, inside: Inside = lambda *command: command) -> AsyncIterator[Server]:
    """Serve until the block ends. `inside` returns the command that runs a command."""
    server = Server(state, inside)
    try:
        await server.start()
        yield server
    finally:
        await server.end(signal.SIGKILL)
