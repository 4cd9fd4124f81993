"""The dashboard's first picture, and what a hundred dashboards in one server cost."""

from __future__ import annotations

import asyncio
import compileall
import fcntl
import os
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from asyncssh import SSHClientConnection

import esatui
import screens
import state
from bench._ssh_client import Client, Measured, ours
from bench.rows import Row
from bench.ssh import prepare

STARTS = 15
"""Starts of a process; medians are quoted."""
LIMIT = 0.4
"""Seconds from the start of a process to its first picture."""
SSH_LIMIT = 0.15
"""Seconds from the command in a session of a running server to the first picture."""
SIZE = (40, 120)
VISITS = 25
"""Dashboards opened over SSH, one after the other."""
CROWD = 100
MEMORY_LIMIT = 3.0
"""MB of a dashboard, where there are many."""
FIRST, SETTLED = 3, 3.0
PATIENCE = 60.0
OVERVIEW = re.compile(rb"Monitor > Overview")
"""The title of the first section."""
FIRST_ROW = re.compile(rb"row 0")
LEAVE = b"\x11"
SMALLEST = "Textual's DataTable alone"


def run() -> list[Row]:
    """Measure on a factory appliance, with byte code as any installation has it."""
    for package in (esatui, screens, state):
        compileall.compile_dir(package.__path__[0], quiet=2)
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        prepare(directory)
        return [start(directory), *asyncio.run(in_server(directory))]


# In a process of its own.


def start(directory: Path) -> Row:
    """Start `esatui dashboard` on a terminal, beside the smallest application with a table."""
    program = str(Path(sys.executable).with_name("esatui"))
    own = [program, "--state", str(directory / "state"), "dashboard"]
    bare = [sys.executable, "-m", "bench._tables"]
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(STARTS + 1):
        for words, shows, measured in zip((own, bare), (OVERVIEW, FIRST_ROW), times, strict=True):
            taken = first_picture(words, shows)
            if turn:
                measured.append(taken)
    median, beside = (statistics.median(each) for each in times)
    note = f"{min(times[0]):.2f} s at least"
    target = f"at most {LIMIT:g} s"
    what = "first picture of `esatui dashboard`, from the start of the process"
    return Row(what, median, beside, "s", SMALLEST, target, median <= LIMIT, note)


def first_picture(words: Sequence[str], shows: re.Pattern[bytes]) -> float:
    """Start a program on a terminal; return the seconds until it has drawn what is waited for."""
    ours_, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color"}
    begun = time.monotonic()
    process = subprocess.Popen(
        words, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )
    os.close(theirs)
    drawn = b""
    try:
        while not shows.search(drawn):
            left = begun + PATIENCE - time.monotonic()
            if not select.select([ours_], [], [], max(0.0, left))[0]:
                raise RuntimeError(f"{words!r} has not drawn {shows.pattern!r}")
            drawn += os.read(ours_, 65536)
        return time.monotonic() - begun
    finally:
        process.kill()
        process.wait()
        os.close(ours_)


# In a server that runs.


async def in_server(directory: Path) -> list[Row]:
    """Open dashboards over SSH: how soon they are there, and what a hundred of them keep."""
    client = Client(directory)
    with ours(directory, b"whoami", "xterm-256color") as server:
        opened = await visits(client, server)
    with ours(directory, b"whoami", "xterm-256color") as server:
        own = await crowd(client, server)
    bare = await asyncio.to_thread(crowd_of_tables)
    return [
        opened,
        Row(
            f"memory of a dashboard, {CROWD} in one server",
            own,
            bare,
            "MB",
            SMALLEST,
            f"at most {MEMORY_LIMIT:g} MB",
            own <= MEMORY_LIMIT,
        ),
    ]


async def visits(client: Client, server: Measured) -> Row:
    """Open a dashboard from the prompt and leave it, again and again."""
    connection, channel, session = await client.open(server)
    channel.change_terminal_size(SIZE[1], SIZE[0])
    times, answers = [], []
    for turn in range(VISITS + 1):
        begun = time.monotonic()
        shown = session.wait(OVERVIEW)
        channel.write(b"dashboard\r")
        await asyncio.wait_for(shown, PATIENCE)
        taken = time.monotonic() - begun
        prompt = session.wait(server.greeted)
        channel.write(LEAVE)
        await asyncio.wait_for(prompt, PATIENCE)
        begun = time.monotonic()
        answer = session.wait(server.answered)
        channel.write(server.command)
        await asyncio.wait_for(answer, PATIENCE)
        if turn:
            times.append(taken)
            answers.append(time.monotonic() - begun)
    connection.abort()
    await connection.wait_closed()
    median, beside = statistics.median(times), statistics.median(answers)
    what = "first picture of `dashboard` over SSH, in a server that runs"
    note = f"{1000 * max(times):.0f} ms at most"
    target = f"at most {1000 * SSH_LIMIT:g} ms"
    met = median <= SSH_LIMIT
    return Row(what, 1000 * median, 1000 * beside, "ms", "`whoami`, answered", target, met, note)


async def crowd(client: Client, server: Measured) -> float:
    """Return the MB that each of many dashboards keeps; the first ones load what all share."""
    connections = [await visitor(client, server) for _ in range(FIRST)]
    await asyncio.sleep(SETTLED)
    before = server.memory()
    connections += [await visitor(client, server) for _ in range(CROWD)]
    await asyncio.sleep(SETTLED)
    used = server.memory() - before
    for connection in connections:
        connection.abort()
    for connection in connections:
        await connection.wait_closed()
    return used / CROWD


async def visitor(client: Client, server: Measured) -> SSHClientConnection:
    """Log in and open a dashboard."""
    connection, channel, session = await client.open(server)
    channel.change_terminal_size(SIZE[1], SIZE[0])
    shown = session.wait(OVERVIEW)
    channel.write(b"dashboard\r")
    await asyncio.wait_for(shown, PATIENCE)
    return connection


def crowd_of_tables() -> float:
    """Return the MB that each of as many applications with a table keeps, in one process."""
    words = [sys.executable, "-m", "bench._tables", str(CROWD)]
    return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
