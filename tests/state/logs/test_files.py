"""Files of a log: whole lines, rolling over, several writers, a disk that refuses."""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from state.logs.files import log_files, rolled_time
from state.logs.subscriptions import current_name
from state.model.logs import factory_subscriptions
from tests.state.logs.books import HEAD, Books, without_heads

CURRENT = "mail.current"


def content(books: Books, name: str = CURRENT) -> list[str]:
    text = (books.directory / name).read_text("utf-8")
    assert text.endswith("\n")
    return text[:-1].split("\n")


def test_a_new_log(books: Books) -> None:
    books.say("New SMTP ICID 1 interface Management (192.168.42.42) address 10.0.0.1")
    assert content(books) == [
        *HEAD,
        (
            "Sat Apr  7 00:57:53 2018 Info: New SMTP ICID 1 interface Management (192.168.42.42) "
            "address 10.0.0.1"
        ),
    ]
    assert (books.directory / CURRENT).stat().st_mode & 0o777 == 0o600
    assert books.directory.stat().st_mode & 0o777 == 0o700


def test_names_of_all_logs(books: Books) -> None:
    assert {name: current_name(each.base) for name, each in factory_subscriptions().items()} == {
        "audit_logs": "audit.current",
        "authentication": "authentication.current",
        "bounces": "bounces.text.current",
        "cli_logs": "cli.current",
        "error_logs": "errors.current",
        "gui_logs": "gui.current",
        "mail_logs": "mail.current",
        "status": "status.log.current",
        "system_logs": "system.current",
    }


def test_a_restart_goes_on_with_the_current_file(books: Books) -> None:
    books.say("one")
    books.log.close()
    again = Books(books.root)
    again.clock.advance(3600)
    again.say("two")
    again.log.close()
    assert len(content(books)) == 5
    assert books.texts() == ["one", "two"]


def test_rolling_over(books: Books) -> None:
    books.say("one")
    books.clock.advance(10 * 86400)
    books.log.roll_over()
    books.say("two")
    assert log_files(books.directory, "mail") == [
        "mail.@20180407T005753.s",
        CURRENT,
    ]
    assert content(books, "mail.@20180407T005753.s")[-1].endswith("Info: one")
    assert content(books)[0] == "Tue Apr 17 00:57:53 2018 Info: Begin Logfile"
    assert content(books)[-1] == "Tue Apr 17 00:57:53 2018 Info: two"


def test_rolling_over_at_a_size(tmp_path: Path) -> None:
    books = Books(tmp_path, file_bytes=400, files_kept=100)
    for number in range(20):
        books.say(f"line {number}")
    names = log_files(books.directory, "mail")
    assert len(names) == 4
    assert all(content(books, name)[0].endswith("Begin Logfile") for name in names)
    sizes = [(books.directory / name).stat().st_size for name in names]
    # Full, and at most a line more.
    assert all(400 <= size < 440 for size in sizes[:-1])
    assert books.texts() == [f"line {number}" for number in range(20)]


def test_many_lines_at_once_are_spread_over_files(tmp_path: Path) -> None:
    books = Books(tmp_path, file_bytes=2000, files_kept=1000)
    lines = [f"line {number}" for number in range(1000)]
    books.say(*lines)
    assert books.texts() == lines
    assert len(books.reader.names()) > 20


def test_a_line_that_is_larger_than_a_file(tmp_path: Path) -> None:
    books = Books(tmp_path, file_bytes=300)
    books.say("one", "x" * 1000, "y" * 1000, "two")
    assert [text[:3] for text in books.texts()] == ["one", "xxx", "yyy", "two"]


def test_names_grow_when_the_clock_does_not(tmp_path: Path) -> None:
    books = Books(tmp_path)
    for text in ("one", "two", "three"):
        books.say(text)
        books.log.roll_over()
    books.clock.advance(-86400)
    books.log.roll_over()
    books.say("four")
    books.log.roll_over()
    times = [rolled_time("mail", name) for name in books.reader.names()[:-1]]
    assert times == sorted(set(times), key=str)
    assert books.texts() == ["one", "two", "three", "four"]


def test_the_oldest_files_are_removed(tmp_path: Path) -> None:
    books = Books(tmp_path, files_kept=3)
    for number in range(8):
        books.say(f"line {number}")
        books.clock.advance(1)
        books.log.roll_over()
    assert books.texts() == ["line 5", "line 6", "line 7"]


def test_other_files_are_left_alone(books: Books) -> None:
    books.say("one")
    others = ["mail.@20180407T005753.s.gz", "mail.@nonsense.s", "mails.@20180407T005753.s", "x",
              "mail.@20181307T005753.s", "mail.@20180407T005753.c"]  # fmt: skip
    for name in others:
        (books.directory / name).write_text("not a log\n")
    assert books.reader.names() == [CURRENT]
    assert books.texts() == ["one"]


