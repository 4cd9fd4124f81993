"""Both ends of a TLS connection on loopback: ours under asyncio, the other a real program."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from esatui.services.tls.channel import ChannelEvents, TlsChannel
from esatui.services.tls.engine import TlsEngine, TlsSession
from esatui.services.tls.failures import TlsFailure

HOST = "127.0.0.1"
TIMEOUT = 30.0


@dataclass
class Story:
    """What one connection told its owner, in order."""

    opened: list[TlsSession] = field(default_factory=list)
    data: bytes = b""
    failed: list[TlsFailure] = field(default_factory=list)
    closed: int = 0
    order: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Behaviour:
    """How our end behaves."""

    engine: Callable[[], TlsEngine]
    starttls: bool = True
    """Whether a server speaks SMTP first; otherwise TLS begins at once."""
    reply: bytes = b"250 ok\r\n"
    """What is sent for any data."""
    timeout: float = TIMEOUT
    executor: Executor | None = None
    refuse: int | None = None
    """The alert that a client gets after its handshake."""


class End(asyncio.Protocol):
    """One connection of ours: a server with STARTTLS, or either side with TLS from the start."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.story = Story()
        self.ended: asyncio.Future[Story] = asyncio.get_running_loop().create_future()
        self.channel: TlsChannel | None = None
        self.transport: asyncio.Transport | None = None
        self._clear = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        if self.behaviour.starttls:
            transport.write(b"220 mail.example.com ESMTP\r\n")
        else:
            self._upgrade()

    def data_received(self, data: bytes) -> None:
        if self.channel is not None:
            self.channel.received(data)
            return
        self._clear += data
        while b"\n" in self._clear and self.channel is None:
            line, _, self._clear = self._clear.partition(b"\n")
            self._command(line.strip().upper())

    def _command(self, line: bytes) -> None:
        assert self.transport is not None
        if line.startswith(b"EHLO"):
            self.transport.write(b"250-mail.example.com\r\n250 STARTTLS\r\n")
        elif line == b"STARTTLS":
            self.transport.write(b"220 Go ahead with TLS\r\n")
            self._clear = b""
            self._upgrade()
        else:
            self.transport.write(b"500 #5.5.1 command not recognized\r\n")

    def _upgrade(self) -> None:
        assert self.transport is not None
        events = ChannelEvents(self._opened, self._data, self._failed, self._closed)
        self.channel = TlsChannel(
            self.behaviour.engine(),
            self.transport,
            events,
            timeout=self.behaviour.timeout,
            executor=self.behaviour.executor,
        )
        self.channel.start()

    def eof_received(self) -> bool | None:
        if self.channel is not None:
            self.channel.eof_received()
        return None

    def connection_lost(self, exc: Exception | None) -> None:
        if self.channel is not None:
            self.channel.connection_lost(exc)
        if not self.ended.done():
            self.ended.set_result(self.story)

    def _opened(self, session: TlsSession) -> None:
        self.story.opened.append(session)
        self.story.order.append("opened")
        if self.behaviour.refuse is not None and self.channel and self.transport:
            self.channel.refuse(self.behaviour.refuse)
            self.transport.close()

    def _data(self, data: bytes) -> None:
        assert self.channel is not None
        self.story.data += data
        self.story.order.append("data")
        if self.behaviour.reply:
            self.channel.write(self.behaviour.reply)
        if data.upper().startswith(b"QUIT") and self.transport is not None:
            self.channel.close()
            self.transport.close()

    def _failed(self, failure: TlsFailure) -> None:
        self.story.failed.append(failure)
        self.story.order.append("failed")
        assert self.transport is not None
        self.transport.close()

    def _closed(self) -> None:
        self.story.closed += 1
        self.story.order.append("closed")
        assert self.transport is not None
        self.transport.close()


@dataclass
class Listening:
    """Our server: its port, and its connections in the order in which they came."""

    port: int
    ends: list[End]

    async def story(self, number: int = 0) -> Story:
        """Wait for the end of a connection."""
        return await asyncio.wait_for(self.ends[number].ended, TIMEOUT)


@asynccontextmanager
async def listening(behaviour: Behaviour) -> AsyncIterator[Listening]:
    """Our end as a server."""
    ends: list[End] = []

    def accepted() -> End:
        ends.append(End(behaviour))
        return ends[-1]

    server = await asyncio.get_running_loop().create_server(accepted, HOST, 0)
    try:
        yield Listening(server.sockets[0].getsockname()[1], ends)
    finally:
        server.close()
        await server.wait_closed()


async def connected(behaviour: Behaviour, port: int) -> End:
    """Our end as a client, connected to a server that speaks TLS from the start."""
    loop = asyncio.get_running_loop()
    _, end = await loop.create_connection(lambda: End(behaviour), HOST, port)
    return end


async def run(*command: str, stdin: bytes = b"") -> tuple[int, str]:
    """Run a program; return its exit status and all that it wrote."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(stdin), TIMEOUT)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, output.decode("utf-8", "replace")


async def s_client(port: int, *options: str, stdin: bytes = b"QUIT\r\n") -> tuple[int, str]:
    """Connect with `openssl s_client -starttls smtp`."""
    address = f"{HOST}:{port}"
    # -ign_eof keeps it connected until the server closes; q and Q in the input mean nothing then.
    fixed = ("-starttls", "smtp", "-ign_eof", "-connect", address)
    return await run("openssl", "s_client", *fixed, *options, stdin=stdin)


@asynccontextmanager
async def s_server(*options: str) -> AsyncIterator[int]:
    """`openssl s_server` on a free port, for one connection after the other."""
    process = await asyncio.create_subprocess_exec(
        *("openssl", "s_server", "-accept", f"{HOST}:0", *options),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield await _accepting(process)
    finally:
        process.kill()
        await process.communicate()


async def _accepting(process: asyncio.subprocess.Process) -> int:
    assert process.stdout is not None
    while line := await asyncio.wait_for(process.stdout.readline(), TIMEOUT):
        if line.startswith(b"ACCEPT"):
            return int(line.rsplit(b":", 1)[1])
    raise AssertionError("openssl s_server does not listen")
