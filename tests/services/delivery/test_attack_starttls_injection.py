"""STARTTLS injection: what a remote, or who is between, says in clear text is void under TLS."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from esatui.lab.partners.town import Town
from esatui.services.delivery.client import Disconnected, SmtpClient
from esatui.services.tls.failures import TlsFailure
from tests.services.delivery.hostile import DOMAIN, converse, hostile, offers_tls, server_context
from tests.services.delivery.remote import Remote, engine, talking
from tests.services.delivery.test_service import with_tls
from tests.services.delivery.world import World, hierarchy, world

# As if each command of a whole delivery had been answered.
WHOLE = b"250-evil\r\n250 SIZE 1\r\n250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 injected\r\n221 bye\r\n"


def play(
    script: Callable[[Remote], Awaitable[None]], talk: Callable[[SmtpClient], Awaitable[None]]
) -> None:
    async def main() -> None:
        async with talking(script) as client:
            await talk(client)

    asyncio.run(main())


def test_a_reply_before_the_command_is_no_reply_to_starttls() -> None:
    async def script(remote: Remote) -> None:
        await remote.says(b"220 mx\r\n")
        await remote.hears()
        await remote.says(b"250-mx\r\n250 STARTTLS\r\n220 go ahead\r\n")
        assert await remote.hears() == b""

    async def talk(client: SmtpClient) -> None:
        await client.greeting()
        await client.command("EHLO a")
        with pytest.raises(Disconnected):
            await client.starttls()

    play(script, talk)


def test_clear_text_behind_the_220_never_counts() -> None:
    """Neither as a reply now nor under TLS; in a segment of its own it ends the handshake."""

    async def script(remote: Remote) -> None:
        await remote.says(b"220 mx\r\n")
        assert await remote.hears() == b"STARTTLS\r\n"
        await remote.says(b"220 go\r\n250 injected\r\n354 injected\r\n")
        await remote.reader.read(1)
        await remote.says(b"250 injected\r\n" * 10)

    async def talk(client: SmtpClient) -> None:
        await client.greeting()
        assert (await client.starttls()).code == 220
        with pytest.raises(TlsFailure) as caught:
            await client.handshake(engine().connect("mx.example.com"))
        assert "unknown protocol" in caught.value.text
        with pytest.raises(Disconnected):
            await client.command("MAIL FROM:<a@example.com>")

    play(script, talk)


def against(
    directory: Path,
    script: Callable[[Remote], Awaitable[None]],
    wait: Callable[[World], Awaitable[list[str]]],
) -> list[str]:
    """Send a message to a hostile host, TLS required; return the log once `wait` is content."""

    async def main() -> list[str]:
        town = Town(hierarchy(), [])
        async with (
            town,
            world(directory, town, with_tls("required")) as here,
            hostile(here, script),
        ):
            await here.send(f"a@{DOMAIN}")
            return await wait(here)

    return asyncio.run(main())


def test_replies_in_advance_deliver_nothing(tmp_path: Path) -> None:
    """Each command under TLS waits for its own reply, so nothing follows the 451 to MAIL."""
    heard: list[bytes] = []

    async def script(remote: Remote) -> None:
        await offers_tls(remote, behind=WHOLE)
        await remote.writer.start_tls(server_context(tmp_path))
        await converse(remote, heard, MAIL=b"451 not now\r\n")

    lines = against(tmp_path / "a", script, lambda here: here.lines.containing("pending till"))
    assert [line[:4] for line in heard] == [b"EHLO", b"MAIL"]
    assert any(line.endswith("('451', ['not now']) []") for line in lines)
    assert not [line for line in lines if "done" in line or "injected" in line]


def test_what_was_offered_in_clear_text_is_forgotten(tmp_path: Path) -> None:
    """A SIZE of one byte would stop all mail, STARTTLS once more would go round for ever."""
    heard: list[bytes] = []

    async def script(remote: Remote) -> None:
        await offers_tls(remote, behind=WHOLE, extensions=b"250-SIZE 1\r\n250-8BITMIME\r\n")
        await remote.writer.start_tls(server_context(tmp_path))
        await converse(remote, heard, EHLO=b"250-evil\r\n250 STARTTLS\r\n")

    lines = against(tmp_path / "a", script, lambda here: here.lines.containing("Message finished"))
    assert "MID 1 RID [0] Response 'fine'" in lines
    assert [line[:4] for line in heard[:4]] == [b"EHLO", b"MAIL", b"RCPT", b"DATA"]
