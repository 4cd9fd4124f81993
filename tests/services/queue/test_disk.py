"""Full and damaged disks."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from esatui.services.queue import QueueError, segments
from esatui.services.queue.committer import RESERVE_BYTES
from esatui.services.queue.message import Bytes
from esatui.services.queue.record import Change, Meta, Put, Record, StoredRecipient
from esatui.services.queue.recovery import recover
from esatui.services.queue.segments import START, SegmentWriter
from tests.services.queue.world import MOMENT, NOW, contents, message, queue_in


class Disk:
    """Takes so many bytes of segments, then it is full. Stands for `os` where they are written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.room = 1 << 30
        self.sync_fails = False
        monkeypatch.setattr(segments, "os", self)
        monkeypatch.setattr(segments, "_sync", self.sync)

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)

    def write(self, descriptor: int, data: bytes) -> int:
        if self.room < len(data):
            # A real disk takes what still fits.
            written = os.write(descriptor, data[: self.room]) if self.room else 0
            self.room = 0
            if written:
                return written
            raise OSError(28, "No space left on device")
        self.room -= len(data)
        return os.write(descriptor, data)

    def ftruncate(self, descriptor: int, size: int) -> None:
        self.room += os.fstat(descriptor).st_size - size
        os.ftruncate(descriptor, size)

    def sync(self, descriptor: int) -> None:
        if self.sync_fails:
            raise OSError(5, "Input/output error")


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def record(mid: int, content: bytes = b"x") -> Record:
    recipients = (StoredRecipient(0, "b@example.com"),)
    put = Put(mid, 7, "a@example.net", recipients, MOMENT, len(content))
    return Record.of(Meta(puts=(put,)), Bytes(content))


def test_a_full_disk_loses_nothing(tmp_path: Path, disk: Disk) -> None:
    async def first() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(1))
            disk.room = 100
            with pytest.raises(QueueError) as refused:
                await queue.put(message(2, content=b"x" * 1000))
            assert refused.value.full
            assert set(contents(queue)) == {1}
            disk.room = 1 << 20
            await queue.put(message(3))
            assert set(contents(queue)) == {1, 3}

    async def second() -> None:
        async with queue_in(tmp_path) as queue:
            assert set(contents(queue)) == {1, 3}

    asyncio.run(first())
    asyncio.run(second())


def test_of_several_those_that_fit_are_taken(tmp_path: Path, disk: Disk) -> None:
    async def main() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(1))
            disk.room = 2000
            sizes = {2: 10, 3: 100_000, 4: 20}
            done = await asyncio.gather(
                *(queue.put(message(mid, content=b"x" * size)) for mid, size in sizes.items()),
                return_exceptions=True,
            )
            assert [type(each) for each in done] == [type(None), QueueError, type(None)]
            assert set(contents(queue)) == {1, 2, 4}

    asyncio.run(main())


def test_results_are_written_as_soon_as_there_is_room(tmp_path: Path, disk: Disk) -> None:
    async def first() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(1, "a@one.example", "b@one.example"))
            committer = queue._committer
            assert committer is not None
            committer._retry_seconds = 0.01
            disk.room = 0
            queue.take("one.example", NOW)
            queue.delivered(1, [0])
            with pytest.raises(QueueError):
                await queue.put(message(2))
            disk.room = 1 << 20
            await queue.put(message(3))

    async def second() -> None:
        async with queue_in(tmp_path) as queue:
            assert set(contents(queue)) == {1, 3}
            found = queue.message(1)
            assert found is not None
            assert list(found.recipients) == [1]

    asyncio.run(first())
    asyncio.run(second())


def test_a_failed_fsync_is_not_tried_on_the_same_file(tmp_path: Path, disk: Disk) -> None:
    async def main() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(1))
            disk.sync_fails = True
            with pytest.raises(QueueError) as refused:
                await queue.put(message(2))
            assert not refused.value.full
            disk.sync_fails = False
            await queue.put(message(3))
            places = {mid: queue.message(mid) for mid in (1, 3)}
            assert {each.place.segment for each in places.values() if each} == {1, 2}

    asyncio.run(main())
    assert set(recover(tmp_path / "queue").messages) == {1, 3}


@pytest.mark.parametrize("lost", range(1, 120, 7))
def test_an_end_that_is_not_whole_is_left_out(tmp_path: Path, lost: int) -> None:
    writer = SegmentWriter(tmp_path, 1)
    writer.append([record(1), record(2)])
    writer.close()
    (path,) = tmp_path.glob("*.queue")
    os.truncate(path, path.stat().st_size - lost)
    found = recover(tmp_path)
    assert set(found.messages) <= {1}
    assert found.damaged == []
    # What is written next is not behind the damage.
    writer = SegmentWriter(tmp_path, 2)
    writer.append([record(3)])
    writer.close()
    assert 3 in recover(tmp_path).messages


def test_damage_in_the_middle_costs_one_record(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, 1)
    ends = [writer.append([record(mid, b"y" * 50)])[0].end for mid in (1, 2, 3)]
    writer.close()
    (path,) = tmp_path.glob("*.queue")
    data = bytearray(path.read_bytes())
    data[ends[0] + 30] ^= 0xFF
    path.write_bytes(data)
    found = recover(tmp_path)
    assert set(found.messages) == {1, 3}
    assert found.damaged == [f"{path.name}: {ends[1] - ends[0]} bytes are damaged."]


