"""SMTP smuggling: what looks like the end of a message elsewhere is none here, nor further on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.services.smtp.live import live, raw
from tests.services.smtp.talk import Talk

SEQUENCES = [
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r",
    b"\r.\r\n",
    b"\r\n.\r",
    b"\n.\r",
    b"\r.\n",
    b"\r\n\x00.\r\n",
    b"\r\n.\r\r\n",
]
SECOND = b"MAIL FROM:<admin@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nSubject: smuggled\r\n\r\nx"


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_one_message_stays_one(sequence: bytes) -> None:
    talk = Talk()
    talk.begin()
    reply = talk.send(b"Subject: first\r\n\r\nhello" + sequence + SECOND + b"\r\n.\r\n")
    assert reply == "250 ok:  Message 1 accepted\r\n"
    ((_, _, content),) = talk.stored
    assert b"Subject: smuggled" in content
    # Once the dots are doubled on the way out there is nothing left to be misread.
    onward = content.replace(b"\r\n.", b"\r\n..")
    bare = onward.replace(b"\r\n", b"")
    assert b"\r" not in bare
    assert b"\n" not in bare
    assert b"\r\n.\r\n" not in onward


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_in_pieces_too(sequence: bytes) -> None:
    talk = Talk()
    talk.begin()
    for byte in b"a" + sequence + b"MAIL FROM:<x@y>\r\n":
        assert talk.send(bytes([byte])) == ""
    assert talk.send(b".\r\n") == "250 ok:  Message 1 accepted\r\n"
    assert len(talk.stored) == 1


def test_over_a_socket(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path) as world, raw(world.port()) as client:
            for number, sequence in enumerate(SEQUENCES, 1):
                await client.begin()
                body = b"Subject: first\r\n\r\nhello" + sequence + SECOND + b"\r\n.\r\n"
                assert await client.say(body) == f"250 ok:  Message {number} accepted\r\n"
            assert sorted(world.contents()) == list(range(1, len(SEQUENCES) + 1))
            senders = {each.sender for each in world.queue.messages()}
            assert senders == {"a@example.net"}

    asyncio.run(main())
