"""Load for listeners: whole STARTTLS sessions, one after the other, from several processes."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import time
from typing import Final

PROCESSES: Final = 4


def starttls_sessions(port: int, sessions: int) -> float:
    """Return sessions a second: EHLO, STARTTLS, handshake, EHLO, QUIT."""
    each = sessions // PROCESSES
    words = [sys.executable, "-m", "bench._smtp_load", str(port), str(each)]
    begin = time.perf_counter()
    running = [subprocess.Popen(words) for _ in range(PROCESSES)]
    if any(process.wait() for process in running):
        raise RuntimeError("a client failed")
    return each * PROCESSES / (time.perf_counter() - begin)


def plain_messages(port: int, messages: int, sessions: int) -> float:
    """Return messages a second, one connection each, `sessions` at once (smtp-source)."""
    words = ["smtp-source", "-s", str(sessions), "-m", str(messages), "-l", "1000"]
    words += ["-f", "a@example.net", "-t", "b@example.com", f"127.0.0.1:{port}"]
    begin = time.perf_counter()
    subprocess.run(words, check=True)
    return messages / (time.perf_counter() - begin)


def session(port: int, context: ssl.SSLContext) -> None:
    """Do one session with handshake."""
    plain = socket.create_connection(("127.0.0.1", port))
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _expect(plain, b"", b"220")
    _expect(plain, b"EHLO sender.example.net\r\n", b"250")
    _expect(plain, b"STARTTLS\r\n", b"220")
    with context.wrap_socket(plain) as secure:
        _expect(secure, b"EHLO sender.example.net\r\n", b"250")
        _expect(secure, b"QUIT\r\n", b"221")


def _expect(connection: socket.socket, say: bytes, code: bytes) -> None:
    if say:
        connection.sendall(say)
    data = b""
    while not data.endswith(b"\n") or data.rsplit(b"\n", 2)[-2][3:4] == b"-":
        piece = connection.recv(4096)
        if not piece:
            raise RuntimeError("the server has closed the connection")
        data += piece
    if not data.startswith(code):
        raise RuntimeError(data.decode("latin-1"))


def main() -> None:
    """Do as many sessions as the second argument says, with the port in the first."""
    port, count = map(int, sys.argv[1:])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    for _ in range(count):
        session(port, context)


if __name__ == "__main__":
    main()
