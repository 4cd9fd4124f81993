"""Reading logs: all of it, its end, and what comes next, while others write and roll over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from state.errors import StateError
from state.logs.follower import BLOCK_BYTES, Position
from state.logs.subscriptions import subscription_of
from state.model.logs import LogSettings
from tests.state.logs.books import Books, without_heads


def test_a_log_that_was_never_written(books: Books) -> None:
    assert books.reader.names() == []
    assert list(books.reader.lines()) == []
    assert books.reader.end() is None
    lines, follower = books.reader.last(10)
    with follower:
        assert lines == []
        assert follower.read() == []
        books.say("first")
        assert without_heads(follower.read()) == ["first"]


def test_a_log_that_does_not_exist() -> None:
    with pytest.raises(StateError) as fault:
        subscription_of(LogSettings(), "nothing")
    assert fault.value.text == 'The log "nothing" does not exist.'


def test_the_last_lines(books: Books) -> None:
    books.say(*(f"line {number}" for number in range(30)))
    lines, follower = books.reader.last(10)
    with follower:
        assert without_heads(lines) == [f"line {number}" for number in range(20, 30)]
        assert follower.read() == []
        books.say("next")
        assert without_heads(follower.read()) == ["next"]


def test_the_last_lines_reach_back_into_older_files(books: Books) -> None:
    for text in ("one", "two", "three"):
        books.say(text)
        books.clock.advance(1)
        books.log.roll_over()
    lines, follower = books.reader.last(10)
    follower.close()
    assert [line.partition("Info: ")[2] for line in lines][:3] == [
        "Version: 15.5.0-048 SN: 423A5F1C9B27D4E8A6C1-9F3B7D2E5A10",
        "Time offset from UTC: 0 seconds",
        "two",
    ]
    assert len(lines) == 10
    assert len(without_heads(lines)) == 2
    lines, follower = books.reader.last(1000)
    follower.close()
    assert lines == list(books.reader.lines())


def test_the_last_of_many_large_lines(books: Books) -> None:
    books.say(*(f"{number} " + "x" * 8000 for number in range(50)))
    lines, follower = books.reader.last(12)
    follower.close()
    assert [text.split()[0] for text in without_heads(lines)] == [str(n) for n in range(38, 50)]


def test_following_over_several_files(tmp_path: Path) -> None:
    books = Books(tmp_path, files_kept=100)
    with books.reader.follow(None) as follower:
        found: list[str] = []
        for round_ in range(5):
            for number in range(3):
                books.say(f"line {round_} {number}")
                books.log.roll_over()
                books.log.roll_over()
            while lines := follower.read():
                found += lines
    assert without_heads(found) == books.texts()
    assert len(without_heads(found)) == 15


def test_what_a_follower_has_open_may_be_removed(tmp_path: Path) -> None:
    books = Books(tmp_path, files_kept=2)
    books.say("old")
    with books.reader.follow(None) as follower:
        assert without_heads(follower.read()) == ["old"]
        books.say("end of the old file")
        for number in range(5):
            books.clock.advance(1)
            books.log.roll_over()
            books.say(f"line {number}")
        found: list[str] = []
        while lines := follower.read():
            found += lines
    assert without_heads(found) == ["end of the old file", "line 2", "line 3", "line 4"]


def test_going_on_from_a_position(books: Books) -> None:
    books.say("one")
    end = books.reader.end()
    books.say("two")
    books.clock.advance(1)
    books.log.roll_over()
    books.say("three")
    with books.reader.follow(end) as follower:
        found = [*follower.read(), *follower.read()]
    assert without_heads(found) == ["two", "three"]


def test_a_position_in_a_file_that_is_gone(books: Books) -> None:
    books.say("one")
    with books.reader.follow(Position(1, 2, 3)) as follower:
        assert without_heads(follower.read()) == ["one"]


def test_an_unfinished_line_is_left_for_later(books: Books) -> None:
    books.say("one")
    with (books.directory / "mail.current").open("ab") as file:
        file.write(b"Sat Apr  7 00:57:53 2018 Info: tw")
    lines, follower = books.reader.last(1)
    with follower:
        assert without_heads(lines) == ["one"]
        assert follower.read() == []
        with (books.directory / "mail.current").open("ab") as file:
            file.write(b"o\n")
        assert without_heads(follower.read()) == ["two"]


def test_an_unfinished_line_that_is_removed_is_never_seen(books: Books) -> None:
    books.say("one")
    with (books.directory / "mail.current").open("ab") as file:
        file.write(b"Sat Apr  7 00:57:53 2018 Info: torn torn torn torn")
    with books.reader.follow(None) as follower:
        assert without_heads(follower.read()) == ["one"]
        assert follower.read() == []
        books.say("two")
        assert without_heads(follower.read()) == ["two"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xff\xfe text\n", [r"\xff\xfe text"]),
        (b"\x1b[2J\r\n", [r"\x1b[2J\r"]),
        (b"\n\n", ["", ""]),
        (b"\x00" * 10 + b"\n", [r"\x00" * 10]),
    ],
)
def test_whatever_is_in_a_file(books: Books, data: bytes, expected: list[str]) -> None:
    books.directory.mkdir()
    (books.directory / "mail.current").write_bytes(data)
    assert list(books.reader.lines()) == expected
    assert list(books.reader.lines(["mail.current"])) == expected
    lines, follower = books.reader.last(100)
    follower.close()
    assert lines == expected


def test_endless_lines_come_in_pieces(books: Books) -> None:
    books.directory.mkdir()
    (books.directory / "mail.current").write_bytes(b"x" * (10 * BLOCK_BYTES + 5) + b"\nshort\n")
    for lines in (list(books.reader.lines()), list(books.reader.lines(["mail.current"]))):
        assert max(map(len, lines)) <= BLOCK_BYTES
        assert "".join(lines) == "x" * (10 * BLOCK_BYTES + 5) + "short"


def test_chosen_files(books: Books) -> None:
    for text in ("one", "two", "three"):
        books.say(text)
        books.clock.advance(1)
        books.log.roll_over()
    names = books.reader.names()
    assert without_heads(books.reader.lines(names[1:2])) == ["two"]
    assert without_heads(books.reader.lines([names[2], names[0]])) == ["three", "one"]
    assert without_heads(books.reader.lines(["mail.@20000101T000000.s"])) == []


def test_reading_ends_though_others_write_on(books: Books) -> None:
    books.say(*(f"line {number}" for number in range(2000)))
    seen = 0
    for _ in books.reader.lines():
        books.say("more", "and more")
        seen += 1
    assert 2000 <= seen < 4000


Step = Callable[[Books], None]


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(st.sampled_from(["say", "long", "roll", "read", "jump", "back"]), max_size=40)
)
def test_a_follower_misses_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    books = Books(tmp_path_factory.mktemp("log"), file_bytes=1500, files_kept=10_000)
    follower = books.reader.follow(None)
    found: list[str] = []
    said: list[str] = []
    for number, step in enumerate(steps):
        if step in ("say", "long"):
            said.append(f"{number} " + "x" * (900 if step == "long" else 1))
            books.say(said[-1])
        elif step == "roll":
            books.log.roll_over()
        elif step == "read":
            found += follower.read()
        else:
            books.clock.advance(2 if step == "jump" else -2)
    while lines := follower.read():
        found += lines
    follower.close()
    books.log.close()
    assert without_heads(found) == said == books.texts()
