"""Logs of the services: nobody waits, nothing is lost."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from esatui.services.logs import LogWriter
from state.logs.files import LogFile
from state.logs.lines import Level
from state.model.logs import LogSettings
from tests.state.logs.books import Books, without_heads


class Disk:
    """Files whose writing can be held up, or refused."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.full = False
        self.open = threading.Event()
        self.open.set()
        self.reached = threading.Event()
        self.attempts = 0

    def file(self, name: str) -> LogFile:
        file = self.books.file(name)
        append = file.append

        def guarded(data: bytes) -> int:
            self.attempts += 1
            self.reached.set()
            self.open.wait()
            if self.full:
                raise OSError(errno.ENOSPC, "No space left on device")
            return append(data)

        file.append = guarded  # type: ignore[method-assign]
        return file


@pytest.fixture
def disk(books: Books) -> Disk:
    return Disk(books)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    books = Books(tmp_path, file_bytes=10**6, files_kept=1000)
    yield books
    books.log.close()


def writer(disk: Disk, *, memory_bytes: int = 10**6) -> LogWriter:
    return LogWriter(
        disk.file,
        disk.books.maker,
        disk.books.route,
        memory_bytes=memory_bytes,
        gather_seconds=0,
        retry_seconds=0.001,
    )


def test_each_line_goes_to_its_log(disk: Disk) -> None:
    logs = writer(disk)
    logs.write("mail_logs", "New SMTP ICID 1")
    logs.write("system_logs", "PID 1: User admin commit changes: ", "Info")
    logs.write("mail_logs", "Double bounce", "Critical")
    assert logs.close() == 0
    text = (disk.books.root / "system_logs" / "system.current").read_text()
    assert text.endswith("Info: PID 1: User admin commit changes: \n")
    assert list(disk.books.reader.lines())[3:] == [
        "Sat Apr  7 00:57:53 2018 Info: New SMTP ICID 1",
        "Sat Apr  7 00:57:53 2018 Critical: Double bounce",
    ]


@pytest.mark.parametrize("level", ["Debug", "Trace"])
def test_what_only_developers_want_is_not_written(disk: Disk, level: Level) -> None:
    logs = writer(disk)
    logs.write("mail_logs", "x", level)
    assert logs.close() == 0
    assert disk.books.reader.names() == []


def test_a_log_that_nobody_writes_costs_no_thread(disk: Disk) -> None:
    before = threading.active_count()
    logs = writer(disk)
    assert threading.active_count() == before
    logs.close()


def test_lines_are_written_without_asking(disk: Disk) -> None:
    logs = writer(disk)
    with disk.books.reader.follow(None) as follower:
        logs.write("mail_logs", "one")
        found: list[str] = []
        while not found:
            found = without_heads(follower.read())
    assert found == ["one"]
    logs.close()


def test_flush(disk: Disk) -> None:
    logs = writer(disk)
    logs.write("mail_logs", "one")
    assert logs.flush()
    assert disk.books.texts() == ["one"]
    logs.close()


def test_lines_after_the_end_are_written_at_once(disk: Disk) -> None:
    logs = writer(disk)
    logs.write("mail_logs", "one")
    logs.close()
    logs.write("mail_logs", "two")
    assert disk.books.texts() == ["one", "two"]
    assert logs.close() == 0


def test_nobody_waits_for_a_disk_that_hangs(disk: Disk) -> None:
    logs = writer(disk)
    disk.open.clear()
    logs.write("mail_logs", "first")
    disk.reached.wait()
    # Would never end if it waited.
    for number in range(5000):
        logs.write("mail_logs", f"line {number}")
    disk.open.set()
    assert logs.close() == 0
    assert disk.books.texts() == ["first", *(f"line {number}" for number in range(5000))]


