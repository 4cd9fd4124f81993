"""Rewriting what changed."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from esatui.transcript.document import parse
from esatui.transcript.errors import Fault, TranscriptError
from esatui.transcript.header import CLOCK
from esatui.transcript.update import Update, update
from esatui.transcript.workstation import Workstation
from state.clock import FrozenClock
from tests.transcript.test_runner import PASSING, TOY_COMMANDS, outputs, say, transcript_of
from tests.transcript.toys import TOYS, ToyStage, run, shell

TOY = shell({**TOYS, **TOY_COMMANDS})


def updated(text: str, directory: Path = Path("unused")) -> Update:
    workstation = Workstation(directory, Path("unused"), FrozenClock(CLOCK))
    return update(parse(text), ToyStage(TOY), workstation)


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_stays_as_it_is(name: str, tmp_path: Path) -> None:
    assert updated(PASSING[name], tmp_path / "workstation").text == PASSING[name]


CHANGED = {
    "a line of output": (
        "toy> x\n\nNo such command: x\n\ntoy> quit\n",
        "toy> x\n\nUnknown command: x\n\ntoy> quit\n",
    ),
    "a wildcard beside it": (
        "toy> greet\n\nWho is it?\n[..]> A\n\nHello [..]\n",
        "toy> greet\n\nWho are you?\n[..]> A\n\nHello [..]\n",
    ),
    "a wildcard in the line": (
        "toy> greet\n\nWho are you?\n[nobody]> A\n\nHallo [who:..]\n\ntoy> [=who]\n",
        "toy> greet\n\nWho are you?\n[nobody]> A\n\nHello [who:..]\n\ntoy> [=who]\n\nUnknown command: A\n",
    ),
    "what is followed": (
        "toy> tail\n\nLine 1\nline 2\n^C\nstops\n\ntoy> quit\n",
        "toy> tail\n\nline 1\nline 2\n^C\nstopped\n\ntoy> quit\n",
    ),
    "lines around dots": (
        "toy> dots\n\\.. .\n...\n\\# a comment\n\ntoy> quit\n",
        "toy> dots\n\\...\n...\n\\# no comment\n\ntoy> quit\n",
    ),
    "a prompt": (
        "toy> greet\n\nWho are you?\n[none]> A\n\nHello A\n",
        "toy> greet\n\nWho are you?\n[nobody]> A\n\nHello A\n",
    ),
    "the main prompt": (
        "old> x\n\nUnknown command: x\n\nold> quit\n",
        "toy> x\n\nUnknown command: x\n\ntoy> quit\n",
    ),
    "comments stay": (
        "# one\ntoy> x\n# two\n\nNo: x\n\n# three\ntoy> quit\n",
        "# one\ntoy> x\n# two\n\nUnknown command: x\n\n# three\ntoy> quit\n",
    ),
    "before a block": (
        "toy> paste\n\nPaste it.\n-----BEGIN\nx\n.\n\n2 lines, 2 characters\n",
        "toy> paste\n\nPaste, then a dot.\n-----BEGIN\nx\n.\n\n2 lines, 13 characters\n",
    ),
    "the workstation": (
        "$ echo hi; exit 2\nho\n\ntoy> quit\n",
        "$ echo hi; exit 2\nhi\n[exit status 2]\n\ntoy> quit\n",
    ),
    "output that was not shown": ("toy> x\n", "toy> x\n\nUnknown command: x\n"),
    "output that needs an escape": ("toy> dots\n\ntoy> quit\n", "toy> dots\n\\...\n\\# no comment\n\ntoy> quit\n"),
    "two sessions": (
        "--- a\ntoy> greet\n\nWho?\n[nobody]> A\n\n--- b\ntoy> x\n\nNo: x\n\n--- a\nHallo A\n",
        "--- a\ntoy> greet\n\nWho are you?\n[nobody]> A\n\n--- b\ntoy> x\n\nUnknown command: x\n\n--- a\nHello A\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGED)
def test_what_changed_is_rewritten(name: str, tmp_path: Path) -> None:
    before, after = CHANGED[name]
    assert updated(before, tmp_path / "workstation") == Update(after, ())
    run(after, TOY, tmp_path / "again")


NOTED = {
    "a new question in the middle": (
        "toy> greet\n\ntoy> x\n\nUnknown command: x\n",
        "toy> greet\n\nWho are you?\n[nobody]>\n\nHello nobody\n\ntoy> x\n\nUnknown command: x\n",
        "line 2: a new question .* is answered with Enter",
    ),
    "a new question at the end": (
        "toy> greet\n",
        "toy> greet\n\nWho are you?\n[nobody]>\n\nHello nobody\n",
        "a new question .* is answered with Enter",
    ),
    "a question that is gone": (
        "toy> x\n\nSure?\n[Y]> n\n\nUnknown command: x\n\ntoy> quit\n",
        "toy> x\n\nUnknown command: x\n\ntoy> quit\n",
        "nobody asks for the answer 'n' any more",
    ),
    "a session that has ended": (
        "toy> quit\n\nmore\n\ntoy> x\n",
        "toy> quit\n\n",
        "the session has ended; what followed is dropped",
    ),
}


@pytest.mark.parametrize("name", NOTED)
def test_what_somebody_should_look_at_is_noted(name: str) -> None:
    before, after, words = NOTED[name]
    result = updated(before)
    assert result.text == after
    assert len(result.notes) == 1
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(result.notes[0])


@pytest.mark.parametrize(
    "text",
    [
        "toy> login\n\nPassphrase:\n",
        '+++\nhidden = ["x"]\n+++\ntoy> quit\n',
        "toy> [=gone]\n",
        "toy> paste\n\nPaste!\nx\n",
    ],
)
def test_what_cannot_be_mended_is_told(text: str) -> None:
    with pytest.raises((Fault, TranscriptError)):
        updated(text)


def test_the_header_stays_letter_for_letter() -> None:
    header = '+++\n# why\ntitle   = "x"\n\n+++\n'
    assert updated(header + "toy> y\n").text == header + "toy> y\n\nUnknown command: y\n"


@given(outputs, outputs)
def test_what_was_updated_passes(before: list[str], after: list[str]) -> None:
    assume("toy> x" not in before)  # Nobody could tell it from something typed.
    file = "\n".join(transcript_of(before)) + "\n"
    toy = shell(say(after))
    workstation = Workstation(Path("unused"), Path("unused"), FrozenClock(CLOCK))
    result = update(parse(file), ToyStage(toy), workstation)
    run(result.text, toy)
    assert result.text == "\n".join(transcript_of(after)) + "\n"


@given(outputs, outputs, st.data())
def test_dots_stay_where_something_still_surrounds_them(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    assume("toy> x" not in before + after)  # As above, once dots stand before it.
    file = transcript_of(before)
    start = data.draw(st.integers(1, len(file) - 1))
    stop = data.draw(st.integers(start, len(file) - 1))
    file[start:stop] = ["..."]
    toy = shell(say(after))
    workstation = Workstation(Path("unused"), Path("unused"), FrozenClock(CLOCK))
    result = update(parse("\n".join(file) + "\n"), ToyStage(toy), workstation)
    run(result.text, toy)
    assert "..." in result.text.splitlines()
