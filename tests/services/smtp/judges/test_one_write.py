"""A reply of several lines goes out in one write.

sslscan, and others, read once: with the last line in a later segment there is no STARTTLS for them.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.programs import needed
from tests.services.smtp.live import everybody, live, program, raw
from tests.services.smtp.tls import certificate

EHLO = b"250-mail.example.com\r\n250-8BITMIME\r\n250-SIZE 10485760\r\n250 STARTTLS\r\n"


def test_each_reply_is_one_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []

    async def main() -> None:
        edits = (everybody(tls="preferred"), certificate())
        async with live(tmp_path, *edits) as world, raw(world.port()) as client:
            (connection,) = world.smtp.house.open
            write = connection._transport.write

            def noted(data: bytes) -> None:
                written.append(bytes(data))
                write(data)

            monkeypatch.setattr(connection._transport, "write", noted)
            replies = [(await client.say(line)).encode() for line in ("EHLO x", "HELP", "NOOP")]
            assert written == replies
            assert written[0] == EHLO

    asyncio.run(main())


@pytest.mark.parametrize("level", ["preferred", "required", "off"])
def test_sslscan_sees_starttls_where_there_is_any(tmp_path: Path, level: str) -> None:
    async def main() -> None:
        async with live(tmp_path, everybody(tls=level), certificate()) as world:
            _, output = await program(
                *(needed("sslscan", "sslscan"), "--no-colour", "--starttls-smtp"),
                f"127.0.0.1:{world.port()}",
            )
            assert ("did not appear to support STARTTLS" in output) is (level == "off")
            assert ("Subject:  example.com" in output) is (level != "off")

    asyncio.run(main())
