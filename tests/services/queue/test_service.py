"""The queue as a service says what it cannot do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from esatui.services.engine import Engine, Service
from esatui.services.queue import MailQueue, QueueError
from esatui.services.queue.service import QueueService
from state.clock import FrozenClock
from tests.services.engines import engine, factory
from tests.services.queue.test_disk import Disk
from tests.services.queue.world import message
from tests.ssh.appliances import MOMENT


def test_a_full_queue_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FrozenClock(MOMENT)
    appliance = factory(tmp_path / "state", clock)
    disk = Disk(monkeypatch)
    queues: list[MailQueue] = []

    def build(engine: Engine) -> Sequence[Service]:
        queues.append(MailQueue(engine.store.directory, engine.counters))
        return [QueueService(engine, queues[0])]

    async def refuse(mid: int, sync_fails: bool = False) -> None:
        disk.room, disk.sync_fails = (1 << 20 if sync_fails else 0), sync_fails
        with pytest.raises(QueueError):
            await queues[0].put(message(mid))

    async def main() -> None:
        async with engine(appliance, build):
            await queues[0].put(message(1))
            for mid in (2, 3):
                await refuse(mid)
                clock.advance(59)
            clock.advance(60)
            await refuse(4, sync_fails=True)
            disk.sync_fails = False

    asyncio.run(main())
    lines = appliance.log_books.reader("system_logs").lines()
    told = [line[25:] for line in lines if "The mail queue" in line]
    appliance.store.close()
    rest = "Messages are refused until it can be written; what it holds is not affected."
    assert told == [
        f"Critical: The mail queue is full: No space left on device. {rest}",
        f"Critical: The mail queue cannot be written: Input/output error. {rest}",
    ]
