"""STARTTLS injection: what comes in clear text behind STARTTLS is never executed under TLS."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.services.smtp.live import everybody, live, raw
from tests.services.smtp.talk import Talk
from tests.services.smtp.tls import SecureClient, certificate

INJECTED = b"EHLO evil\r\nMAIL FROM:<evil@example.net>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n"


def test_the_session_forgets_it() -> None:
    talk = Talk(tls="preferred")
    talk.say("EHLO x")
    assert talk.send(b"STARTTLS\r\n" + INJECTED) == "220 Go ahead with TLS\r\n"
    talk.session.tls_started("TLS_AES_256_GCM_SHA384")
    assert talk.session.output() == b""
    assert talk.log == []
    assert talk.say("MAIL FROM:<a@b>") == "503 #5.5.1 EHLO/HELO first\r\n"


def test_a_line_that_is_not_whole_is_forgotten_too() -> None:
    talk = Talk(tls="preferred")
    talk.say("EHLO x")
    talk.send(b"STARTTLS\r\nMAIL FROM:<evil@exam")
    talk.session.tls_started("TLS_AES_256_GCM_SHA384")
    assert talk.send(b"NOOP\r\n") == "250 ok\r\n"


def test_over_a_socket(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            live(tmp_path, everybody(tls="preferred"), certificate()) as world,
            raw(world.port()) as client,
        ):
            await client.say("EHLO x")
            assert await client.say(b"STARTTLS\r\n" + INJECTED) == "220 Go ahead with TLS\r\n"
            secure = SecureClient(client)
            await secure.handshake()
            assert await secure.say("NOOP") == "250 ok\r\n"
            assert await secure.say("DATA") == "503 #5.5.1 MAIL first\r\n"
            reply = await secure.say("EHLO x")
            assert reply == "250-mail.example.com\r\n250-8BITMIME\r\n250 SIZE 10485760\r\n"
            assert await secure.say("STARTTLS") == "503 #5.5.1 TLS already active\r\n"
            assert await secure.say("QUIT") == "221 mail.example.com\r\n"
            await world.logged("close")
            assert not [line for line in world.log() if "evil" in line]

    asyncio.run(main())


def test_clear_text_in_place_of_a_handshake(tmp_path: Path) -> None:
    """It comes after the 220: no TLS, so the connection ends, at every level."""

    async def main() -> None:
        async with (
            live(tmp_path, everybody(tls="preferred"), certificate()) as world,
            raw(world.port()) as client,
        ):
            await client.say("EHLO x")
            await client.say("STARTTLS")
            await client.send(INJECTED)
            rest = await client.rest()
            assert b"250" not in rest
            await world.logged("close")
            assert world.log()[-3:] == [
                "Info: ICID 1 TLS failed: (336027900, 'error:140760FC:SSL routines:SSL23_GET_CLIENT_HELLO:unknown protocol')",
                "Info: ICID 1 lost",
                "Info: ICID 1 close",
            ]

    asyncio.run(main())