@pytest.mark.parametrize(
    "torn", [b"Sat Apr  7 00:5", b"x" * 300_000, "한글".encode()[:-1], b"\x00"]
)
def test_a_torn_line_is_removed(books: Books, torn: bytes) -> None:
    books.say("one")
    with (books.directory / CURRENT).open("ab") as file:
        file.write(torn)
    books.say("two")
    books.log.close()
    assert books.texts() == ["one", "two"]
    again = Books(books.root)
    with (books.directory / CURRENT).open("ab") as file:
        file.write(torn)
    again.say("three")
    again.log.close()
    assert books.texts() == ["one", "two", "three"]


def test_a_file_that_is_nothing_but_a_torn_line(books: Books) -> None:
    books.directory.mkdir()
    (books.directory / CURRENT).write_bytes(b"Sat Apr  7")
    books.say("one")
    assert content(books)[:3] == list(HEAD)
    assert books.texts() == ["one"]


def test_a_writer_notices_that_others_rolled_over(books: Books) -> None:
    other = Books(books.root)
    books.say("one")
    other.log.roll_over()
    other.log.close()
    books.say("two")
    assert without_heads(content(books)) == ["two"]
    assert books.texts() == ["one", "two"]


def test_a_current_file_that_was_removed(books: Books) -> None:
    books.say("one")
    (books.directory / CURRENT).unlink()
    books.say("two")
    assert content(books)[:3] == list(HEAD)
    assert books.texts() == ["two"]


def test_a_link_in_the_place_of_a_log_is_not_followed(books: Books, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious\n")
    books.directory.mkdir()
    (books.directory / CURRENT).symlink_to(victim)
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
        books.say("one")
    assert victim.read_text() == "precious\n"


WORKER = """
import sys
from pathlib import Path
from tests.state.logs.books import Books

root, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
books = Books(root, file_bytes=20_000, files_kept=10_000)
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    books.say(f"{name} {number}", f"{name} {number} again")
print("done", flush=True)
"""


def worker(root: Path, name: str, count: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", WORKER, str(root), name, str(count)]
    process = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_several_processes_write_the_same_log(tmp_path: Path) -> None:
    workers = [worker(tmp_path, name, 500) for name in "abc"]
    for process in workers:
        go(process)
    for process in workers:
        assert process.communicate()[0] == "done\n"
    texts = Books(tmp_path).texts()
    assert len(texts) == 3000
    for name in "abc":
        own = [text for text in texts if text.startswith(name)]
        expected = [(f"{name} {n}", f"{name} {n} again") for n in range(500)]
        assert own == [text for pair in expected for text in pair]


def test_a_writer_that_is_killed_leaves_whole_lines(tmp_path: Path) -> None:
    randomness = random.Random(1)
    total = 0
    for turn in range(4):
        process = worker(tmp_path, f"w{turn}", 10**6)
        go(process)
        books = Books(tmp_path)
        with books.reader.follow(books.reader.end()) as follower:
            seen = 0
            while seen < randomness.randrange(200, 2000):
                seen += len(follower.read())
        process.send_signal(signal.SIGKILL)
        process.communicate()
        books = Books(tmp_path, file_bytes=10**9)
        books.say(f"mended {turn}")
        books.log.close()
        own = [text for text in books.texts() if text.startswith(f"w{turn} ")]
        numbers = [int(text.split()[1]) for text in own]
        assert numbers == [number // 2 for number in range(len(numbers))]
        total += len(own) + 1
    assert len(books.texts()) == total


FULL = """
import resource, signal, sys
from pathlib import Path
from tests.state.logs.books import Books

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
books = Books(Path(sys.argv[1]), file_bytes=10**9)
books.say("first")
size = (books.directory / "mail.current").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, resource.RLIM_INFINITY))
data = b"".join(books.maker.line("Info", f"line {number}") for number in range(10))
written = books.log.append(data)
print(written, len(data))
try:
    books.log.append(data[written:])
except OSError as error:
    print("refused")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
books.log.append(data[written:])
"""


def test_a_disk_that_is_full_takes_whole_lines_only(tmp_path: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    words = [sys.executable, "-c", FULL, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    line = len("Sat Apr  7 00:57:53 2018 Info: line 0\n")
    assert done.stdout == f"{100 // line * line} {10 * line}\nrefused\n"
    assert Books(tmp_path).texts() == ["first", *(f"line {number}" for number in range(10))]
