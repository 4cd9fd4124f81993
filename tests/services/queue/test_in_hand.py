"""Attempts whose end nobody knows are found after the next start."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from esatui.services.queue.in_hand import SLOT_BYTES, Attempt, InHand
from tests.services.queue.world import NOW, message, queue_in


def found(path: Path) -> list[Attempt]:
    notes = InHand(path)
    try:
        return [attempt for _, attempt in notes.open()]
    finally:
        notes.close()


def test_places_are_used_again(tmp_path: Path) -> None:
    path = tmp_path / "in-hand"
    notes = InHand(path)
    assert notes.open() == []
    for mid in range(50):
        notes.begin(mid, 7, [(0, 0)])
        notes.settled(mid, [0])
    notes.begin(60, 8, [(rid, 2) for rid in range(3)])
    notes.settled(60, [0, 2])
    notes.begin(61, 9, [(0, 0)])
    notes.close()
    assert path.stat().st_size <= 2 * SLOT_BYTES
    assert found(path) == [
        Attempt(60, 8, ((0, 2), (1, 2), (2, 2))),
        Attempt(61, 9, ((0, 0),)),
    ]


def test_many_recipients(tmp_path: Path) -> None:
    notes = InHand(tmp_path / "in-hand")
    notes.open()
    tries = [(2**31 + rid, 60_000) for rid in range(250)]
    notes.begin(2**62, 2**62, tries)
    notes.close()
    assert [each for attempt in found(tmp_path / "in-hand") for each in attempt.tries] == tries


@pytest.mark.parametrize("data", [b"\0", b"x" * 5000, b"\0\0\0\1\0\0\0\0\xc1", bytes(SLOT_BYTES)])
def test_what_is_no_note_is_left_out(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "in-hand").write_bytes(data)
    assert found(tmp_path / "in-hand") == []


def test_interrupted(tmp_path: Path) -> None:
    """Only what has no outcome: neither delivered, nor put off, nor bounced."""

    async def killed() -> None:
        async with queue_in(tmp_path) as queue:
            for mid in (1, 2, 3, 4):
                await queue.put(message(mid, "a@one.example", "b@one.example"))
            for claim in queue.take("one.example", NOW, 4):
                queue.trying(claim, 10 + claim.message.mid)
            queue.delivered(1, [0, 1])
            queue.deferred(2, [0, 1], NOW + 60, "later")
            queue.delivered(3, [0])

    async def next_start() -> list[tuple[int, int, int]]:
        async with queue_in(tmp_path) as queue:
            return [(each.message.mid, each.recipient.rid, each.dcid) for each in queue.interrupted]

    asyncio.run(killed())
    expected = [(3, 1, 13), (4, 0, 14), (4, 1, 14)]
    assert asyncio.run(next_start()) == expected
    # It stays unknown until something is known: the line may have been lost with another kill.
    assert asyncio.run(next_start()) == expected


def test_settled_in_the_end(tmp_path: Path) -> None:
    async def attempt(*, settle: bool) -> int:
        async with queue_in(tmp_path) as queue:
            before = len(queue.interrupted)
            for claim in queue.take("example.com", NOW):
                queue.trying(claim, 5)
                if settle:
                    queue.deferred(1, [0], NOW, "later")
            return before

    async def put() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(1))

    asyncio.run(put())
    found = [asyncio.run(attempt(settle=settle)) for settle in (False, True, False, False)]
    assert found == [0, 1, 0, 1]
