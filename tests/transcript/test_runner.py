"""Playing transcripts, on small conversations without an appliance."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esatui.transcript.direct import DirectActor
from esatui.transcript.errors import Fault, TranscriptError
from esatui.transcript.plain import PlainActor
from esatui.transcript.writing import output_line
from tests.transcript.toys import Commands, ToyStage, run, says, shell

GREETING = """\
toy> greet

Who are you?
[nobody]> Bob

Hello Bob

toy>
"""

PASSING = {
    "nothing": "",
    "greeting": GREETING,
    "enter is a bare prompt": "toy> greet\n\nWho are you?\n[nobody]>\n\nHello nobody\n\ntoy>\n",
    "enter with the blank": "toy> greet\n\nWho are you?\n[nobody]> \n\nHello nobody\n",
    "the last prompt may be left out": GREETING.removesuffix("\ntoy>\n"),
    "wildcards": "toy> greet\n...\n[..]> Bob\n\nHe[..]o Bob\n",
    "captures": "[p:..]> greet\n...\n[nobody]> [=p]\n\nHello toy\n\ntoy> x[=p]\n\nUnknown command: x[=p]\n",
    "a prompt in the middle of a line": "toy> sure\nThinking ... sure? [N]> y\n(y)\n",
    "blank lines at the beginning": "\n\n# first\n\ntoy> quit\n",
    "comments": "toy> x\n\n# what now?\n\nUnknown command: x\n# and then\n\n# more\n\ntoy> quit\n",
    "ctrl-c": "toy> greet\n\nWho are you?\n[nobody]> ^C\n\ntoy> quit\n",
    "ctrl-d": "toy> ^D\n",
    "a secret": '+++\nhidden = ["sesame"]\n+++\ntoy> login\n\nPassphrase:\n\nRight\n',
    "a pasted block": "toy> paste\n\nPaste, then a dot.\na\n\n\\# b\n.\n\n3 lines, 7 characters\n",
    "a block that ctrl-d ends": "toy> banner\n\na\n^D\n\n'a\\n'\n",
    "ctrl-d ends a block with an end line": "toy> paste\n...\na\n^D\n\n1 lines, 2 characters\n",
    "ctrl-c in a block": "toy> paste\n\nPaste, then a dot.\na\n^C\n\ntoy> quit\n",
    "following a log": "toy> tail\n\nline 1\n...\nline 30\n^C\nstopped\n\ntoy> quit\n",
    "pages": "toy> pages\n\nline 0\n...\n-Press Any Key For More-\nline 4\n...\nline 7\n"
    "-Press Any Key For More- q\nline 8\nline 9\n\ntoy> quit\n",
    "an escaped line": "toy> dots\n\\...\n\\# no comment\n\ntoy> quit\n",
    "two sessions": "--- a\ntoy> greet\n\nWho are you?\n[nobody]> A\n\n--- b\n\ntoy> x\n\nUnknown command: x\n"
    "\n--- a\nHello A\n\ntoy> quit\n\n--- b\ntoy> quit\n",
    "a session that ended begins anew": "--- a\ntoy> quit\n\n--- a\ntoy> quit\n",
    "the workstation": "$ echo hi; echo ho >&2\nhi\nho\n\ntoy> x\n\n$ exit 3\n[exit status 3]\n\nUnknown command: x\n",
    "captures for the workstation": "toy> greet\n...[all]\n[nobody]>\n\nHello nobody\n\n$ cat all\n\nWho are you?\n",
    "an error of the whole line": "toy> \\^C\n\nUnknown command: ^C\n",
}  # fmt: skip

TOY_COMMANDS: Commands = {"dots": says("...\n# no comment\n")}


def play(text: str, directory: Path | None = None) -> ToyStage:
    from tests.transcript.toys import TOYS

    _, stage = run(text, shell({**TOYS, **TOY_COMMANDS}), directory)
    return stage


@pytest.mark.parametrize("name", PASSING)
def test_passes(name: str, tmp_path: Path) -> None:
    play(PASSING[name], tmp_path / "workstation")


@pytest.mark.parametrize("name", PASSING)
def test_passes_on_the_plain_front(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.transcript.toys.DirectActor", PlainActor)
    play(PASSING[name], tmp_path / "workstation")


FAILING = {
    "other output": (GREETING.replace("Hello", "Hallo"), 6, "not what the file shows"),
    "other prompt": (GREETING.replace("nobody", "none"), 4, "asks here"),
    "more in the file": (GREETING.replace("Bob\n\nt", "Bob\nx\n\nt"), 7, "not what the file shows"),
    "less in the file": (GREETING.replace("\nHello Bob\n", ""), 6, "not what the file shows"),
    "the file ends at a question": ("toy> greet\n", 1, "asks, but the file is at its end"),
    "the file ends before the output": ("toy> x\n", 1, "has said more"),
    "a prompt where nothing is asked": (
        "toy> x\n\nSure? [Y]> y\n\nUnknown command: x\n",
        3,
        "shows a prompt here, but the command does not ask",
    ),
    "a question that the file does not know": ("toy> greet\n\ntoy> quit\n", 3, "asks here"),
    "an answer that does not echo": ("toy> login\n\nPassphrase: x\n", 3, "does not echo"),
    "no hidden answer": ("toy> login\n\nPassphrase:\n", 3, "hidden answers are used up"),
    "a hidden answer too many": ('+++\nhidden = ["a"]\n+++\ntoy> quit\n', 4, "not asked for"),
    "a block without end": ("toy> paste\n...\na\n", 3, "no end"),
    "output instead of a block": ("toy> paste\n\nPaste!\na\n.\n", 3, "not what the file shows"),
    "after the end": ("toy> quit\n\nmore\n", 3, "the session has ended .line 1., but the file"),
    "nobody presses ctrl-c": ("toy> tail\n\nline 1\nline 3\n^C\n", 4, "not what the file shows"),
    "nobody presses ctrl-c, ever": ("toy> tail\n\nline 1\n...\nline 0\n^C\n", 5, "waits"),
    "other output of the workstation": ("$ echo hi\nho\n\ntoy> quit\n", 2, "output of the command"),
    "other exit status": ("$ exit 2\n\ntoy> quit\n", 2, "output of the command"),
}


@pytest.mark.parametrize("name", FAILING)
def test_fails_and_says_where_and_why(name: str, tmp_path: Path) -> None:
    text, line, words = FAILING[name]
    with pytest.raises(Fault, match=words) as caught:
        play(text, tmp_path / "workstation")
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("toy> [=unknown]\n", "line 1: nothing was captured as `unknown`"),
        ("toy> [..]\n", "line 1: .* where text is typed"),
        ("toy> greet\n...[two]\n[nobody]> [=two]\n", "line 3: several captured lines"),
        ("toy> pages\n...\n-Press Any Key For More- ab\n", "line 3: one key"),
    ],
)
def test_what_cannot_be_typed_is_told(text: str, words: str) -> None:
    with pytest.raises(TranscriptError, match=words):
        play(text)


def test_a_difference_is_shown_with_lines_of_the_file() -> None:
    with pytest.raises(Fault) as caught:
        play("# a comment\n" + GREETING.replace("Hello Bob", "Hello [..], welcome"))
    assert caught.value.diff == (
        "--- the file",
        "+++ the appliance",
        "@@ -6,4 +6,4 @@",
        " ",
        "-Hello [..], welcome",
        "+Hello Bob",
        " ",
        " toy>",
    )


def test_an_error_of_the_conversation_is_not_hidden() -> None:
    async def broken(dialogue: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run("toy> broken\n", shell({"broken": broken}))


def test_time_passes_only_while_a_command_waits() -> None:
    assert play(PASSING["following a log"]).waited == 29


def test_each_command_line_ticks() -> None:
    assert play(PASSING["two sessions"]).ticks == 4


def test_sessions_have_the_users_of_the_header() -> None:
    header = '+++\nuser = "op"\n[sessions.a]\nuser = "admin"\n+++\n'
    stage = play(header + "--- a\ntoy> quit\n\n--- b\ntoy> quit\n")
    assert stage.opened == ["a:admin", "b:b"]
    assert play('+++\nuser = "op"\n+++\ntoy> quit\n').opened == [":op"]


def test_each_session_can_have_its_own_hidden_answers() -> None:
    header = '+++\nhidden = ["sesame"]\n[sessions.b]\nhidden = ["wrong"]\n+++\n'
    one = "toy> login\n\nPassphrase:\n\n"
    play(f"{header}--- b\n{one}Wrong\n\n--- a\n{one}Right\n")


def test_sessions_are_closed_whatever_happens() -> None:
    closed = []

    class Closing(DirectActor):
        def close(self) -> None:
            closed.append(self)
            super().close()

    monkey = pytest.MonkeyPatch()
    monkey.setattr("tests.transcript.toys.DirectActor", Closing)
    with monkey.context(), pytest.raises(Fault):
        play("--- a\ntoy> greet\n\n--- b\ntoy> x\n\nwrong\n")
    monkey.undo()
    assert len(closed) == 2


# Whatever is said can be shown, and nothing else passes.

line_of_output = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=12
)
special = st.sampled_from(
    ["...", "[..]", "# x", "$ x", "--- x", "\\", "^C", "^D", "toy> x", "[=x]", "", "  ", "[a:..]"]
)
outputs = st.lists(st.one_of(special, line_of_output), min_size=1, max_size=8)


def transcript_of(output: list[str]) -> list[str]:
    """Return the lines of a file that shows a command with this output."""
    from esatui.transcript.turns import visible_lines

    said = visible_lines("\n" + "".join(line + "\n" for line in output) + "\n")
    return ["toy> say", *(output_line(line) for line in said[:-1]), "toy> quit"]


def say(output: list[str]) -> Commands:
    return {"say": says("\n" + "".join(line + "\n" for line in output))}


@given(outputs)
def test_any_output_can_be_shown(output: list[str]) -> None:
    file = transcript_of(output)
    run("\n".join(file) + "\n", shell(say(output)))


@given(outputs, st.data())
def test_no_line_can_be_left_out(output: list[str], data: st.DataObject) -> None:
    file = transcript_of(output)
    index = data.draw(st.integers(1, len(file) - 2))
    del file[index]
    with pytest.raises((Fault, TranscriptError)):
        run("\n".join(file) + "\n", shell(say(output)))


@given(outputs, st.data())
def test_a_changed_line_is_named(output: list[str], data: st.DataObject) -> None:
    file = transcript_of(output)
    index = data.draw(st.integers(1, len(file) - 2))
    file[index] = "something else entirely"
    with pytest.raises(Fault) as caught:
        run("\n".join(file) + "\n", shell(say(output)))
    assert caught.value.line == index + 1


@settings(max_examples=50)
@given(st.lists(st.sampled_from(GREETING.splitlines()), max_size=9))
def test_any_order_of_lines_passes_or_is_told(lines: list[str]) -> None:
    text = "".join(line + "\n" for line in lines)
    try:
        run(text)
    except (Fault, TranscriptError) as error:
        line = error.line
    else:
        line = 1
    assert line is not None
