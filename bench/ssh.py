"""The SSH server: commands a second, time to the prompt, and what sessions that wait cost."""

from __future__ import annotations

import asyncio
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

ROUNDS = 25
COMMANDS = 150
"""Commands a round; a tenth of it where prompt_toolkit answers."""
CONNECTIONS = 100
"""Rounds of one connection each: what else the machine does then meets all servers alike."""
SESSIONS = 1000
AT_ONCE = 20
"""Sessions that are opened at the same time while there shall be many."""
IDLE_SECONDS = 5.0
IDLE_ALLOWANCE = 0.01
"""Part of one processor: what the accounting of the kernel cannot tell from nothing."""
FREE = "for comparison"
EXAMPLE, LOOP = "asyncssh echo example", "prompt_toolkit over asyncssh"
TTY_SESSIONS = 300
"""With these the other front would have to show what it costs; more take it minutes."""
_LINE = re.compile(rb"version\n")


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
    return [
        *await without_terminal(directory, client),
        *await with_terminal(directory, client),
        *await crowds(directory, client),
    ]


async def without_terminal(directory: Path, client: Client) -> list[Row]:
    """Measure the plain front beside asyncssh's example, with and without its line editor."""
    with ours(directory, b"version") as plain, yardstick("echo", directory, "xterm") as edited:
        bare = dataclasses.replace(edited, term=None, command=b"version\n", answered=_LINE)
        rates = await turns(lambda s: client.rate(s, COMMANDS), [plain, edited, bare], ROUNDS)
        streams = await turns(lambda s: client.stream_rate(s, COMMANDS), [plain, edited], ROUNDS)
        times = await turns(client.connect_time, [plain, bare], CONNECTIONS)
    what, editor = "commands a second, plain session", "asyncssh echo example, line editor"
    return [
        at_least(what, rates[0], rates[1], "/s", editor, 2.0),
        Row(f"{what}, sent at once", streams[0], streams[1], "/s", editor, FREE, met=True),
        Row(what, rates[0], rates[2], "/s", f"{EXAMPLE}, no terminal", FREE, met=True),
        at_most("connect to prompt", 1000 * times[0], 1000 * times[1], "ms", EXAMPLE, 0.8),
    ]


async def with_terminal(directory: Path, client: Client) -> list[Row]:
    """Measure the tty front beside prompt_toolkit.

    On its own: the other is busy for a while after each connection.
    """
    with (
        ours(directory, b"whoami", "xterm") as tty,
        yardstick("prompt", directory, "xterm") as loop,
    ):
        rates = await turns(lambda s: client.rate(s, COMMANDS // 10), [tty, loop], ROUNDS)
        times = await turns(client.connect_time, [tty, loop], CONNECTIONS)
    return [
        at_least("commands a second, tty", rates[0], rates[1], "/s", LOOP, 2.0),
        at_most("connect to prompt, tty", 1000 * times[0], 1000 * times[1], "ms", LOOP, 0.8),
    ]


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
    return [
        _ceiling(f"memory of a session ({SESSIONS} plain)", own[0], bare[0], 0.15, EXAMPLE),
        _ceiling(f"memory of a session ({SESSIONS} tty)", own_tty[0], bare_tty[0], 0.6, LOOP),
        _idle(f"processor while {SESSIONS} plain sessions wait", own[1], bare[1], EXAMPLE),
        _idle(f"processor while {SESSIONS} tty sessions wait", own_tty[1], bare_tty[1], LOOP),
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
