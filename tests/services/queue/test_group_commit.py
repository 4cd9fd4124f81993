"""Nothing is said to be stored before its fsync has returned, and many share one."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from esatui.services.queue import segments
from tests.services.queue.world import message, queue_in
from tests.services.smtp.live import live, raw


class Gate:
    """An fsync that lasts as long as the test wants."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.open = threading.Event()
        self.entered = threading.Event()
        monkeypatch.setattr(segments, "_sync", self.sync)

    def sync(self, descriptor: int) -> None:
        self.count += 1
        self.entered.set()
        assert self.open.wait(30)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(monkeypatch)


def test_many_share_one(tmp_path: Path, gate: Gate) -> None:
    async def main() -> None:
        async with queue_in(tmp_path) as queue:
            first = asyncio.create_task(queue.put(message(1)))
            await asyncio.to_thread(gate.entered.wait, 30)
            others = [asyncio.create_task(queue.put(message(mid))) for mid in range(2, 50)]
            await asyncio.sleep(0)
            assert len(queue) == 0
            gate.open.set()
            await asyncio.gather(first, *others)
            assert gate.count == 2
            assert len(queue) == 49

    asyncio.run(main())


def test_no_reply_before_it(tmp_path: Path, gate: Gate) -> None:
    async def main() -> None:
        async with live(tmp_path) as world, raw(world.port()) as client:
            await client.begin()
            await client.send(b"x\r\n.\r\n")
            await asyncio.to_thread(gate.entered.wait, 30)
            async with raw(world.port()) as other:
                # Others are served meanwhile.
                assert await other.say("NOOP") == "250 ok\r\n"
            assert not [line for line in world.log() if "ready" in line]
            assert world.contents() == {}
            gate.open.set()
            assert (await client.reply()).startswith("250 ok:  Message 1")
            assert set(world.contents()) == {1}

    asyncio.run(main())
