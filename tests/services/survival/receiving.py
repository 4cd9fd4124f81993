"""A remote host that remembers whom it has taken messages for; some it refuses or puts off.

Recipients whose domain begins with `no` are refused, those of `later` put off the first time.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_PATH = re.compile(r"<(.*?)>")


class Receiver:
    """What has come so far."""

    def __init__(self) -> None:
        self.port = 0
        self.taken: Counter[str] = Counter()
        """Recipients of messages that got their 250, whether or not the client heard it."""
        self.put_off: set[str] = set()
        self.changed = asyncio.Event()

    def answer(self, recipient: str) -> bytes:
        domain = recipient.partition("@")[2]
        if domain.startswith("no"):
            return b"550 no such user\r\n"
        if domain.startswith("later") and recipient not in self.put_off:
            self.put_off.add(recipient)
            return b"451 not now\r\n"
        return b"250 ok\r\n"

    def take(self, recipients: list[str]) -> None:
        self.taken.update(recipients)
        self.changed.set()


class _Connection(asyncio.Protocol):
    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._buffer = b""
        self._recipients: list[str] = []
        self._in_content = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 receiver.example\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            end = b"\r\n.\r\n" if self._in_content else b"\r\n"
            part, found, rest = self._buffer.partition(end)
            if not found:
                return
            self._buffer = rest
            self._transport.write(self._reply(part))

    def _reply(self, line: bytes) -> bytes:
        if self._in_content:
            self._in_content = False
            self._receiver.take(self._recipients)
            return b"250 taken\r\n"
        verb = line[:4].upper()
        if verb == b"DATA":
            self._in_content = True
            return b"354 go ahead\r\n"
        if verb == b"MAIL":
            self._recipients = []
        if verb == b"RCPT":
            (recipient,) = _PATH.findall(line.decode())
            answer = self._receiver.answer(recipient)
            if answer.startswith(b"250"):
                self._recipients.append(recipient)
            return answer
        return b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n"


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Listen on a free port of loopback."""
    receiver = Receiver()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(receiver), "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        await server.wait_closed()
