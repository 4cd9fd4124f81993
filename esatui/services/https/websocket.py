"""A WebSocket (RFC 6455) over a connection that has begun as HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Protocol

from wsproto import WSConnection
from wsproto.connection import ConnectionType
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Ping,
    TextMessage,
)
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

LONGEST_MESSAGE: Final = 1024 * 1024
"""Bytes of one message of a client: what is pasted comes as one."""
NORMAL, TOO_LARGE, PROTOCOL = 1000, 1009, 1002
"""Codes of closing (RFC 6455, 7.4.1)."""


class Listener(Protocol):
    """Who talks to the client of a WebSocket."""

    def opened(self, socket: WebSocket) -> None:
        """The client can be talked to."""

    def received(self, text: str) -> None:
        """A message of text has come; those of bytes are not taken."""

    def hold(self) -> None:
        """The client does not read at present."""

    def release(self) -> None:
        """The client reads again."""

    def lost(self) -> None:
        """The WebSocket is closed, whoever closed it."""


class WebSocket:
    """Messages both ways. `write` and `close` are those of the connection below."""

    def __init__(
        self,
        listener: Listener,
        write: Callable[[bytes], None],
        close: Callable[[], None],
        pause: Callable[[bool], None],
    ) -> None:
        self._listener: Listener | None = listener
        self._write = write
        self._close = close
        self._protocol = WSConnection(ConnectionType.SERVER)
        self._message = ""
        self.pause = pause
        """Stops reading from the client (`True`), or goes on."""

    def begin(self, headers: Iterable[tuple[bytes, bytes]], path: str) -> bool:
        """Accept the request for a WebSocket; return `False` when it was none."""
        try:
            self._protocol.initiate_upgrade_connection(list(headers), path)
            accepted = self._protocol.send(AcceptConnection())
        except (LocalProtocolError, RemoteProtocolError):
            return False
        self._write(accepted)
        if self._listener is not None:
            self._listener.opened(self)
        return True

    def send(self, data: bytes) -> None:
        """Send a message of bytes."""
        if self._listener is not None:
            self._write(self._protocol.send(BytesMessage(data=data)))

    def send_text(self, text: str) -> None:
        """Send a message of text."""
        if self._listener is not None:
            self._write(self._protocol.send(TextMessage(data=text)))

    def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Close it; nothing is sent or taken afterwards."""
        if self._listener is not None:
            self._write(self._protocol.send(CloseConnection(code=code, reason=reason)))
        self.lost()
        self._close()

    def receive(self, data: bytes) -> None:
        """Take what has come over the connection."""
        try:
            self._protocol.receive_data(data)
            for event in self._protocol.events():
                if self._listener is None:
                    return
                self._take(event)
        except RemoteProtocolError:
            self.close(PROTOCOL)

    def hold(self) -> None:
        """The connection is full."""
        if self._listener is not None:
            self._listener.hold()

    def release(self) -> None:
        """The connection takes more."""
        if self._listener is not None:
            self._listener.release()

    def lost(self) -> None:
        """The connection is gone."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.lost()

    def _take(self, event: object) -> None:
        match event:
            case TextMessage():
                self._message += event.data
                if len(self._message) > LONGEST_MESSAGE:
                    self.close(TOO_LARGE)
                elif event.message_finished and self._listener is not None:
                    message, self._message = self._message, ""
                    self._listener.received(message)
            case Ping():
                self._write(self._protocol.send(event.response()))
            case CloseConnection():
                self._write(self._protocol.send(event.response()))
                self.lost()
                self._close()
            case BytesMessage():
                self.close(PROTOCOL)
            case _:  # Pong: nobody has asked.
                return
