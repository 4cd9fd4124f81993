"""SMTP smuggling, from end to end: in by the listener, on to a host that takes any end of a message.

The host does what some do: each of the ten sequences ends a message for it, and what is behind is
read as commands.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from esatui.lab.partners.town import Town
from esatui.services.delivery.dotted import dotted
from esatui.services.engine import Service
from esatui.services.smtp import SmtpService
from tests.services.delivery.hostile import DOMAIN, hostile
from tests.services.delivery.remote import Remote
from tests.services.delivery.world import World, chained, hierarchy, trusting, world
from tests.services.smtp.live import accepting, everybody, raw
from tests.services.smtp.test_attack_smuggling import SEQUENCES

INNER = (
    b"MAIL FROM:<admin@example.com>\r\nRCPT TO:<victim@evil.example>\r\nDATA\r\n"
    b"Subject: smuggled\r\n\r\nx"
)
ANY_END = re.compile(b"|".join(re.escape(each) for each in (b"\r\n.\r\n", *SEQUENCES)))


class Gullible:
    """Reads a stream as the most careless of hosts would; `senders` has who wrote to it."""

    def __init__(self) -> None:
        self.senders: list[bytes] = []

    async def __call__(self, remote: Remote) -> None:
        await remote.says(b"220 evil\r\n")
        pending = b""
        while True:
            while b"\n" not in pending:
                data = await remote.reader.read(65536)
                if not data:
                    return
                pending += data
            line, _, pending = pending.partition(b"\n")
            if line.upper().startswith(b"MAIL"):
                self.senders.append(line.rstrip())
            if line.upper().startswith(b"DATA"):
                await remote.says(b"354 go\r\n")
                pending = await self._message(remote, pending)
            await remote.says(b"250 ok\r\n")

    async def _message(self, remote: Remote, pending: bytes) -> bytes:
        """Return what comes behind the end of a message; like some hosts it cannot see NUL."""
        while (end := ANY_END.search(pending)) is None:
            data = await remote.reader.read(65536)
            assert data, "the message has no end"
            pending += data
        return pending[end.end() :]


async def through(directory: Path, sequence: bytes) -> tuple[list[bytes], list[str]]:
    """Send a message with this in it; return who wrote to the gullible host, and the log."""
    found: list[SmtpService] = []

    def listener(here: World) -> list[Service]:
        found.append(SmtpService(here.engine, here.queue))
        return [*found]

    host = Gullible()
    edit = chained(trusting, everybody(), accepting("ALL"))
    town = Town(hierarchy(), [])
    async with town, world(directory, town, edit, beside=listener) as here, hostile(here, host):
        async with raw(found[0].addresses()["InboundMail"].port) as client:
            await client.begin("a@example.net", f"b@{DOMAIN}")
            reply = await client.say(b"Subject: first\r\n\r\nhi" + sequence + INNER + b"\r\n.\r\n")
            assert reply.startswith("250")
        await here.lines.containing("Message finished")
        return host.senders, here.lines.of()


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_nothing_that_ends_a_message_is_in_one(sequence: bytes) -> None:
    content = b"Subject: a\r\n\r\nfirst" + sequence + INNER + sequence
    *lines, end = b"".join(dotted(content, 65536)).split(b"\r\n")[:-1]
    assert end == b"."
    assert not ANY_END.search(b"\r\n".join(lines))
    assert b"MAIL FROM:<admin@example.com>" in lines


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_one_message_stays_one(tmp_path: Path, sequence: bytes) -> None:
    senders, lines = asyncio.run(through(tmp_path / "a", sequence))
    assert [each.split()[1] for each in senders] == [b"FROM:<a@example.net>"]
    assert not [line for line in lines if "admin@example.com" in line]
