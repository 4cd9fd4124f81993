"""Telling where a turn ends on a front that somebody else carries."""

from typing import Any

from esatui.dialogue import Dialogue
from esatui.fronts.plain import PlainFront
from esatui.requests import Pause, ReadLine, Request
from esatui.transcript.marks import MARK, MarkedText, marked
from esatui.transcript.plain import StillWorker
from tests.transcript.toys import TOYS, shell


class Marked:
    """A toy shell on a plain front, with marks."""

    def __init__(self, decisions: list[bool]) -> None:
        self.sent = bytearray()
        self.told: list[Request[Any]] = []
        self.ended: list[BaseException | None] = []
        self.front = PlainFront(self.sent.extend, StillWorker(lambda seconds: None))
        conversation = shell(TOYS)(Dialogue(self.front.write))
        self.front.start(
            marked(conversation, self.front.write, self.told.append, lambda: decisions.pop(0)),
            self.ended.append,
        )


def test_a_mark_stands_before_each_prompt() -> None:
    toy = Marked([])
    toy.front.receive(b"greet\nBob\nquit\n")
    said = toy.sent.decode().split(MARK)
    assert said[1].startswith("toy> ")
    assert said[2] == "[nobody]> \nHello Bob\n\n"
    assert [getattr(request, "prompt", None) for request in toy.told] == [
        "toy> ",
        "[nobody]> ",
        "toy> ",
    ]
    assert toy.ended == [None]


def test_errors_go_both_ways() -> None:
    toy = Marked([])
    toy.front.receive(b"greet\n\x03")
    assert toy.sent.decode().endswith(f"{MARK}toy> ")
    toy.front.end_of_input()
    assert toy.ended == [None]


def test_time_passes_when_it_is_told_to() -> None:
    text = MarkedText()
    text.add(f"line 1\n{MARK}")
    assert text.take(Pause(1)) == "line 1\n"
    toy = Marked([True, True, False])
    toy.front.receive(b"tail\n")
    assert "line 3\n" in toy.sent.decode()
    assert "line 4\n" not in toy.sent.decode()
    toy.front.receive(b"\x03")
    assert toy.sent.decode().endswith(f"line 3\n{MARK}stopped\n\n{MARK}toy> ")


def test_a_turn_is_whole_with_its_prompt() -> None:
    text = MarkedText()
    asked = ReadLine("[]> ")
    for piece in ("\nsaid\n", MARK[:1], MARK[1:], "[]"):
        text.add(piece)
        assert text.take(asked) is None
    text.add("> ")
    assert text.take(None) is None
    assert text.take(asked) == "\nsaid\n[]> "
    assert text.rest() == ""


def test_a_prompt_that_fills_its_row() -> None:
    text = MarkedText()
    text.add(f"{MARK}[]>  \r")
    assert text.take(ReadLine("[]> ")) == "[]>  \r"
