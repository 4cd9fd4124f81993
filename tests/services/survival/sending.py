"""Clients that have messages to send, and do not give up before each has got its 250.

A message is `mNUMBER.TRY`: whatever was not acknowledged is sent again under a name of its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from tests.services.smtp.live import RawClient, raw

PER_CONNECTION = 40


class Sending:
    """So many messages, the recipients of each named by `recipients(name)`."""

    def __init__(self, count: int, recipients: Callable[[str], Sequence[str]]) -> None:
        self._left = deque((number, 1) for number in range(count))
        self._recipients = recipients
        self._count = count
        self.acknowledged: set[str] = set()

    async def client(self, port: Callable[[], Awaitable[int]]) -> None:
        """Be one client until all messages are acknowledged."""
        while len(self.acknowledged) < self._count:
            at = await port()
            try:
                async with raw(at) as client:
                    await self._session(client)
            except ConnectionError:
                # Killed: the messages go to the next process.
                continue

    async def _session(self, client: RawClient) -> None:
        await _say(client, b"EHLO sender.example\r\n", "250")
        for _ in range(PER_CONNECTION):
            if not self._left:
                break
            number, attempt = self._left.popleft()
            name = f"m{number}.{attempt}"
            try:
                await self._send(client, name)
            except ConnectionError:
                self._left.append((number, attempt + 1))
                raise
            self.acknowledged.add(name)
        await _say(client, b"QUIT\r\n", "221")

    async def _send(self, client: RawClient, name: str) -> None:
        await _say(client, f"MAIL FROM:<{name}@sender.example>\r\n".encode(), "250")
        for recipient in self._recipients(name):
            await _say(client, f"RCPT TO:<{recipient}>\r\n".encode(), "250")
        await _say(client, b"DATA\r\n", "354")
        content = f"Message-ID: <{name}@sender.example>\r\nSubject: {name}\r\n\r\nhello\r\n.\r\n"
        await _say(client, content.encode(), "250 ok:  Message ")


async def _say(client: RawClient, data: bytes, expected: str) -> None:
    await client.send(data)
    reply = await client.reply()
    if not reply:
        raise ConnectionResetError
    assert reply.startswith(expected), reply
