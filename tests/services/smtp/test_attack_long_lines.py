"""Lines of 100 MB: they cost no memory, and the session goes on or ends."""

from __future__ import annotations

import asyncio
import contextlib
import tracemalloc
from pathlib import Path

import pytest

from tests.services.smtp.live import live, raw
from tests.services.smtp.talk import Talk

MEGABYTE = b"x" * (1 << 20)
HUNDRED = 100


def test_as_a_command() -> None:
    talk = Talk()
    tracemalloc.start()
    try:
        replies = [talk.send(MEGABYTE) for _ in range(HUNDRED)]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20
    assert "".join(replies) == (
        "500 #5.5.2 line too long\r\n421 Exceeded bad SMTP command limit, disconnecting.\r\n"
    )
    assert talk.closed


def test_a_long_line_that_ends() -> None:
    talk = Talk()
    assert talk.send(b"NOOP " + b"x" * 5000 + b"\r\nNOOP\r\n") == (
        "500 #5.5.2 line too long\r\n250 ok\r\n"
    )
    pieces = [b"NOOP " + b"x" * 3000, b"x" * 3000, b"\r", b"\nNOOP\r\n"]
    assert "".join(map(talk.send, pieces)) == "500 #5.5.2 line too long\r\n250 ok\r\n"


def test_in_a_message() -> None:
    talk = Talk(in_memory=1000, max_message_size=1 << 20)
    talk.begin()
    tracemalloc.start()
    try:
        replies = [talk.send(MEGABYTE) for _ in range(HUNDRED)]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20
    assert "".join(replies) == ""
    assert talk.send(b"\r\n.\r\nNOOP\r\n") == "552 #5.3.4 message size exceeds limit\r\n250 ok\r\n"


def test_in_a_header() -> None:
    talk = Talk(max_message_size=200 << 20, in_memory=1000)
    talk.begin()
    talk.send(b"Subject: ")
    tracemalloc.start()
    try:
        for _ in range(20):
            talk.send(MEGABYTE)
        reply = talk.send(b"\r\n\r\n.\r\n")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # The test itself reads the message once, whole.
    assert peak < 60 << 20
    assert reply == "250 ok:  Message 1 accepted\r\n"
    (subject,) = [line for line in talk.log if "Subject" in line]
    assert len(subject) < 200_000


def test_a_flood_of_short_lines_is_answered_in_time() -> None:
    talk = Talk()
    assert talk.send(b"NOOP\r\n" * 40_000) == "250 ok\r\n" * 40_000


@pytest.mark.parametrize("within", ["command", "message"])
def test_over_a_socket_others_are_served_meanwhile(tmp_path: Path, within: str) -> None:
    async def main() -> None:
        async with live(tmp_path) as world, raw(world.port()) as client, raw(world.port()) as other:
            if within == "message":
                await client.begin()
            # Who is disconnected in the middle of a command hears of it at the next write.
            with contextlib.suppress(ConnectionError):
                for _ in range(HUNDRED):
                    await client.send(MEGABYTE)
                    assert await other.say("NOOP") == "250 ok\r\n"
            if within == "message":
                reply = await client.say(b"\r\n.\r\n")
                assert reply == "552 #5.3.4 message size exceeds limit\r\n"
            else:
                await world.logged("ICID 1 close")
            assert await other.say("NOOP") == "250 ok\r\n"
            assert world.contents() == {}

    asyncio.run(main())
