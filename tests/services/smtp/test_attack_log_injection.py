"""Nothing that a remote sends makes a line of its own in a log."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.services.smtp.live import live, raw

FORGED = b"Mon May 20 10:40:11 2024 Info: MID 99 queued for delivery"


def test_lines_stay_lines(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path) as world, raw(world.port()) as client:
            await client.say(b"EHLO x\rInfo: forged\x1b[2J\r\n")
            await client.say(b"MAIL FROM:<a@b\r" + FORGED + b">\r\n")
            await client.say('MAIL FROM:<"a\\\x7f"@b.example>')
            await client.say("MAIL FROM:<a@b.example>")
            await client.say(b"RCPT TO:<c@example.org\r" + FORGED + b">\r\n")
            await client.say("RCPT TO:<b@example.com>")
            await client.say("DATA")
            await client.say(
                b"Subject: one\r\n " + FORGED + b"\r\n\ttwo\x1b[31m\x00\xe2\x80\xa8\xff\r\n"
                b"Message-ID: <1@x>\r\n " + FORGED + b"\r\n\r\n.\r\n"
            )
            await client.say("QUIT")
            await world.logged("close")
            reader = world.appliance.log_books.reader("mail_logs")
            lines = list(reader.lines())
            assert not [line for line in lines if line.startswith(FORGED.decode())]
            text = "\n".join(lines)
            assert "\x1b" not in text
            assert "\x00" not in text
            (subject,) = [line for line in lines if "Subject" in line]
            assert subject.endswith(
                'Subject "one\\r\\n ' + FORGED.decode() + '\\r\\n\\ttwo\\x1b[31m\\x00\\u2028\\xff"'
            )

    asyncio.run(main())
