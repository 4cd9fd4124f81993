"""The SSH server: commands a second, time to the prompt, and what sessions that wait cost."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import re
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from bench._ssh_client import Client, Measured, ours, yardstick
from bench.rows import Row, at_least, at_most

ROUNDS = 15
COMMANDS = 200
"""Commands a round; a tenth of it where prompt_toolkit answers."""
CONNECTIONS = 60
"""Rounds of one connection each: what else the machine does then meets all servers alike."""
SESSIONS = 1000
AT_ONCE = 20
"""Sessions that are opened at the same time while there shall be many."""
IDLE_SECONDS = 5.0
IDLE_ALLOWANCE = 0.01
"""Part of one processor: what the accounting of the kernel cannot tell from nothing."""
TTY_SESSIONS = 300
"""With these the other front would have to show what it costs; more take it minutes."""


def run() -> list[Row]:
    """Measure on a factory appliance whose administrator has a key."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8192)), hard))
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        prepare(directory)
        return asyncio.run(measure(directory))


def prepare(directory: Path) -> None:
    """Make the keys and the appliance."""
    for key in ("client", "host"):
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(directory / key)]
        subprocess.run(words, check=True)
    from esatui.appliance import Appliance
    from state.store import Login

    appliance = Appliance.open(directory / "state")
    login = Login(id="bench", user="admin", remote="local", started=appliance.clock.now())
    with appliance.store.begin(login, record=False) as candidate:
        users = candidate.draft.users
        key_line = (directory / "client.pub").read_text().strip()
        admin = dataclasses.replace(users.accounts["admin"], ssh_keys=(key_line,))
        changed = dataclasses.replace(users, accounts={**users.accounts, "admin": admin})
        candidate.update(candidate.draft.write(users=changed))
        candidate.commit()
    appliance.store.close()


async def measure(directory: Path) -> list[Row]:
    """Return all rows."""
    client = Client(directory)
    rows: list[Row] = []
    with contextlib.ExitStack() as stack:
        plain = stack.enter_context(ours(directory, b"version"))
        edited = stack.enter_context(yardstick("echo", directory, term="xterm"))
        bare = dataclasses.replace(edited, term=None, command=b"version\n")
        bare = dataclasses.replace(bare, answered=_line("version"))
        tty = dataclasses.replace(plain, term="xterm", command=b"whoami\r")
        prompt = stack.enter_context(yardstick("prompt", directory, term="xterm"))
        rates = await turns(lambda s: client.rate(s, COMMANDS), [plain, edited, bare], ROUNDS)
        what = "commands a second, plain session"
        editor, example = "asyncssh echo example, line editor", "asyncssh echo example, no terminal"
        rows.append(at_least(what, rates[0], rates[1], "/s", editor, 2.0))
        rows.append(at_least(what, rates[0], rates[2], "/s", example, 2.0, "not asked for"))
        rates = await turns(lambda s: client.rate(s, COMMANDS // 10), [tty, prompt], ROUNDS)
        loop = "prompt_toolkit over asyncssh"
        rows.append(at_least("commands a second, tty", rates[0], rates[1], "/s", loop, 2.0))
        times = await turns(client.connect_time, [plain, bare, tty, prompt], CONNECTIONS)
        milliseconds = [1000 * seconds for seconds in times]
        rows.append(
            at_most("connect to prompt", milliseconds[0], milliseconds[1], "ms", example, 0.8)
        )
        rows.append(
            at_most("connect to prompt, tty", milliseconds[2], milliseconds[3], "ms", loop, 0.8)
        )
    rows += await crowds(directory, client)
    return rows


async def turns(
    measure_one: Callable[[Measured], Awaitable[float]],
    servers: Sequence[Measured],
    rounds: int,
) -> list[float]:
    """Return the median of each server; they take turns, after a warm-up each."""
    found: list[list[float]] = [[] for _ in servers]
    for turn in range(rounds + 1):
        for server, figures in zip(servers, found, strict=True):
            figure = await measure_one(server)
            if turn:
                figures.append(figure)
    return [statistics.median(figures) for figures in found]


async def crowds(directory: Path, client: Client) -> list[Row]:
    """Return what many sessions cost that do nothing."""
    with ours(directory, b"version") as server:
        own = await crowd(client, server, SESSIONS)
    with yardstick("echo", directory) as server:
        bare = await crowd(client, server, SESSIONS)
    with ours(directory, b"whoami", term="xterm") as server:
        own_tty = await crowd(client, server, SESSIONS)
    with yardstick("prompt", directory, term="xterm") as server:
        bare_tty = await crowd(client, server, TTY_SESSIONS)
    example, loop = "asyncssh echo example", "prompt_toolkit over asyncssh"
    return [
        _ceiling(f"memory of a session ({SESSIONS} plain)", own[0], bare[0], 0.15, example),
        _ceiling(f"memory of a session ({SESSIONS} tty)", own_tty[0], bare_tty[0], 0.6, loop),
        _idle(f"processor while {SESSIONS} plain sessions wait", own[1], bare[1], example),
        _idle(f"processor while {SESSIONS} tty sessions wait", own_tty[1], bare_tty[1], loop),
    ]


async def crowd(client: Client, server: Measured, sessions: int) -> tuple[float, float]:
    """Return MB a session and the part of a processor that `sessions` idle ones need."""
    connections = [(await client.open(server))[0] for _ in range(3)]
    before = server.memory()
    for _ in range(0, sessions, AT_ONCE):
        opened = await asyncio.gather(*(client.open(server) for _ in range(AT_ONCE)))
        connections += [connection for connection, _, _ in opened]
    used = server.memory() - before
    spent, begin = server.processor_time(), time.perf_counter()
    await asyncio.sleep(IDLE_SECONDS)
    part = (server.processor_time() - spent) / (time.perf_counter() - begin)
    for connection in connections:
        connection.abort()
    for connection in connections:
        await connection.wait_closed()
    return used / sessions, part


def _ceiling(what: str, own: float, bare: float, limit: float, against: str) -> Row:
    return Row(what, own, bare, "MB", against, f"at most {limit:g} MB", own <= limit)


def _idle(what: str, own: float, bare: float, against: str) -> Row:
    target = f"at most {IDLE_ALLOWANCE:.0%}"
    return Row(what, 100 * own, 100 * bare, "%", against, target, own <= IDLE_ALLOWANCE)


def _line(text: str) -> re.Pattern[bytes]:
    return re.compile(re.escape(text.encode()) + rb"\n")
