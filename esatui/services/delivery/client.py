"""An SMTP client that knows exactly how far a conversation came (RFC 5321, RFC 3207).

Commands go one at a time, and what comes before it was asked for never counts: neither as a reply
to STARTTLS nor under TLS. After the 220 to STARTTLS nothing in clear text is read or written.
"""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final, TypeVar, cast

from esatui.services.delivery.dotted import dotted
from esatui.services.delivery.replies import BadReply, ReplyReader
from esatui.services.network import network_error
from esatui.services.tls.channel import ChannelEvents, TlsChannel
from esatui.services.tls.engine import TlsEngine, TlsSession
from esatui.services.tls.failures import TlsFailure
from state.delivery.lines import TIMEOUT, Reply

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds that a remote may take, by what it is asked for (RFC 5321 section 4.5.3.2)."""

    connect: float = 30.0
    greeting: float = 300.0
    command: float = 300.0
    handshake: float = 60.0
    data: float = 120.0
    """For the 354."""
    block: float = 180.0
    """For taking a part of the message."""
    final: float = 600.0
    """For the reply to the message."""
    quit: float = 5.0


class Disconnected(Exception):
    """The connection cannot be used any more.

    `failure` is in the words of the log: `[Errno 54] Connection reset by peer`, `timeout`, or ''
    when the peer just closed. Under TLS it may be an error pair.
    """

    def __init__(self, failure: str) -> None:
        super().__init__(failure or "closed")
        self.failure = failure


_BLOCK: Final = 65536
_HIGH_WATER: Final = 262144


class SmtpClient(asyncio.Protocol):
    """One connection. Its methods wait for the remote; one of them at a time.

    Each raises `Disconnected` when the connection has ended or the remote took too long, and
    `BadReply` when what came is no reply; the connection is of no use afterwards: `abort` it.
    """

    def __init__(self, timeouts: Timeouts, executor: Executor | None = None) -> None:
        self._timeouts = timeouts
        self._executor = executor
        self._reader = ReplyReader()
        self._transport: asyncio.Transport | None = None
        self._channel: TlsChannel | None = None
        self._replied: asyncio.Future[Reply] | None = None
        self._secured: asyncio.Future[TlsSession] | None = None
        self._drained: asyncio.Future[None] | None = None
        self._ended: str | None = None
        self.in_doubt = False
        """Whether a whole message was sent and the remote has not said what became of it."""
        self._gone = asyncio.Event()

    @property
    def connected(self) -> bool:
        """Whether the connection stands, as far as is known."""
        return self._ended is None

    @property
    def quiet(self) -> bool:
        """Whether the remote has said nothing that was not asked for."""
        return self._reader.idle

    async def gone(self) -> None:
        """Wait until the connection has ended, or the remote says what was not asked for."""
        await self._gone.wait()

    async def greeting(self) -> Reply:
        """Wait for the greeting."""
        return await self._reply(self._timeouts.greeting)

    async def command(self, line: str, seconds: float | None = None) -> Reply:
        """Send a command line (without its end) and wait for the reply."""
        if "\r" in line or "\n" in line:
            raise ValueError("a command is one line")
        self._write(line.encode("utf-8") + b"\r\n")
        return await self._reply(self._timeouts.command if seconds is None else seconds)

    async def starttls(self) -> Reply:
        """Send STARTTLS. With a 220 `handshake` has to follow at once.

        A reply that was there before the command does not count and ends the connection.
        """
        if not self._reader.idle:
            self._reader.clear()
            raise Disconnected("")
        return await self.command("STARTTLS")

    async def handshake(self, engine: TlsEngine) -> TlsSession:
        """Go over to TLS. Raises `TlsFailure`; the connection is of no use then.

        What came in clear text after the 220 is thrown away.
        """
        self._reader.clear()
        if self._transport is None or self._ended is not None:
            raise TlsFailure(_socket_words(self._ended))
        self._secured = asyncio.get_running_loop().create_future()
        events = ChannelEvents(self._opened, self._received, self._failed, self._finished)
        self._channel = TlsChannel(
            engine,
            self._transport,
            events,
            timeout=self._timeouts.handshake,
            executor=self._executor,
        )
        self._channel.start()
        return await self._secured

    async def data(self, content: bytes) -> Reply:
        """Send DATA and a message; return the reply to it, or that to DATA when it is no 354.

        Lines may end with CR LF, LF or CR: they leave with CR LF, so that no receiver can find an
        end of the message that is none (SMTP smuggling), and with their dots doubled.
        """
        reply = await self.command("DATA", self._timeouts.data)
        if reply.code != 354:
            return reply
        for piece in dotted(content, _BLOCK):
            self._write(piece)
            if self._drained is not None:
                await self._wait(self._drained, self._timeouts.block)
        self.in_doubt = True
        reply = await self._reply(self._timeouts.final)
        self.in_doubt = False
        return reply

    async def quit(self) -> None:
        """Say goodbye, and do not care how the remote takes it."""
        with contextlib.suppress(Disconnected, BadReply):
            await self.command("QUIT", self._timeouts.quit)
        self.close()

    def close(self) -> None:
        """End the connection in order."""
        if self._channel is not None and self._ended is None:
            self._channel.close()
        self._end("")
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """End the connection at once, whatever is still to be sent."""
        self._end("")
        if self._transport is not None:
            self._transport.abort()

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=_HIGH_WATER)

    def data_received(self, data: bytes) -> None:
        if self._channel is not None:
            self._channel.received(data)
        else:
            self._received(data)

    def eof_received(self) -> bool | None:
        if self._channel is not None:
            self._channel.eof_received()
        return None

    def connection_lost(self, exc: Exception | None) -> None:
        if self._channel is not None:
            self._channel.connection_lost(exc)
        self._end("" if exc is None else str(network_error(exc)))

    def pause_writing(self) -> None:
        self._drained = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        drained, self._drained = self._drained, None
        if drained is not None and not drained.done():
            drained.set_result(None)

    # What the channel calls.

    def _opened(self, session: TlsSession) -> None:
        if self._secured is not None and not self._secured.done():
            self._secured.set_result(session)

    def _failed(self, failure: TlsFailure) -> None:
        if self._secured is not None and not self._secured.done():
            self._secured.set_exception(failure)
        self._end(failure.text)
        if self._transport is not None:
            self._transport.close()

    def _finished(self) -> None:
        self._end("")
        if self._transport is not None:
            self._transport.close()

    def _received(self, data: bytes) -> None:
        """Take what the remote said, decrypted if need be."""
        waiting = self._replied
        try:
            self._reader.feed(data)
            reply = self._reader.next() if waiting is not None else None
        except BadReply as error:
            self._bad(error)
            return
        if reply is not None and waiting is not None:
            self._replied = None
            if not waiting.done():
                waiting.set_result(reply)

    def _bad(self, error: BadReply) -> None:
        waiting, self._replied = self._replied, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(error)
        self.abort()

    async def _reply(self, seconds: float) -> Reply:
        reply = self._reader.next()
        if reply is not None:
            return reply
        if self._ended is not None:
            raise Disconnected(self._ended)
        self._replied = asyncio.get_running_loop().create_future()
        return await self._wait(self._replied, seconds)

    async def _wait(self, future: asyncio.Future[T], seconds: float) -> T:
        timer = asyncio.get_running_loop().call_later(seconds, self._timed_out, future)
        try:
            return await future
        finally:
            timer.cancel()

    def _timed_out(self, future: asyncio.Future[T]) -> None:
        if not future.done():
            future.set_exception(Disconnected(TIMEOUT))
        self.abort()

    def _write(self, data: bytes) -> None:
        if self._ended is not None:
            raise Disconnected(self._ended)
        if self._channel is not None:
            self._channel.write(data)
        elif self._transport is not None:
            self._transport.write(data)

    def _end(self, failure: str) -> None:
        if self._ended is not None:
            return
        self._ended = failure
        self._gone.set()
        if self._replied is not None and not self._replied.done():
            self._replied.set_exception(Disconnected(failure))
        # Whoever waits to write learns from the next attempt to do so.
        self.resume_writing()
        if self._secured is not None and not self._secured.done():
            self._secured.set_exception(TlsFailure(_socket_words(failure)))


def _socket_words(failure: str | None) -> str:
    """What follows `TLS failed: ` for a connection that ended this way."""
    if failure == TIMEOUT:
        return str(network_error(TimeoutError()))
    return failure or str(network_error(None))
