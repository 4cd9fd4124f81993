"""A full disk: 452, nothing is lost, and it goes on when there is room again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.services.queue.test_disk import Disk
from tests.services.smtp.live import live, raw

LARGE = b"x" * 70 + b"\r\n"


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def test_452(tmp_path: Path, disk: Disk) -> None:
    async def main() -> None:
        async with live(tmp_path) as world, raw(world.port()) as client:
            await client.begin()
            assert (await client.say(b"one\r\n.\r\n")).startswith("250")
            await client.begin()
            room, disk.room = disk.room, 10
            assert await client.say(b"two\r\n.\r\n") == "452 #4.3.1 queue full\r\n"
            disk.room = room
            await client.begin()
            assert (await client.say(b"three\r\n.\r\n")).startswith("250")
            assert set(world.contents()) == {1, 3}
            log = world.log()
            assert "Info: Message aborted MID 2 Receiving aborted" in log
            assert "Info: Message finished MID 2 aborted" in log

    asyncio.run(main())


def test_while_a_large_message_comes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that is too large for memory is refused at its end, when the disk takes no more."""

    class FullFile:
        def write(self, data: bytes) -> int:
            raise OSError(28, "No space left on device")

        def close(self) -> None:
            return

    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: FullFile())

    async def main() -> None:
        async with live(tmp_path) as world, raw(world.port()) as client:
            await client.begin()
            reply = await client.say(LARGE * 10_000 + b".\r\n")
            assert reply == "452 #4.3.1 queue full\r\n"
            await client.begin()
            assert (await client.say(LARGE + b".\r\n")).startswith("250")
            assert set(world.contents()) == {2}

    asyncio.run(main())


def test_a_large_message(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path) as world, raw(world.port()) as client:
            await client.begin()
            assert (await client.say(LARGE * 100_000 + b".\r\n")).startswith("250")
            assert world.contents()[1].endswith(LARGE * 100_000)

    asyncio.run(main())
