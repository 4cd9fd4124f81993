"""The work queue: what is accepted while it is paused waits, and nothing of it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from esatui.services.engine import Engine, Service
from esatui.services.queue import MailQueue, NewMessage
from esatui.services.queue.message import Bytes, Origin
from esatui.services.queue.service import QueueService
from esatui.services.queue.work_queue import WorkQueue, WorkQueueService
from state.errors import StateError
from state.work_queue import FILE_NAME, Pause, read_pause, write_pause
from tests.services.engines import engine, factory

NOW = datetime(2024, 5, 20, 10, 30, tzinfo=UTC)
PAUSE = Pause(user="admin", reason="checking", last_mid=1)


@pytest.fixture
def appliance(tmp_path: Path) -> Iterator[Appliance]:
    appliance = factory(tmp_path / "state")
    yield appliance
    appliance.store.close()


class Queues:
    """The queue with its work queue, as the engine has them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        work_queue = WorkQueue(engine.store.directory)
        self.queue = MailQueue(engine.store.directory, engine.counters, hold=work_queue.holds)
        self.service = WorkQueueService(engine, work_queue, self.queue.process, poll_seconds=3600)

    def services(self) -> list[Service]:
        return [self.service, QueueService(self.engine, self.queue)]

    async def put(self, domain: str, origin: Origin = "received") -> None:
        await self.queue.put(
            NewMessage(
                mid=self.engine.counters.next_mid(),
                sender="a@example.com",
                recipients=[f"a@{domain}", f"b@{domain}"],
                content=Bytes(b"Subject: x\r\n\r\n"),
                received=NOW,
                origin=origin,
            )
        )

    def due(self, domain: str) -> list[int]:
        """Return the messages that delivery may take."""
        return [claim.message.mid for claim in self.queue.take(domain, NOW.timestamp(), 99)]

    def waiting(self) -> int:
        return self.engine.counters.snapshot().work_queue


def test_messages_that_come_later_wait(appliance: Appliance) -> None:
    async def play(queues: Queues) -> None:
        await queues.put("a.example")
        write_pause(appliance.store.directory, PAUSE)
        queues.service.look()
        await queues.put("a.example")
        await queues.put("b.example")
        await queues.put("c.example", "bounce")
        queues.service.look()
        assert queues.waiting() == 2
        assert (queues.due("a.example"), queues.due("b.example")) == ([1], [])
        assert queues.due("c.example") == [4]
        told: list[str] = []
        queues.queue.subscribe(told.append)
        queues.queue.hasten()
        assert queues.due("b.example") == []
        write_pause(appliance.store.directory, None)
        queues.service.look()
        assert queues.waiting() == 0
        assert set(told) >= {"a.example", "b.example"}
        assert (queues.due("a.example"), queues.due("b.example")) == ([2], [3])

    with_queues(appliance, play)


def test_they_wait_over_a_restart(appliance: Appliance) -> None:
    async def before(queues: Queues) -> None:
        await queues.put("a.example")
        write_pause(appliance.store.directory, PAUSE)
        queues.service.look()
        await queues.put("a.example")

    async def paused(queues: Queues) -> None:
        queues.service.look()
        assert queues.waiting() == 1
        assert queues.due("a.example") == [1]

    async def resumed(queues: Queues) -> None:
        queues.service.look()
        assert queues.waiting() == 0
        assert queues.due("a.example") == [1, 2]

    with_queues(appliance, before)
    with_queues(appliance, paused)
    write_pause(appliance.store.directory, None)
    with_queues(appliance, resumed)


def test_a_file_that_cannot_be_read_changes_nothing(appliance: Appliance) -> None:
    path = appliance.store.directory / FILE_NAME

    async def play(queues: Queues) -> None:
        write_pause(appliance.store.directory, PAUSE)
        queues.service.look()
        for content in (b"", b"{", b"[]", b'{"user":1}', b"\xff" * 10_000):
            path.write_bytes(content)
            with pytest.raises(StateError, match="cannot be read"):
                read_pause(appliance.store.directory)
            queues.service.look()
            queues.service.look()
        await queues.put("a.example")
        await queues.put("a.example")
        assert queues.due("a.example") == [1]

    with_queues(appliance, play)
    system = list(appliance.log_books.reader("system_logs").lines())
    assert sum("the state of the work queue cannot be read" in line for line in system) == 1


def with_queues(appliance: Appliance, play: Callable[[Queues], object]) -> None:
    async def main() -> None:
        found: list[Queues] = []

        def build(engine: Engine) -> list[Service]:
            found.append(Queues(engine))
            return found[0].services()

        async with engine(appliance, build) as (_, host):
            assert host.faults() == []
            played = play(found[0])
            assert asyncio.iscoroutine(played)
            await played

    asyncio.run(main())
