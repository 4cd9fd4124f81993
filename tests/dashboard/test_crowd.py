"""Many dashboards in one server, connections that break off, clients that do not read."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pyte
import pytest

from esatui.appliance import Appliance
from esatui.ssh.background import BackgroundServer, background_server
from esatui.ssh.server import Server
from state.store import Login
from tests.ssh.appliances import MOMENT
from tests.ssh.conftest import QUICK
from tests.ssh.python_client import PROMPT, Shell, connected, open_shell, run, until

pytestmark = pytest.mark.once

SHOWN = b"Overview"
SPARE_THREADS = re.compile(r"asyncio_\d+|work_\d+|esatui-ssh|MainThread")
"""Threads that a server keeps for the next one who needs them."""


def quiet(running: Server) -> bool:
    return not running.hub.connections and len(asyncio.all_tasks()) == 1


@pytest.fixture(autouse=True)
def nothing_left(server: BackgroundServer, appliance: Appliance) -> Iterator[None]:
    """Whatever a test did, no task, thread, login or stream is left afterwards."""
    streams = sys.stdout, sys.stderr
    yield
    run(until(server, quiet))
    assert appliance.store.logins() == ()
    assert (sys.stdout, sys.stderr) == streams
    gc.collect()
    for thread in threading.enumerate():
        if not SPARE_THREADS.match(thread.name):
            # A watcher that was about to begin ends by itself.
            thread.join(20)
            assert not thread.is_alive(), thread


async def opened(connection: asyncssh.SSHClientConnection, window: int = 2**21) -> Shell:
    """Open a shell and the dashboard in it."""
    shell = await open_shell(connection, term="xterm-256color", window=window)
    shell.patience = 120.0
    await shell.expect(PROMPT)
    shell.channel.write(b"dashboard\r")
    await shell.expect(SHOWN)
    return shell


def test_connection_that_breaks_off(server: BackgroundServer, key: Path) -> None:
    async def scenario() -> None:
        async with connected(server.address, key) as connection:
            await opened(connection)

    run(scenario())


def test_channel_that_is_closed(server: BackgroundServer, key: Path) -> None:
    async def scenario() -> None:
        async with connected(server.address, key) as connection:
            shell = await opened(connection)
            shell.channel.close()
            await shell.closed.wait()
            # The connection has room for more.
            again = await opened(connection)
            again.channel.write(b"\x11")
            await again.expect(PROMPT)

    run(scenario())


def test_broken_off_before_anything_was_drawn(server: BackgroundServer, key: Path) -> None:
    async def scenario() -> None:
        async with connected(server.address, key) as connection:
            shell = await open_shell(connection, term="xterm")
            await shell.expect(PROMPT)
            shell.channel.write(b"dashboard\r")
            await shell.expect(b"\x1b[?1049h")

    run(scenario())


def demote(appliance: Appliance) -> None:
    """Take the role of the administrator away, as somebody else."""
    login = Login(id="other", user="admin", remote="local", started=MOMENT)
    with appliance.store.begin(login, record=False) as candidate:
        users = candidate.draft.users
        admin = dataclasses.replace(users.accounts["admin"], role="readonly")
        changed = dataclasses.replace(users, accounts={**users.accounts, "admin": admin})
        candidate.update(candidate.draft.write(users=changed))
        candidate.commit()


def test_twenty_at_once(server: BackgroundServer, appliance: Appliance, key: Path) -> None:
    async def scenario() -> None:
        async with connected(server.address, key) as one, connected(server.address, key) as two:
            shells = await asyncio.gather(*(opened(each) for each in [one, two] * 10))
            for shell in shells:
                shell.channel.write(b"2")
            await asyncio.gather(*(shell.expect(b"Network") for shell in shells))
            # There are more of them than asyncio has threads, and none misses the news.
            demote(appliance)
            await asyncio.gather(*(shell.expect(b"(readonly)") for shell in shells))
            # Not in the order in which they began.
            for shell in (*shells[1::2], *shells[-2::-2]):
                shell.channel.write(b"\x11")
                await shell.expect(b"\x1b[?1049l")
                await shell.expect(PROMPT)
            for shell in shells:
                assert b"Username: admin" in await shell.ask(b"whoami")

    run(scenario())


def test_client_that_does_not_read(server: BackgroundServer, key: Path) -> None:
    async def scenario() -> None:
        async with connected(server.address, key) as connection:
            shell = await opened(connection, window=32 * 1024)
            shell.channel.pause_reading()
            for _ in range(300):
                shell.channel.write(b"21")
            held = asyncio.to_thread(server.ask, _unsent)
            assert await held < 512 * 1024
            shell.channel.write(b"2")
            shell.channel.resume_reading()
            screen = pyte.Screen(80, 24)
            stream = pyte.ByteStream(screen)
            async with asyncio.timeout(60):
                # The rows in between belong to it too: nothing of an old frame is left.
                while not _whole(screen):
                    stream.feed(shell.output)
                    shell.output = b""
                    await asyncio.sleep(0)

    run(scenario())


def _whole(screen: pyte.Screen) -> bool:
    wanted = {0: "Network > Certificates", 1: "Common Name", 2: "Demo", 10: "Demo", 23: "F2"}
    return all(text in screen.display[row] for row, text in wanted.items())


def _unsent(running: Server) -> int:
    return sum(login.unsent() for login in running.hub.connections)


def test_server_that_stops(appliance: Appliance, key: Path) -> None:
    async def scenario() -> bytes:
        with background_server(appliance, rule=QUICK) as stopping:
            async with asyncio.timeout(60):
                connection = await asyncssh.connect(
                    *stopping.address,
                    username="admin",
                    client_keys=[str(key)],
                    known_hosts=None,
                    config=None,
                )
                shell = await opened(connection)
                await asyncio.to_thread(_close, stopping)
                await shell.closed.wait()
                await connection.wait_closed()
                return shell.output

    assert b"\x1b[?1049l" in run(scenario())


def _close(server: BackgroundServer) -> None:
    def close(running: Server) -> None:
        for login in list(running.hub.connections):
            login.close("shutdown")

    server.ask(close)