def test_any_byte_may_be_damaged(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, 1)
    end = writer.append([record(1), record(2)])[0].end
    writer.close()
    (path,) = tmp_path.glob("*.queue")
    whole = path.read_bytes()
    for place in range(START, end):
        data = bytearray(whole)
        data[place] ^= 0x55
        path.write_bytes(data)
        assert set(recover(tmp_path).messages) == {2}


def test_content_cannot_pass_for_a_record(tmp_path: Path) -> None:
    """A remote that knows the format still does not know the segment's magic."""
    forger = SegmentWriter(tmp_path, 1, lambda size: b"m" * size)
    forger.append([record(66)])
    forger.close()
    (path,) = tmp_path.glob("*.queue")
    forged = path.read_bytes()[START:]
    path.unlink()
    writer = SegmentWriter(tmp_path, 1)
    writer.append([record(1, forged), record(2)])
    writer.close()
    data = bytearray(path.read_bytes())
    data[START + 20] ^= 0xFF
    path.write_bytes(data)
    assert set(recover(tmp_path).messages) == {2}


@pytest.mark.parametrize("content", [b"", b"x", b"esatui queue 1\n\0", b"z" * 100])
def test_files_that_are_no_segments(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "0000000001.queue").write_bytes(content)
    (tmp_path / "nonsense.queue").write_bytes(content)
    found = recover(tmp_path)
    assert found.messages == {}
    assert found.damaged == (
        ["0000000001.queue: 100 bytes are damaged."] if len(content) == 100 else []
    )


def test_changes_of_unknown_messages_mean_nothing(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, 1)
    writer.append([Record.of(Meta(changes=(Change(5, (0, 9), "done"),))), record(1)])
    writer.append([Record.of(Meta(changes=(Change(1, (3,), "deferred", 1.0, "x"),)))])
    writer.close()
    assert set(recover(tmp_path).messages) == {1}


def test_content_is_checked_at_every_start(tmp_path: Path) -> None:
    """A record that did not count once must not count later, when other segments follow."""
    writer = SegmentWriter(tmp_path, 1)
    writer.append([record(1), record(2, b"never synced")])
    writer.close()
    (path,) = tmp_path.glob("*.queue")
    data = path.read_bytes()
    path.write_bytes(data.replace(b"never synced", bytes(12)))
    assert set(recover(tmp_path).messages) == {1}
    writer = SegmentWriter(tmp_path, 2)
    writer.append([record(3)])
    writer.close()
    assert set(recover(tmp_path).messages) == {1, 3}


def test_errors_of_remotes_are_text(tmp_path: Path) -> None:
    async def main() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(1))
            queue.take("example.com", NOW)
            queue.deferred(1, [0], NOW + 60, "\udcff" + "x" * 100_000)
            await queue.put(message(2))

    asyncio.run(main())
    (left,) = recover(tmp_path / "queue").messages[1].recipients.values()
    assert left.last_error.startswith("\\udcffxxx")
    assert len(left.last_error) < 3000


def test_a_closed_spool_stops_nobody(tmp_path: Path) -> None:
    async def main() -> None:
        async with queue_in(tmp_path) as queue:

            class Closed:
                size = 3

                def pieces(self) -> list[bytes]:
                    raise ValueError("I/O operation on closed file")

            new = replace(message(1), content=Closed())
            with pytest.raises(QueueError):
                await queue.put(new)
            await queue.put(message(2))
            assert set(contents(queue)) == {2}

    asyncio.run(main())


def test_a_queue_that_is_closed_says_so(tmp_path: Path) -> None:
    async def main() -> None:
        async with queue_in(tmp_path) as queue:
            queue.close()
            with pytest.raises(QueueError):
                await queue.put(message(1))

    asyncio.run(main())


def test_the_reserve_is_for_what_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it no message is taken, but results are written and alerts go out."""

    async def main() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(1, "a@one.example", "b@one.example"))
            await queue.put(message(2))
            refusals: list[QueueError] = []
            queue.refused = refusals.append
            committer = queue._committer
            assert committer is not None
            committer._reserved = False
            monkeypatch.setattr("esatui.services.queue.committer._take_room", lambda _: False)
            queue.delivered(1, [0])
            done = await asyncio.gather(
                queue.put(message(3)),
                queue.put(replace(message(4), origin="alert")),
                queue.put(message(5)),
                return_exceptions=True,
            )
            assert [type(each) for each in done] == [QueueError, type(None), QueueError]
            assert [each.full for each in refusals] == [True, True]
            assert not (tmp_path / "queue" / "reserve").exists()
            monkeypatch.undo()
            await queue.put(message(6))
            assert (tmp_path / "queue" / "reserve").stat().st_size == RESERVE_BYTES

    asyncio.run(main())
    found = recover(tmp_path / "queue").messages
    assert {mid: list(each.recipients) for mid, each in found.items()} == {
        1: [1],
        2: [0],
        4: [0],
        6: [0],
    }


def test_no_reserve_without_room(tmp_path: Path) -> None:
    async def main() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(1))

    (tmp_path / "queue").mkdir()
    # Half of one, from a process that was killed.
    (tmp_path / "queue" / "reserve").write_bytes(b"\0" * 1000)
    asyncio.run(main())
    assert (tmp_path / "queue" / "reserve").stat().st_size == RESERVE_BYTES
