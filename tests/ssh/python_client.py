"""A client in this process, for what OpenSSH's own does not do: many sessions, sudden ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import asyncssh

from esatui.ssh.background import BackgroundServer
from esatui.ssh.server import Address, Server

T = TypeVar("T")
PROMPT = b"mail.example.com> "


@asynccontextmanager
async def connected(
    address: Address, key: Path, user: str = "admin"
) -> AsyncIterator[asyncssh.SSHClientConnection]:
    """Connect with a key; the connection is aborted at the end."""
    connection = await asyncssh.connect(
        *address, username=user, client_keys=[str(key)], known_hosts=None, config=None
    )
    try:
        yield connection
    finally:
        connection.abort()
        await connection.wait_closed()


class Shell(asyncssh.SSHClientSession[bytes]):
    """A session whose output can be waited for."""

    patience = 20.0
    """Seconds; what takes longer hangs."""

    def __init__(self) -> None:
        self.output = b""
        self.closed = asyncio.Event()
        self.channel: asyncssh.SSHClientChannel[bytes]
        self._arrived = asyncio.Event()

    def connection_made(self, chan: asyncssh.SSHClientChannel[bytes]) -> None:
        self.channel = chan

    def data_received(self, data: bytes, datatype: int | None) -> None:
        self.output += data
        self._arrived.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set()
        self._arrived.set()

    async def expect(self, text: bytes) -> bytes:
        """Wait until `text` has come; return what came up to it, and forget it."""
        async with asyncio.timeout(self.patience):
            while text not in self.output:
                assert not self.closed.is_set(), self.output
                self._arrived.clear()
                await self._arrived.wait()
        before, _, self.output = self.output.partition(text)
        return before

    async def ask(self, line: bytes, answer: bytes = PROMPT) -> bytes:
        """Send a line; return what came until `answer`."""
        self.channel.write(line + b"\n")
        return await self.expect(answer)


async def open_shell(
    connection: asyncssh.SSHClientConnection,
    command: str | None = None,
    *,
    term: str = "",
    window: int = 2 * 1024 * 1024,
) -> Shell:
    """Open a shell or run `command`; with a terminal if `term` says which."""
    _, shell = await connection.create_session(
        Shell,
        command,
        encoding=None,
        term_type=term or None,
        term_size=(80, 24),
        window=window,
    )
    assert isinstance(shell, Shell)
    return shell


async def until(server: BackgroundServer, true: Callable[[Server], bool]) -> None:
    """Wait until something is true of the server, asked in its own thread."""
    async with asyncio.timeout(20):
        # Each question is a round trip through the event loop of the server, which goes on by it.
        while not await asyncio.to_thread(server.ask, true):
            pass


def run(main: Awaitable[T]) -> T:
    """Run a test's coroutine."""

    async def wrapped() -> T:
        return await main

    return asyncio.run(wrapped())
