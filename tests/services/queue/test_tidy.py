"""Segments go when nothing in them is needed, the oldest first, and stragglers are moved."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from esatui.services.queue import MailQueue, disk, segments
from tests.services.queue.world import NOW, contents, message, queue_in


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a segment be full after a few messages."""
    monkeypatch.setattr(segments, "SEGMENT_BYTES", 2000)
    monkeypatch.setattr(disk, "TIDY_BYTES", 8000)


def numbers(tmp_path: Path) -> list[int]:
    return segments.segment_numbers(tmp_path / "queue")


async def written(queue: MailQueue) -> None:
    """Wait until everything said before is on the disk and deleted segments are gone."""
    for mid in (900_001, 900_002):
        await queue.put(message(mid, content=b""))
        queue.delivered(mid, [0])


def test_what_is_done_with_goes(tmp_path: Path) -> None:
    async def main() -> None:
        async with queue_in(tmp_path) as queue:
            for mid in range(1, 40):
                await queue.put(message(mid, content=b"x" * 500))
                queue.delivered(mid, [0])
            await written(queue)
            assert len(numbers(tmp_path)) <= 3

    asyncio.run(main())


def test_a_straggler_does_not_keep_everything(tmp_path: Path) -> None:
    async def main() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(1, "a@one.example", "b@two.example", content=b"keep me"))
            queue.take("one.example", NOW)
            queue.deferred(1, [0], NOW + 60, "451 busy")
            queue.delivered(1, [1])
            for mid in range(2, 60):
                await queue.put(message(mid, content=b"x" * 500))
                queue.delivered(mid, [0])
            await written(queue)
            assert 1 not in numbers(tmp_path)
            assert contents(queue) == {1: b"keep me"}
            queue.deferred(1, [0], NOW + 120, "452 busy")

    async def again() -> None:
        async with queue_in(tmp_path) as queue:
            assert contents(queue) == {1: b"keep me"}
            found = queue.message(1)
            assert found is not None
            (left,) = found.recipients.values()
            assert (left.rid, left.attempts, left.last_error) == (0, 2, "452 busy")

    asyncio.run(main())
    asyncio.run(again())


def test_nothing_comes_back(tmp_path: Path) -> None:
    """Whatever is left on the disk, a restart finds what was not done with and nothing else."""

    async def round_(begin: int) -> set[int]:
        async with queue_in(tmp_path) as queue:
            before = set(contents(queue))
            for mid in range(begin, begin + 30):
                await queue.put(message(mid, content=b"x" * 300))
                if mid % 7:
                    queue.delivered(mid, [0])
                if mid % 10 == 0 and before:
                    gone = before.pop()
                    queue.delivered(gone, [0])
            return set(contents(queue))

    left: set[int] = set()
    for number in range(4):
        found = asyncio.run(round_(number * 30 + 1))

        async def look() -> set[int]:
            async with queue_in(tmp_path) as queue:
                return set(contents(queue))

        assert asyncio.run(look()) == found
        left |= found
    assert left
