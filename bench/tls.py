"""TLS of listeners beside what Python has: `ssl` in memory, and asyncio's own upgrade.

Sessions are counted per second of the server's processor time: what others do on the machine does
not count, and a second core does not either.
"""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from bench.rows import Row, at_least
from esatui.lab.keys import SeededKeys
from esatui.lab.presented import LabHierarchy, Names
from esatui.services.tls.channel import ChannelEvents, TlsChannel
from esatui.services.tls.engine import TlsEngine, TlsSession
from esatui.services.tls.failures import TlsFailure
from esatui.services.tls.https import context_of
from esatui.services.tls.identity import Identity
from esatui.services.tls.server import ServerTls
from state.clock import SystemClock
from state.model.services import SslService

HANDSHAKES = 500
SESSIONS = 150
CLIENTS = 2
KINDS = (("valid-rsa2048", "RSA-2048"), ("valid-p256", "P-256"))
SETTINGS = SslService(ciphers="DEFAULT")


class Side(Protocol):
    """One end of a handshake in memory."""

    done: bool

    def step(self, data: bytes) -> bytes:
        """Take bytes and go on; return the bytes that have to go to the other end."""


class Bare:
    """Python's own."""

    def __init__(self, context: ssl.SSLContext, *, server: bool) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_side=server)
        self.done = False

    def step(self, data: bytes) -> bytes:
        self._incoming.write(data)
        try:
            self._object.do_handshake()
            self.done = True
        except ssl.SSLWantReadError:
            self.done = False
        return self._outgoing.read()


class Ours:
    """The engine."""

    def __init__(self, engine: TlsEngine) -> None:
        self._engine = engine
        self.done = False

    def step(self, data: bytes) -> bytes:
        self._engine.feed(data)
        self.done = self._engine.handshake()
        return self._engine.outgoing()


def run() -> list[Row]:
    """Measure with both kinds of keys."""
    rows: list[Row] = []
    for case, label in KINDS:
        identity = _identity(case)
        ours, bare = in_memory(identity)
        what = f"TLS handshakes in memory, {label}"
        rows.append(at_least(what, ours, bare, "/s", "ssl.SSLObject", 0.8))
        ours, threads, asyncios = asyncio.run(over_loopback(identity))
        what, note = f"STARTTLS sessions, {label}", f"handshakes in threads {threads:,.0f} /s"
        rows.append(at_least(what, ours, asyncios, "/s", "asyncio loop.start_tls", 1.0, note))
    return rows


def _identity(case: str) -> Identity:
    hierarchy = LabHierarchy(SeededKeys(1), SystemClock())
    presented = hierarchy.present(case, Names("example.com", "mail.example.com"))
    server = presented.server
    return Identity(case, server.certificate, presented.chain, server.key)


def client_context() -> ssl.SSLContext:
    """A client that verifies nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def in_memory(identity: Identity) -> tuple[float, float]:
    """Return handshakes a second of the engine and of `ssl`.

    They take turns, one handshake each, and the quickest tenth counts: it is what the others on the
    machine left alone.
    """
    tls, bare = ServerTls(identity, SETTINGS), context_of(identity, SETTINGS)
    makers: tuple[Callable[[], Side], ...] = (
        lambda: Ours(tls.accept("preferred")),
        lambda: Bare(bare, server=True),
    )
    context = client_context()
    seconds: tuple[list[float], ...] = ([], [])
    for _ in range(HANDSHAKES):
        for make, found in zip(makers, seconds, strict=True):
            found.append(_seconds(make, context))
    ours, theirs = (sorted(found)[HANDSHAKES // 10] for found in seconds)
    return 1 / ours, 1 / theirs


def _seconds(make: Callable[[], Side], context: ssl.SSLContext) -> float:
    """The server's time for one handshake, from making its side to forgetting it."""
    client = Bare(context, server=False)
    data, spent = client.step(b""), 0.0
    begin = time.perf_counter()
    server = make()
    spent += time.perf_counter() - begin
    while not (client.done and server.done):
        begin = time.perf_counter()
        data = server.step(data)
        spent += time.perf_counter() - begin
        data = client.step(data)
    begin = time.perf_counter()
    del server
    return spent + time.perf_counter() - begin


class Channel(asyncio.Protocol):
    """A listener on our channel."""

    def __init__(self, tls: ServerTls, pool: ThreadPoolExecutor | None) -> None:
        self._tls, self._pool = tls, pool
        self._channel: TlsChannel | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        if self._channel is not None:
            self._channel.received(data)
            return
        self._transport.write(b"220 Go ahead with TLS\r\n")
        events = ChannelEvents(self._opened, self._data, self._failed, self._transport.close)
        engine = self._tls.accept("preferred")
        self._channel = TlsChannel(engine, self._transport, events, executor=self._pool)
        self._channel.start()

    def _opened(self, session: TlsSession) -> None:
        pass

    def _data(self, data: bytes) -> None:
        assert self._channel is not None
        self._channel.write(b"250 mail.example.com\r\n")

    def _failed(self, failure: TlsFailure) -> None:
        raise failure


class StartTls(asyncio.Protocol):
    """A listener on asyncio's own upgrade."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._transport: asyncio.Transport | None = None
        self._upgrade: asyncio.Task[None] | None = None
        self._owed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        if self._upgrade is None:
            self._transport.write(b"220 Go ahead with TLS\r\n")
            self._upgrade = asyncio.get_running_loop().create_task(self._start_tls(self._transport))
        elif self._upgrade.done():
            self._transport.write(b"250 mail.example.com\r\n")
        else:
            # What comes now is under TLS already, and the transport here is still the old one.
            self._owed = True

    async def _start_tls(self, transport: asyncio.Transport) -> None:
        loop = asyncio.get_running_loop()
        upgraded = await loop.start_tls(transport, self, self._context, server_side=True)
        assert isinstance(upgraded, asyncio.Transport)
        self._transport = upgraded
        if self._owed:
            upgraded.write(b"250 mail.example.com\r\n")


async def over_loopback(identity: Identity) -> tuple[float, float, float]:
    """Return sessions a second of our channel, of it with threads, and of asyncio."""
    tls, context = ServerTls(identity, SETTINGS), context_of(identity, SETTINGS)
    with ThreadPoolExecutor(2) as pool:
        factories: Sequence[Callable[[], asyncio.Protocol]] = (
            lambda: Channel(tls, None),
            lambda: Channel(tls, pool),
            lambda: StartTls(context),
        )
        best = [0.0] * len(factories)
        for _ in range(3):
            for index, factory in enumerate(factories):
                best[index] = max(best[index], await _sessions(factory))
    return best[0], best[1], best[2]


async def _sessions(factory: Callable[[], asyncio.Protocol]) -> float:
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    command = (sys.executable, "-m", "bench._tls_client", str(port), str(SESSIONS))
    begin = time.process_time()
    clients = [
        await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL)
        for _ in range(CLIENTS)
    ]
    statuses = [await client.wait() for client in clients]
    spent = time.process_time() - begin
    server.close()
    await server.wait_closed()
    assert statuses == [0] * CLIENTS
    return SESSIONS * CLIENTS / spent
