"""Web servers on loopback that answer as a test wants."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Answer = Callable[[socket.socket], None]


@dataclass
class Server:
    """A server, and the requests that it read before it answered."""

    answer: Answer
    context: ssl.SSLContext | None = None
    port: int = 0
    requests: list[bytes] = field(default_factory=list)


@contextmanager
def serving(answer: Answer, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Answer each connection by `answer`, one after the other."""
    server = Server(answer, context)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        thread = threading.Thread(target=_serve, args=(listening, server))
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(listening: socket.socket, server: Server) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            try:
                _converse(connection, server)
            except OSError:
                # The client went away, or refused the certificate: its side is what is tested.
                continue


def _converse(connection: socket.socket, server: Server) -> None:
    if server.context is None:
        _answer(connection, server)
        return
    with server.context.wrap_socket(connection, server_side=True) as secured:
        _answer(secured, server)


def _answer(connection: socket.socket, server: Server) -> None:
    request = b""
    while b"\r\n\r\n" not in request and request[:3] in (b"", b"GET"):
        received = connection.recv(65536)
        if not received:
            return
        request += received
    server.requests.append(request)
    server.answer(connection)


def text(content: bytes) -> Answer:
    """Answer with these bytes as they are."""
    return lambda connection: connection.sendall(content)


def ok(body: bytes) -> Answer:
    """Answer with a body and its length."""
    return text(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
