"""Drives a TLS engine under an asyncio transport: for protocols of listeners and of delivery."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from esatui.services.tls.engine import TlsEngine, TlsSession
from esatui.services.tls.failures import TlsFailure, socket_failure

HANDSHAKE_TIMEOUT: Final = 60.0
"""Seconds that a peer may take for its handshake."""


class Timer(Protocol):
    """Something that will happen."""

    def cancel(self) -> object:
        """Let it not happen."""


class Timers(Protocol):
    """As much of an event loop as time-outs need; tests give one that they move."""

    def call_later(self, delay: float, callback: Callable[[], object], /) -> Timer:
        """Call `callback` after `delay` seconds."""


@dataclass(frozen=True, slots=True)
class ChannelEvents:
    """What a channel tells its owner, always in the thread of the event loop, in this order.

    `opened` or `failed`, never both; `data` with decrypted bytes, any number of times; `closed`
    when the peer has said goodbye or the connection has ended, or `failed` when it broke. Nothing
    follows `closed` or `failed`, and nothing comes after the owner has called `close`.
    """

    opened: Callable[[TlsSession], None]
    data: Callable[[bytes], None]
    failed: Callable[[TlsFailure], None]
    closed: Callable[[], None]


class TlsChannel:
    """TLS on a connection that was in clear text until now.

    The owner is the asyncio protocol. From the moment it makes a channel it passes on what it is
    told (`received`, `eof_received`, `connection_lost`) and writes through the channel only. It
    must throw away whatever the peer had sent before in clear text (RFC 3207): pass to `received`
    only what came after the 220. After `failed` the alert is already written; close the transport.

    With an `executor` the handshake is computed in its threads, and others are served meanwhile.
    """

    def __init__(
        self,
        engine: TlsEngine,
        transport: asyncio.Transport,
        events: ChannelEvents,
        *,
        timeout: float = HANDSHAKE_TIMEOUT,
        timers: Timers | None = None,
        executor: Executor | None = None,
    ) -> None:
        self._engine = engine
        self._transport = transport
        self._events = events
        self._timeout = timeout
        self._timers = timers
        self._executor = executor
        self._timer: Timer | None = None
        self._state: Literal["new", "handshake", "open", "done"] = "new"
        self._busy = False
        self._waiting: list[bytes] = []
        self._eof = False

    def start(self) -> None:
        """Begin: a client sends its first message, a server waits; the time-out runs."""
        timers = self._timers or asyncio.get_running_loop()
        self._state = "handshake"
        self._timer = timers.call_later(self._timeout, self._timed_out)
        self._step()

    def received(self, data: bytes) -> None:
        """Take bytes from the peer (`data_received`)."""
        if self._busy:
            self._waiting.append(data)
        elif self._state != "done":
            self._engine.feed(data)
            self._go_on()

    def eof_received(self) -> None:
        """Take note of the end of what the peer sends (`eof_received`)."""
        self._eof = True
        if not self._busy and self._state != "done":
            self._engine.feed_eof()
            self._go_on()

    def connection_lost(self, error: Exception | None) -> None:
        """Take note that the connection is gone (`connection_lost`)."""
        if self._state == "handshake":
            self._fail(socket_failure(error))
        elif self._state == "open":
            self._finish()
            self._events.closed()

    def write(self, data: bytes) -> None:
        """Encrypt and send. What cannot be sent any more is told by `failed`."""
        if self._state != "open":
            return
        try:
            self._engine.write(data)
        except TlsFailure as failure:
            self._fail(failure)
        else:
            self._flush()

    def close(self) -> None:
        """Say goodbye (close_notify). The transport is the owner's to close."""
        if self._state == "open":
            self._engine.close()
            self._flush()
        self._finish()

    def refuse(self, alert: int) -> None:
        """End with an alert in place of a goodbye. The transport is the owner's to close."""
        if self._state == "open":
            self._engine.refuse(alert)
            self._flush()
        self._finish()

    def _go_on(self) -> None:
        if self._state == "open":
            self._pump()
        else:
            self._step()

    def _step(self) -> None:
        if self._executor is not None:
            self._step_in_thread(self._executor)
            return
        try:
            finished = self._engine.handshake()
        except TlsFailure as failure:
            self._fail(failure)
        else:
            self._stepped(finished)

    def _stepped(self, finished: bool) -> None:
        self._flush()
        if not finished:
            return
        self._stop_timer()
        self._state = "open"
        self._events.opened(self._engine.session)
        if self._state == "open":
            self._pump()

    def _pump(self) -> None:
        try:
            data = self._engine.read()
        except TlsFailure as failure:
            self._fail(failure)
            return
        self._flush()
        if data:
            self._events.data(data)
        if self._state != "open":
            return
        if self._engine.state == "closed":
            self._finish()
            self._events.closed()
        elif self._engine.state == "failed":
            self._pump()

    def _step_in_thread(self, executor: Executor) -> None:
        self._busy = True
        self._transport.pause_reading()
        loop = asyncio.get_running_loop()
        loop.run_in_executor(executor, self._engine.handshake).add_done_callback(self._computed)

    def _computed(self, result: asyncio.Future[bool]) -> None:
        self._busy = False
        if self._state == "done":
            result.exception()
            return
        self._transport.resume_reading()
        try:
            finished = result.result()
        except TlsFailure as failure:
            self._fail(failure)
            return
        self._stepped(finished)
        self._catch_up()

    def _catch_up(self) -> None:
        """Take what arrived while the handshake was computed elsewhere."""
        if self._state == "done":
            return
        waiting, self._waiting = self._waiting, []
        for data in waiting:
            self._engine.feed(data)
        if self._eof:
            self._engine.feed_eof()
        if waiting or self._eof:
            self._go_on()

    def _timed_out(self) -> None:
        self._fail(socket_failure(TimeoutError()))

    def _fail(self, failure: TlsFailure) -> None:
        if not self._busy:
            self._flush()
        self._finish()
        self._events.failed(failure)

    def _finish(self) -> None:
        self._stop_timer()
        self._state = "done"
        self._waiting.clear()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _flush(self) -> None:
        data = self._engine.outgoing()
        if data and not self._transport.is_closing():
            self._transport.write(data)
