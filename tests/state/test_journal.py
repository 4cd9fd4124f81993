"""The journal: events in order, readable along, whatever happens to the files."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from state.journal import LOGIN_FAILED, START, Event, Journal, Position, decode, encode
from state.store.disk import RealDisk

MOMENT = datetime(2024, 5, 20, 10, 15, 32, 123456, tzinfo=UTC)


def event(number: int, **data: object) -> Event:
    return Event(time=MOMENT + timedelta(seconds=number), type="test", data={"n": number, **data})


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path, RealDisk(), file_bytes=400, files_kept=3)


def numbers(events: list[Event]) -> list[int]:
    return [each.data["n"] for each in events]


def test_empty(journal: Journal) -> None:
    assert journal.read() == ([], START)
    assert list(journal.newest_first()) == []
    assert journal.end() == START


def test_events_come_back_as_they_were(journal: Journal) -> None:
    written = Event(
        time=MOMENT,
        type=LOGIN_FAILED,
        user="admin",
        remote="192.168.42.10",
        data={"text": 'a "b"\n\x1b[31m 한국', "number": -7, "flag": False, "nothing": None},
    )
    journal.write(written)
    assert journal.read()[0] == [written]


def test_a_reader_goes_on_where_it_was(journal: Journal) -> None:
    position = START
    for number in range(10):
        journal.write(event(number))
        events, position = journal.read(position)
        assert numbers(events) == [number]
    assert journal.read(position) == ([], position)
    assert journal.end() == position


def test_files_are_followed_by_others_and_the_oldest_go(journal: Journal, tmp_path: Path) -> None:
    for number in range(60):
        journal.write(event(number))
    files = sorted(path.name for path in tmp_path.iterdir())
    assert len(files) == 3
    assert files[0] > "000001.jsonl"
    kept = numbers(journal.read()[0])
    assert kept == list(range(kept[0], 60))
    assert numbers(list(journal.newest_first())) == kept[::-1]
    assert all(path.stat().st_size < 600 for path in tmp_path.iterdir())


def test_a_reader_whose_file_is_gone_goes_on_with_the_oldest(journal: Journal) -> None:
    journal.write(event(0))
    _, position = journal.read()
    for number in range(1, 60):
        journal.write(event(number))
    events, _ = journal.read(position)
    assert numbers(events) == numbers(journal.read()[0])


def test_a_torn_line_is_left_for_later_and_then_skipped(journal: Journal, tmp_path: Path) -> None:
    journal.write(event(1))
    path = tmp_path / "000001.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + encode(event(2))[:-9])
    events, position = journal.read()
    assert numbers(events) == [1]
    assert position == Position(1, len(whole))
    journal.write(event(3))
    assert numbers(journal.read(position)[0]) == [3]
    assert numbers(list(journal.newest_first())) == [3, 1]


def test_files_of_others_are_left_alone(journal: Journal, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "x.jsonl").write_text("not numbered")
    journal.write(event(1))
    assert numbers(journal.read()[0]) == [1]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"time": 5, "type": "x"}',
        b'{"time": "2024-05-20T10:15:32", "type": "x"}',
        b'{"time": "yesterday", "type": "x"}',
        b'{"time": "2024-05-20T10:15:32+00:00", "type": 5}',
        b'{"time": "2024-05-20T10:15:32+00:00", "type": "x", "user": []}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_lines_that_are_no_events(line: bytes) -> None:
    assert decode(line) is None


def test_hostile_texts_stay_in_their_line_and_in_bounds() -> None:
    line = encode(
        Event(
            time=MOMENT,
            type=LOGIN_FAILED,
            user="x\n" * 5000 + "\udc80",
            data={"time": "forged", "type": "forged", "list": ["\n"] * 5000},
        )
    )
    assert line.count(b"\n") == 1
    assert len(line) < 10_000
    read = decode(line)
    assert read is not None
    assert (read.time, read.type) == (MOMENT, LOGIN_FAILED)