def test_who_exceeds_the_bound_waits_for_the_disk(disk: Disk) -> None:
    logs = writer(disk, memory_bytes=2000)
    disk.open.clear()
    logs.write("mail_logs", "first")
    disk.reached.wait()

    def flood() -> None:
        for number in range(1000):
            logs.write("mail_logs", f"line {number}")

    flooding = threading.Thread(target=flood)
    flooding.start()
    # It cannot get further: a thousand lines have no room.
    while logs.waiting_bytes < 1900:
        assert flooding.is_alive()
    assert logs.waiting_bytes <= 2000
    disk.open.set()
    flooding.join()
    assert logs.close() == 0
    assert disk.books.texts() == ["first", *(f"line {number}" for number in range(1000))]


def test_a_disk_that_is_full_for_a_while(disk: Disk) -> None:
    logs = writer(disk)
    disk.full = True
    for number in range(100):
        logs.write("mail_logs", f"line {number}")
    while disk.attempts < 5:
        disk.reached.wait()
    assert not logs.flush()
    assert disk.books.texts() == []
    disk.full = False
    assert logs.close() == 0
    assert disk.books.texts() == [f"line {number}" for number in range(100)]


def test_lines_that_found_no_room_anywhere_are_counted(disk: Disk) -> None:
    logs = writer(disk, memory_bytes=1000)
    disk.full = True
    for number in range(100):
        logs.write("mail_logs", f"line {number}")
        logs.write("error_logs", "x" * 2000)
    assert logs.waiting_bytes <= 1000
    disk.full = False
    assert logs.flush()
    logs.write("mail_logs", "after")
    assert logs.close() == 0
    *kept, confession, after = list(disk.books.reader.lines())[3:]
    assert 15 < len(kept) < 40
    assert without_heads(kept) == [f"line {number}" for number in range(len(kept))]
    lost = 100 - len(kept)
    assert confession == (
        f"Sat Apr  7 00:57:53 2018 Warning: {lost} lines were lost: the disk was full."
    )
    assert after.endswith("Info: after")
    errors = (disk.books.root / "error_logs" / "errors.current").read_text()
    assert errors.endswith("Warning: 100 lines were lost: the disk was full.\n")


def test_what_a_full_disk_did_not_take_in_the_end_is_told(disk: Disk) -> None:
    logs = writer(disk, memory_bytes=1000)
    disk.full = True
    for number in range(100):
        logs.write("mail_logs", f"line {number}")
    assert logs.close() == 100


def test_a_full_disk_is_not_asked_for_each_line(disk: Disk) -> None:
    logs = LogWriter(
        disk.file, disk.books.maker, disk.books.route, memory_bytes=500, retry_seconds=3600
    )
    disk.full = True
    for number in range(10_000):
        logs.write("mail_logs", f"line {number}")
    assert disk.attempts < 10
    assert logs.close() == 10_000


def test_a_flood_from_several_threads(disk: Disk) -> None:
    logs = writer(disk, memory_bytes=200_000)
    highest = []

    def flood(name: str) -> None:
        for number in range(50_000):
            logs.write("mail_logs", f"{name} {number}")
            if number % 1000 == 0:
                highest.append(logs.waiting_bytes)

    threads = [threading.Thread(target=flood, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert logs.close() == 0
    assert max(highest) <= 200_000
    texts = disk.books.texts()
    assert len(texts) == 200_000
    for name in "abcd":
        own = [text for text in texts if text[0] == name]
        assert own == [f"{name} {number}" for number in range(50_000)]


def test_a_log_that_is_removed_while_its_lines_wait(disk: Disk) -> None:
    logs = LogWriter(disk.file, disk.books.maker, disk.books.route, gather_seconds=3600)
    logs.write("gui_logs", "gone")
    logs.write("mail_logs", "stays")
    every = disk.books.settings.subscriptions
    rest = {name: each for name, each in every.items() if name != "gui_logs"}
    disk.books.settings = LogSettings(subscriptions=rest)
    assert logs.close() == 0
    assert logs.waiting_bytes == 0
    assert disk.books.texts() == ["stays"]
    assert not (disk.books.root / "gui_logs").exists()
