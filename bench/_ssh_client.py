"""The client of the SSH benchmarks, and the servers it talks to."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import asyncssh

from bench._memory import resident

_TAIL = 16384
"""Bytes of output in which an end is looked for."""

PATIENCE = 60.0
"""Seconds after which an answer that has not come never will."""


@dataclass(frozen=True)
class Measured:
    """A server process, and how one talks to it."""

    process: subprocess.Popen[str]
    port: int
    user: str
    greeted: re.Pattern[bytes]
    """What ends the greeting of a session."""
    command: bytes
    answered: re.Pattern[bytes]
    """What ends the answer to `command`."""
    term: str | None = None

    def memory(self) -> float:
        """Return the resident memory of the process, in MB."""
        return resident(self.process.pid)

    def processor_time(self) -> float:
        """Return the seconds that the process has computed so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def started(words: list[str], port: re.Pattern[str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start a server that prints where it listens; end it afterwards."""
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        found = port.search(process.stdout.readline() if process.stdout else "")
        if found is None:
            raise RuntimeError(f"{words} did not start")
        yield process, int(found[1])
    finally:
        process.terminate()
        process.communicate()


@contextlib.contextmanager
def ours(directory: Path, command: bytes, term: str | None = None) -> Iterator[Measured]:
    """Start `esatui serve` on the state in `directory`."""
    program = str(Path(sys.executable).with_name("esatui"))
    words = [program, "serve", "--state", str(directory / "state"), "--ssh", "127.0.0.1:0"]
    end = b"\r" if term else b"\n"
    answer = re.compile(rb"(Groups|Serial #).*mail\.example\.com> ", re.DOTALL)
    with started(words, re.compile(r"ssh=127\.0\.0\.1:(\d+)")) as (process, port):
        greeted = re.compile(rb"mail\.example\.com> ")
        yield Measured(process, port, "admin", greeted, command + end, answer, term)


_LAST = re.compile(rb"Groups|whoami\r\n")
"""What `whoami` is answered with: by the appliance, and by one that echoes."""

_ECHO = rb"!", rb"version\r\nversion\r\n"
_PROMPT = rb"mail\.example\.com>.*\?25h", rb"Groups.*mail\.example\.com>.*\?25h"


@contextlib.contextmanager
def yardstick(name: str, directory: Path, term: str | None = None) -> Iterator[Measured]:
    """Start a server of `bench._ssh_yardsticks`."""
    words = [sys.executable, "-m", "bench._ssh_yardsticks", name, str(directory)]
    greeted, answer = _ECHO if name == "echo" else _PROMPT
    if name == "echo" and not term:
        answer = rb"version\n"
    with started(words, re.compile(r"(\d+)")) as (process, port):
        command = b"version" + (b"\r" if term else b"\n")
        compiled = re.compile(greeted), re.compile(answer, re.DOTALL)
        yield Measured(process, port, "admin", compiled[0], command, compiled[1], term)


class Session(asyncssh.SSHClientSession[bytes]):
    """A session that tells when an answer has come."""

    def __init__(self) -> None:
        self._output = b""
        self._wanted = re.compile(b"")
        self._waiter: asyncio.Future[None] | None = None
        self._missing = 0

    def data_received(self, data: bytes, datatype: int | None) -> None:
        self._output = (self._output + data)[-_TAIL:]
        self._missing -= len(data)
        self._look()

    def wait(self, wanted: re.Pattern[bytes], missing: int = 0) -> asyncio.Future[None]:
        """Return what is done when `wanted` has come, and `missing` bytes at least.

        What came so far is forgotten then.
        """
        self._wanted, self._missing = wanted, missing
        self._waiter = asyncio.get_running_loop().create_future()
        self._look()
        return self._waiter

    def _look(self) -> None:
        if self._missing > 0 or self._waiter is None:
            return
        if self._wanted.search(self._output):
            waiter, self._waiter = self._waiter, None
            self._output = b""
            waiter.set_result(None)


class Client:
    """Talks to servers with the key in a directory."""

    def __init__(self, directory: Path) -> None:
        self._options = asyncssh.SSHClientConnectionOptions(
            client_keys=[str(directory / "client")],
            known_hosts=None,
            config=None,
            agent_path=None,
        )

    async def open(
        self, server: Measured
    ) -> tuple[asyncssh.SSHClientConnection, asyncssh.SSHClientChannel[bytes], Session]:
        """Connect, log in and wait for the greeting."""
        connection = await asyncssh.connect(
            "127.0.0.1", server.port, username=server.user, options=self._options
        )
        channel, session = await connection.create_session(
            Session, encoding=None, term_type=server.term, term_size=(80, 24)
        )
        own = cast("Session", session)
        await asyncio.wait_for(own.wait(server.greeted), PATIENCE)
        return connection, channel, own

    async def connect_time(self, server: Measured) -> float:
        """Return the seconds from the first packet to the prompt."""
        begin = time.perf_counter()
        connection, _, _ = await self.open(server)
        elapsed = time.perf_counter() - begin
        connection.abort()
        await connection.wait_closed()
        return elapsed

    async def rate(self, server: Measured, commands: int) -> float:
        """Return how many commands a second one session answers, one after the other."""
        connection, channel, session = await self.open(server)
        begin = time.perf_counter()
        for _ in range(commands):
            answer = session.wait(server.answered)
            channel.write(server.command)
            await answer
        elapsed = time.perf_counter() - begin
        connection.abort()
        await connection.wait_closed()
        return commands / elapsed

    async def stream_rate(self, server: Measured, commands: int) -> float:
        """Return how many commands a second one session answers that are sent all at once.

        The last is one whose answer cannot be taken for another's. What an editor echoes counts
        too: an answer has come when at least twice what was sent has.
        """
        connection, channel, session = await self.open(server)
        last = b"whoami" + server.command[-1:]
        begin = time.perf_counter()
        sent = server.command * commands + last
        # An editor shows each line end as two characters.
        answer = session.wait(_LAST, missing=2 * (len(sent) + commands + 1))
        channel.write(sent)
        await asyncio.wait_for(answer, PATIENCE)
        elapsed = time.perf_counter() - begin
        connection.abort()
        await connection.wait_closed()
        return commands / elapsed
