"""As much of a browser as matters here: requests, a cookie, a WebSocket."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPSConnection
from urllib.parse import urlencode

import wsproto
import wsproto.events as happened
from wsproto.connection import ConnectionType

PATIENCE = 60.0
"""Seconds; only a hang takes so long."""


class Line:
    """A WebSocket: what was drawn over it, and how it ended."""

    def __init__(self, stream: ssl.SSLSocket) -> None:
        self._stream = stream
        self._client = wsproto.WSConnection(ConnectionType.CLIENT)
        self.drawn = b""
        self.refused: int | None = None
        """The status with which it was refused."""
        self.closed: int | None = None
        """The code with which it was closed."""

    def ask(self, host: str, target: str, headers: list[tuple[bytes, bytes]]) -> None:
        request = happened.Request(host=host, target=target, extra_headers=headers)
        self._stream.sendall(self._client.send(request))

    def type(self, keys: str) -> None:
        """Type on the keyboard, as `textual.js` tells it."""
        message = happened.TextMessage(data=json.dumps(["stdin", keys]))
        self._stream.sendall(self._client.send(message))

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so, or the server has ended it."""
        while not true() and self.refused is None and self.closed is None:
            data = self._stream.recv(65536)
            assert data, self.drawn
            self._client.receive_data(data)
            for event in self._client.events():
                self._take(event)

    def sees(self, text: str) -> None:
        """Wait until `text` was drawn in one piece."""
        self.until(lambda: text.encode() in self.drawn)
        assert self.refused is self.closed is None, (self.refused, self.closed)

    def ends(self) -> int | None:
        """Wait for the end; return its code."""
        self.until(lambda: False)
        return self.closed

    def _take(self, event: happened.Event) -> None:
        match event:
            case happened.RejectConnection():
                self.refused = event.status_code
            case happened.BytesMessage():
                self.drawn += bytes(event.data)
            case happened.CloseConnection():
                self.closed = event.code


@dataclass
class Browser:
    """Who is at one browser."""

    port: int
    cookie: str = ""
    languages: str = ""
    """What it prefers: Accept-Language."""

    @property
    def origin(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def request(
        self, method: str, path: str, fields: dict[str, str] | None = None, origin: str = ""
    ) -> tuple[int, dict[str, str], str]:
        """Return status, headers and body."""
        context = ssl._create_unverified_context()  # noqa: S323 - Demo is the certificate.
        connection = HTTPSConnection("127.0.0.1", self.port, context=context, timeout=PATIENCE)
        headers = {"Origin": origin or self.origin}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.languages:
            headers["Accept-Language"] = self.languages
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    def log_in(self, user: str, passphrase: str, origin: str = "", language: str = "en") -> int:
        """Log in and keep the cookie; return the status."""
        fields = {"username": user, "passphrase": passphrase, "language": language}
        status, headers, _ = self.request("POST", "/login", fields, origin)
        self.cookie = headers.get("set-cookie", "").partition(";")[0]
        return status

    def screen(self, wanted: bytes, origin: str = "") -> bytes | int:
        """Open the WebSocket; return what is drawn until `wanted` is, or the refusal's status."""
        with self.line(origin) as line:
            line.until(lambda: wanted in line.drawn)
            assert line.closed is None, line.closed
            return line.drawn if line.refused is None else line.refused

    @contextmanager
    def line(self, origin: str = "") -> Iterator[Line]:
        """Ask for the WebSocket."""
        context = ssl._create_unverified_context()  # noqa: S323 - Demo is the certificate.
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        with context.wrap_socket(plain) as stream:
            headers = [(b"Origin", (origin or self.origin).encode())]
            if self.cookie:
                headers.append((b"Cookie", self.cookie.encode()))
            line = Line(stream)
            target = "/dashboard/socket?width=100&height=30"
            line.ask(f"127.0.0.1:{self.port}", target, headers)
            yield line
