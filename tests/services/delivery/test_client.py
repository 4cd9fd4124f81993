"""The SMTP client against remotes that do what no server should."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esatui.services.delivery.client import Disconnected, SmtpClient
from esatui.services.delivery.dotted import dotted
from esatui.services.delivery.replies import (
    LONGEST_BUFFER,
    LONGEST_LINE,
    MOST_LINES,
    BadReply,
    ReplyReader,
    extensions,
    limit_of_size,
)
from esatui.services.tls.failures import TlsFailure
from state.delivery.lines import TIMEOUT, Reply
from tests.services.delivery.remote import Remote, engine, talking

Script = Callable[[Remote], Awaitable[None]]


def play(script: Script, talk: Callable[[SmtpClient], Awaitable[None]]) -> None:
    async def main() -> None:
        async with talking(script) as client:
            await talk(client)

    asyncio.run(main())


def test_nothing_is_written_in_clear_text_after_the_220() -> None:
    heard = bytearray()

    async def script(remote: Remote) -> None:
        await remote.says(b"220 mx\r\n")
        await remote.hears()
        await remote.says(b"220 go\r\n")
        while data := await remote.reader.read(4096):
            heard.extend(data)

    async def talk(client: SmtpClient) -> None:
        await client.greeting()
        await client.starttls()
        with pytest.raises(TlsFailure) as caught:
            await client.handshake(engine().connect("mx.example.com"))
        assert caught.value.text == "[Errno 60] Operation timed out"

    play(script, talk)
    assert heard[:1] == b"\x16"
    assert b"EHLO" not in heard
    assert b"QUIT" not in heard


@pytest.mark.parametrize(
    "data",
    [
        b"hello\r\n",
        b"2200 mx\r\n",
        b"199 mx\r\n",
        b"600 mx\r\n",
        b"\xff\xfe\r\n",
        b"220-mx\r\n250 other\r\n",
        b"220" + b" x" * LONGEST_LINE + b"\r\n",
        b"220 " + b"x" * LONGEST_LINE,
        b"220-x\r\n" * (MOST_LINES + 1) + b"220 x\r\n",
        b"\r\n",
    ],
)
def test_what_is_no_reply(data: bytes) -> None:
    async def script(remote: Remote) -> None:
        await remote.says(data)
        await remote.reader.read()

    async def talk(client: SmtpClient) -> None:
        with pytest.raises(BadReply):
            await client.greeting()
        assert not client.connected

    play(script, talk)


def test_a_flood_is_cut_off() -> None:
    async def script(remote: Remote) -> None:
        await remote.says(b"220 mx\r\n" + b"250 more\r\n" * (LONGEST_BUFFER // 5))
        await remote.reader.read()

    async def talk(client: SmtpClient) -> None:
        async def read_on() -> None:
            while True:
                await client.greeting()

        with pytest.raises((BadReply, Disconnected)):
            await read_on()

    play(script, talk)


def test_no_answer_in_time() -> None:
    async def script(remote: Remote) -> None:
        await remote.says(b"220 mx\r\n")
        await remote.reader.read()

    async def talk(client: SmtpClient) -> None:
        await client.greeting()
        with pytest.raises(Disconnected) as caught:
            await client.command("NOOP", 0.05)
        assert caught.value.failure == TIMEOUT
        assert not client.connected

    play(script, talk)


def test_a_slow_trickle_does_not_stretch_the_time() -> None:
    async def script(remote: Remote) -> None:
        for _ in range(1000):
            await remote.says(b"2")
            await asyncio.sleep(0.01)

    async def talk(client: SmtpClient) -> None:
        client._timeouts = type(client._timeouts)(greeting=0.1)
        with pytest.raises((Disconnected, BadReply)):
            await client.greeting()

    play(script, talk)


def test_commands_are_one_line() -> None:
    async def script(remote: Remote) -> None:
        await remote.reader.read()

    async def talk(client: SmtpClient) -> None:
        with pytest.raises(ValueError, match="one line"):
            await client.command("RCPT TO:<a@b>\r\nRCPT TO:<c@d>")

    play(script, talk)


def test_replies_in_pieces() -> None:
    reader = ReplyReader()
    replies = []
    for byte in b"250-mx.example.com\r\n250-SIZE 1000\r\n250 STARTTLS\n220 x\r\n":
        reader.feed(bytes([byte]))
        if (reply := reader.next()) is not None:
            replies.append(reply)
    assert replies == [
        Reply(250, ["mx.example.com", "SIZE 1000", "STARTTLS"]),
        Reply(220, ["x"]),
    ]
    assert extensions(replies[0]) == {"SIZE", "STARTTLS"}
    assert limit_of_size(replies[0]) == 1000


def test_the_greeting_line_of_ehlo_offers_nothing() -> None:
    assert extensions(Reply(250, ["STARTTLS mx.example.com"])) == frozenset()


def received(wire: bytes) -> bytes:
    """What a receiver that knows nothing but CR LF takes out of the transport form."""
    assert wire.endswith(b".\r\n")
    lines = wire.split(b"\r\n")
    end = lines.index(b".")
    assert lines[end:] == [b".", b""]
    return b"".join(line.removeprefix(b".") + b"\r\n" for line in lines[:end])


@given(st.binary(max_size=200) | st.text(".\r\n a", max_size=60).map(str.encode))
def test_no_message_ends_before_its_end(content: bytes) -> None:
    wire = b"".join(dotted(content, 7))
    # No bare CR or LF is left that another server could take for a line end.
    assert b"\r" not in wire.replace(b"\r\n", b"")
    assert b"\n" not in wire.replace(b"\r\n", b"")
    plain = content.replace(b"\0", b"").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if plain and not plain.endswith(b"\n"):
        plain += b"\n"
    assert received(wire) == plain.replace(b"\n", b"\r\n")
