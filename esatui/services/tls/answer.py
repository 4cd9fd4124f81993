"""A connection with TLS from its start: its handshake and the answer to it, to be waited for."""

from __future__ import annotations

import asyncio
from typing import Final, cast

from esatui.services.tls.channel import ChannelEvents, TlsChannel
from esatui.services.tls.engine import TlsEngine, TlsSession
from esatui.services.tls.failures import TlsFailure, socket_failure

_RECORD_HEADER: Final = 5


class Answer(asyncio.Protocol):
    """The client's end of one connection; nothing is sent under TLS."""

    def __init__(self, engine: TlsEngine) -> None:
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[TlsSession] = loop.create_future()
        """What the handshake agreed on; raises `TlsFailure`."""
        self.heard: asyncio.Future[None] = loop.create_future()
        """Done with the first whole record after the handshake, a ticket for example; raises
        `TlsFailure` when it is an alert, or when the server closes instead."""
        self._engine = engine
        self._channel: TlsChannel | None = None
        self._transport: asyncio.Transport | None = None
        self._after = b""

    @property
    def session(self) -> TlsSession:
        """What the handshake agreed on, once it has."""
        return self._engine.session

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        events = ChannelEvents(self._opened, self._data, self._failed, self._closed)
        self._channel = TlsChannel(self._engine, self._transport, events)
        self._channel.start()

    def data_received(self, data: bytes) -> None:
        was_open = self.opened.done()
        if self._channel is not None:
            self._channel.received(data)
        if was_open and not self.heard.done():
            self._after += data
            if _whole_record(self._after):
                self.heard.set_result(None)

    def eof_received(self) -> bool | None:
        if self._channel is not None:
            self._channel.eof_received()
        return None

    def connection_lost(self, exc: Exception | None) -> None:
        if self._channel is not None:
            self._channel.connection_lost(exc)

    def close(self) -> None:
        """Say goodbye and hang up."""
        if self._channel is not None:
            self._channel.close()
        if self._transport is not None:
            self._transport.close()
        for future in (self.opened, self.heard):
            # What nobody has waited for is no error any more.
            if future.done() and not future.cancelled():
                future.exception()

    def _opened(self, session: TlsSession) -> None:
        if not self.opened.done():
            self.opened.set_result(session)

    def _data(self, data: bytes) -> None:
        if not self.heard.done():
            self.heard.set_result(None)

    def _failed(self, failure: TlsFailure) -> None:
        for future in (self.opened, self.heard):
            if not future.done():
                future.set_exception(failure)

    def _closed(self) -> None:
        self._failed(socket_failure(None))


def _whole_record(data: bytes) -> bool:
    """Whether `data` has its first record to the end (RFC 8446, 5.1)."""
    if len(data) < _RECORD_HEADER:
        return False
    return len(data) >= _RECORD_HEADER + int.from_bytes(data[3:5], "big")
