"""The dialogue of the reference, with raw sockets."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.services.smtp.live import everybody, live, raw


def test_a_message(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            live(tmp_path, everybody(tls="preferred")) as world,
            raw(world.port(), banner=False) as client,
        ):
            assert await client.reply() == "220 mail.example.com ESMTP\r\n"
            assert await client.say("EHLO sender.example.net") == (
                "250-mail.example.com\r\n250-8BITMIME\r\n250-SIZE 10485760\r\n250 STARTTLS\r\n"
            )
            assert (
                await client.say("MAIL FROM:<a@example.net>") == "250 sender <a@example.net> ok\r\n"
            )
            assert (
                await client.say("RCPT TO:<b@example.com>")
                == "250 recipient <b@example.com> ok\r\n"
            )
            assert await client.say("DATA") == "354 go ahead\r\n"
            text = b"Subject: hello\r\nMessage-ID: <1@example.net>\r\n\r\n..dots\r\n.\r\n"
            assert await client.say(text) == "250 ok:  Message 1 accepted\r\n"
            assert await client.say("QUIT") == "221 mail.example.com\r\n"
            assert await client.rest() == b""
            assert world.contents() == {
                1: (
                    b"Received: from unknown (HELO sender.example.net) ([127.0.0.1])\r\n"
                    b"  by mail.example.com with ESMTP; 20 May 2024 10:15:32 +0000\r\n"
                    b"Subject: hello\r\nMessage-ID: <1@example.net>\r\n\r\n.dots\r\n"
                )
            }
            await world.logged("close")

    asyncio.run(main())
