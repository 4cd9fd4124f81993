"""The terminal in memory, judged by another one (pyte)."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esatui.fronts.tty import TtyFront
from esatui.fronts.worker import InlineWorker
from esatui.requests import EndOfInput, ReadLine
from esatui.transcript.terminal import Terminal
from esatui.transcript.turns import ActorError

COLUMNS = 20

pieces = st.one_of(
    st.text(alphabet="abc ", max_size=25),
    st.sampled_from(
        ["\r", "\n", "\r\n", "\b", "\a", "\x1b[K", "\x1b[J", "\x1b[3D", "\x1b[C", "\x1b[A"]
    ),
)


def rows(text: str) -> list[str]:
    screen = pyte.Screen(COLUMNS, 400)
    pyte.Stream(screen).feed(text)
    return [line.rstrip() for line in screen.display[: screen.cursor.y + 1]]


def logical(text: str) -> list[str]:
    terminal = Terminal(COLUMNS)
    terminal.feed(text)
    return [line.rstrip() for line in terminal.take().split("\n")]


@given(st.lists(st.text(alphabet="abc \u5e74\uac00", max_size=60), min_size=1, max_size=6))
def test_broken_rows_are_one_line_again(lines: list[str]) -> None:
    assert logical("\r\n".join(lines)) == [line.rstrip() for line in lines]


@given(st.lists(pieces, max_size=20))
def test_it_shows_what_another_terminal_shows(written: list[str]) -> None:
    text = "".join(written)
    assert "".join(logical(text)) == "".join(rows(text)) or _differently_blank(text)


def _differently_blank(text: str) -> bool:
    """Whether the two differ only in blanks, which a broken row loses at its end."""
    return "".join(logical(text)).replace(" ", "") == "".join(rows(text)).replace(" ", "")


keys = st.sampled_from(
    ["a", "b ", "\uac00", "\x1b[D", "\x1b[C", "\x7f", "\x01", "\x05", "\x0b", "x" * 15, "\x1b[H"]
)


@given(st.lists(keys, max_size=15))
def test_an_edited_line_looks_as_on_another_terminal(typed: list[str]) -> None:
    sent = bytearray()

    async def converse() -> None:
        try:
            while True:
                await ReadLine("mail> ", command=True)
        except EndOfInput:
            return

    front = TtyFront(sent.extend, InlineWorker(), columns=COLUMNS, rows=24)
    front.start(converse(), lambda error: None)
    for key in typed:
        front.receive(key.encode())
    front.receive(b"\r")
    text = sent.decode()
    front.hang_up()
    shown = "".join(logical(text)).replace(" ", "")
    assert shown == "".join(rows(text)).replace(" ", "")


@pytest.mark.parametrize("text", ["\x00", "\x1b[5n", "\x1b]0;title\a", "\x1b[?1049h", "\x1b[2J"])
def test_what_it_does_not_know_is_told(text: str) -> None:
    with pytest.raises(ActorError):
        Terminal(COLUMNS).feed(text)


def test_the_last_line_ends_at_the_cursor() -> None:
    terminal = Terminal(COLUMNS)
    terminal.feed("one\r\n[]> ")
    assert terminal.take() == "one\n[]> "
    terminal.feed("typed\r\nmore")
    assert terminal.take() == "[]> typed\nmore"
