"""Whatever is typed, in whatever pieces: no exception, no hang, and the same in the end."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esatui.dialogue import Dialogue
from esatui.fronts.base import Front, Transmit, Worker
from esatui.fronts.plain import PlainFront
from esatui.fronts.tty import TtyFront
from esatui.fronts.worker import InlineWorker
from esatui.requests import EndOfInput, Interrupted, ReadBlock, ReadKey
from tests.fronts.screens import WORDS, Screen
from tests.fronts.talk import Terminal

KEYS = [
    b"\r", b"\n", b"\r\n", b"\x03", b"\x04", b"\x7f", b"\x08", b"\x15", b"\x17", b"\t", b".", b" ",
    b"\x1b", b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[H", b"\x1b[F", b"\x1b[3~", b"\x12",
    b"\x13", b"\x10", b"\x0e", b"\x0b", b"\x19", b"\x1by", b"\x1bb", b"\x1bd", b"\x14", b"\x0c",
    b"\x1b.", b"\x1b<", b"\x1b>", b"\x07", b"\x1b[200~", b"\x1b[201~", b"\x1b[", b"\x1bO",
    b"key\r", b"block\r", b"secret\r", b"work\r", b".\r", "한글".encode(), "é".encode(), b"e\xcc\x81",
    b"\xed", b"\xff", b"\x00", b"\xc2\x9b", b"s", b"set", b"x" * 45, b";", b'"',
]  # fmt: skip

streams = st.lists(st.sampled_from(KEYS) | st.binary(max_size=6), max_size=40).map(b"".join)
# Ctrl-L clears what was there, and when it comes is what counts.
seen_streams = st.lists(st.sampled_from(sorted({*KEYS} - {b"\x0c"})), max_size=30).map(b"".join)
cuts = st.lists(st.integers(0, 200), max_size=8)


class Record:
    """What a conversation was answered."""

    def __init__(self) -> None:
        self.answers: list[Any] = []

    async def talk(self, dialogue: Dialogue) -> None:
        while True:
            try:
                line = await dialogue.command_line("mail> ", lambda: WORDS)
                self.answers.append(line)
                await self.command(dialogue, line)
            except Interrupted:
                self.answers.append(Interrupted)
            except EndOfInput:
                self.answers.append(EndOfInput)
                return

    async def command(self, dialogue: Dialogue, line: str) -> None:
        if line == "block":
            self.answers.append(await ReadBlock("."))
        elif line == "key":
            self.answers.append(await ReadKey())
        elif line == "secret":
            self.answers.append(await dialogue.secret("Secret:"))
        elif line == "work":
            await dialogue.work(lambda: None)


class PatientWorker(InlineWorker):
    """Never believes that nothing more follows: pieces may be far apart."""

    def later(self, seconds: float, call: Any) -> Any:
        return super().later(0, call) if not seconds else lambda: None


def piped(transmit: Transmit, worker: Worker) -> Front:
    return PlainFront(transmit, worker)


def dumb(transmit: Transmit, worker: Worker) -> Front:
    return PlainFront(transmit, worker, echo=True, newline="\r\n")


def tty(transmit: Transmit, worker: Worker) -> Front:
    return TtyFront(transmit, worker, columns=40, rows=10)


def converse(make: Any, pieces: list[bytes]) -> tuple[list[Any], str]:
    """Send `pieces` and the end of the input; return what was answered, and what was shown."""
    record = Record()
    terminal = Terminal(make, PatientWorker())
    terminal.start(record.talk)
    for piece in pieces:
        terminal.type(piece)
    terminal.front.end_of_input()
    assert terminal.ends == [None]
    return record.answers, terminal.seen


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(stream), *(place % (len(stream) + 1) for place in places)})
    return [stream[start:end] for start, end in pairwise(edges)]


@pytest.mark.parametrize("make", [piped, dumb, tty])
@settings(max_examples=150, deadline=None)
@given(stream=streams, places=cuts)
def test_pieces_make_no_difference(make: Any, stream: bytes, places: list[int]) -> None:
    at_once, shown = converse(make, [stream])
    in_pieces, shown_in_pieces = converse(make, cut(stream, places))
    assert in_pieces == at_once
    if make is not tty:
        assert shown_in_pieces == shown


@pytest.mark.parametrize("make", [piped, dumb])
@settings(max_examples=100, deadline=None)
@given(stream=streams)
def test_plain_fronts_send_no_control_codes(make: Any, stream: bytes) -> None:
    _, shown = converse(make, [stream])
    assert not set(shown) & (set(map(chr, range(32))) - set("\r\n\b\t"))
    assert not any(0x7F <= ord(character) <= 0x9F for character in shown)


@pytest.mark.parametrize("make", [piped, dumb, tty])
@settings(max_examples=100, deadline=None)
@given(stream=streams)
def test_answers_hold_no_control_characters(make: Any, stream: bytes) -> None:
    answers, _ = converse(make, [stream])
    for line in (answer for answer in answers if isinstance(answer, str)):
        # A key is what it is; a line is text.
        if not line.startswith("\x1b") and len(line) > 1:
            assert line.replace("\t", "").isprintable() or not line.isascii()
            assert not any(ord(character) < 32 and character != "\t" for character in line)


@settings(max_examples=80, deadline=None)
@given(stream=seen_streams, places=cuts, columns=st.integers(12, 60))
def test_pieces_make_no_difference_to_the_screen(
    stream: bytes, places: list[int], columns: int
) -> None:
    at_once, in_pieces = (
        Screen(columns=columns, rows=100, worker=PatientWorker()) for _ in range(2)
    )
    at_once.type(stream)
    for piece in cut(stream, places):
        in_pieces.type(piece)
    assert in_pieces.lines == at_once.lines
    assert in_pieces.cursor == at_once.cursor


@settings(max_examples=100, deadline=None)
@given(stream=streams, places=cuts, columns=st.integers(1, 30), rows=st.integers(1, 6))
def test_terminals_too_small_for_anything(
    stream: bytes, places: list[int], columns: int, rows: int
) -> None:
    def tiny(transmit: Transmit, worker: Worker) -> Front:
        return TtyFront(transmit, worker, columns=columns, rows=rows)

    assert converse(tiny, cut(stream, places))[0] == converse(tty, [stream])[0]


@pytest.mark.parametrize("make", [piped, dumb, tty])
@settings(max_examples=60, deadline=None)
@given(stream=streams, places=cuts, end=st.integers(0, 8))
def test_hanging_up_at_any_moment(make: Any, stream: bytes, places: list[int], end: int) -> None:
    terminal = Terminal(make, PatientWorker())
    terminal.start(Record().talk)
    for number, piece in enumerate(cut(stream, places)):
        if number == end:
            terminal.front.hang_up()
        terminal.type(piece)
        terminal.front.resize(1 + 10 * number, 1 + number)
    terminal.front.hang_up()
    assert terminal.ends == [None]
