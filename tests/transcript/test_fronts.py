"""What is the same on every front when something goes wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from esatui.transcript.document import parse
from esatui.transcript.echo import without_echo
from esatui.transcript.errors import Fault
from esatui.transcript.header import FRONTS, FrontName
from esatui.transcript.play import Run, play_file
from esatui.transcript.turns import ActorError, End, Interrupt, Pasted, Typed


@pytest.mark.parametrize("front", FRONTS)
def test_a_session_that_is_left_in_the_middle_is_closed(front: FrontName, tmp_path: Path) -> None:
    text = '+++\n[sessions.a]\nuser = "admin"\n+++\n--- a\nmail.example.com> sethostname\n'
    with pytest.raises(Fault, match="of a asks, but the file is at its end"):
        play_file(tmp_path / "x.transcript", parse(text), Run(front))


def test_no_process_stays_when_the_one_that_plays_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "x.transcript"
    file.write_text("mail.example.com> quit\n")
    # Whoever holds the write end of this pipe lives: the program and what it has started.
    reads, writes = os.pipe()
    command = [sys.executable, "-m", "esatui.transcript", "--front", "tty", str(file)]
    subprocess.run(command, check=True, capture_output=True, pass_fds=[writes])
    os.close(writes)
    assert os.read(reads, 1) == b""
    os.close(reads)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("[]> new\nsaid", Typed("new")),
        ("[]> ^C\nsaid", Interrupt()),
        ("[]>\nsaid", End()),
        ("[]> a\nb\n.\nsaid", Pasted(["a", "b"], ".")),
        ("[]> a\n\nsaid", Pasted(["a"], None)),
    ],
)
def test_the_echo_is_taken_away(text: str, reply: Typed | Interrupt | End | Pasted) -> None:
    assert without_echo(text, "[]> ", reply, None) == "said"


@pytest.mark.parametrize("text", ["[]> nwe\nsaid", "said", "[]> new"])
def test_an_echo_that_is_not_what_was_typed_is_told(text: str) -> None:
    with pytest.raises(ActorError, match="was typed"):
        without_echo(text, "[]> ", Typed("new"), None)
