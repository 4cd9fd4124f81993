"""A recorded session is a transcript that passes."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esatui.dialogue import Dialogue
from esatui.requests import ReadBlock
from esatui.transcript.cli import main
from esatui.transcript.direct import DirectActor
from esatui.transcript.document import Transcript, parse
from esatui.transcript.header import Header
from esatui.transcript.live import recorded
from esatui.transcript.record import Recorder
from esatui.transcript.turns import End, Interrupt, Key, Pasted, Reply, Turn, Typed, Wait
from tests.transcript.test_runner import TOY_COMMANDS, outputs, say
from tests.transcript.toys import TOYS, Commands, run, shell

EMPTY = Transcript(Header(), (), ())


def record(replies: list[Reply], commands: Commands) -> str:
    """Return the transcript of a session on the toy shell."""
    recorder = Recorder()
    toy = shell(commands)
    actor = DirectActor(
        lambda write: recorder.listening(toy(Dialogue(recorder.writing(write)))), lambda _: None
    )
    turn = actor.start()
    for reply in replies:
        if turn.request is None:
            break
        turn = actor.reply(_fitting(turn, reply))
    if isinstance(turn.request, ReadBlock):
        turn = actor.reply(Interrupt())
    if turn.request is not None:
        actor.reply(End())
    actor.close()
    return recorded(EMPTY, recorder)


def _fitting(turn: Turn, reply: Reply) -> Reply:
    """Return the reply, in the form that the question wants."""
    if isinstance(turn.request, ReadBlock) and isinstance(reply, Typed):
        return Pasted([reply.text], turn.request.end)
    if type(turn.request).__name__ == "Pause":
        return reply if isinstance(reply, Interrupt) else Wait()
    if type(turn.request).__name__ == "ReadKey" and isinstance(reply, Typed):
        return Key(reply.text[:1] or " ")
    return reply


typed = st.one_of(
    st.sampled_from([*TOYS, "quit", "^C", "^D", "# x", "\\", "[=x]", "[..]", "$ x", "...", "."]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=8),
)
replies = st.one_of(typed.map(Typed), st.just(Interrupt()), st.just(Typed("")))


@given(st.lists(replies, max_size=12))
def test_what_is_recorded_passes(answers: list[Reply]) -> None:
    answers = [a for a in answers if a != Typed("login")]
    text = record(answers, {**TOYS, **TOY_COMMANDS})
    run(text, shell({**TOYS, **TOY_COMMANDS}))


@given(outputs)
def test_any_output_is_recorded(output: list[str]) -> None:
    text = record([Typed("say"), Typed("quit")], say(output))
    run(text, shell(say(output)))


def test_secrets_are_kept_out() -> None:
    text = record([Typed("login"), Typed("open sesame"), Typed("login"), Typed("other")], TOYS)
    header = parse(text).header
    assert header.hidden == ("Hidden-0001", "Hidden-0002")
    assert "sesame" not in text
    assert "other" not in text


def test_a_repeated_secret_stays_one() -> None:
    text = record([Typed("login"), Typed("again"), Typed("login"), Typed("again")], TOYS)
    assert parse(text).header.hidden == ("Hidden-0001", "Hidden-0001")
    run(text)


def test_hidden_answers_go_before_the_tables_of_a_header() -> None:
    head = ("+++", 'title = "x"', "[sessions.a]", 'user = "admin"', "+++")
    recorder = Recorder()
    recorder.hidden.append("Hidden-0001")
    header = parse(recorded(Transcript(Header(), head, ()), recorder)).header
    assert header.hidden == ("Hidden-0001",)
    assert header.sessions["a"].hidden is None


TYPED = "sethostname\nmail3.example.com\ncommit\nnew name\n\nversion\n"


def test_a_session_from_a_pipe_is_recorded_and_passes(tmp_path: Path) -> None:
    file = tmp_path / "rename.transcript"
    done = subprocess.run(
        [sys.executable, "-m", "esatui.transcript", "--record", file],
        input=TYPED,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "mail3.example.com> " in done.stdout
    text = file.read_text()
    assert text.startswith('+++\ntitle = "rename"\n+++\nmail.example.com> sethostname\n')
    assert main([str(file)]) == 0


def test_a_session_on_a_terminal_is_recorded_and_passes(tmp_path: Path) -> None:
    file = tmp_path / "rename.transcript"
    file.write_text("+++\nclock = 2030-01-01T00:00:00Z\n+++\n")
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "esatui.transcript", "--record", str(file)]
    environment = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(command, stdin=slave, stdout=slave, env=environment) as process:
        os.close(slave)
        for answer in [*TYPED.splitlines(), "quit"]:
            read_until(master, b"> ")
            os.write(master, answer.encode() + b"\r")
        while read(master):
            continue
        assert process.wait() == 0
    os.close(master)
    assert "Changes committed: Tue Jan  1 00:00:00 2030 GMT" in file.read_text()
    assert main([str(file)]) == 0


def read_until(descriptor: int, end: bytes) -> None:
    """Read from a terminal until the last bytes are these."""
    seen = b""
    while not seen.endswith(end):
        data = read(descriptor)
        assert data, seen
        seen += data


def read(descriptor: int) -> bytes:
    """Read from a terminal; nothing at its end."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def test_a_file_with_a_conversation_is_not_recorded_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kept.transcript"
    file.write_text("mail.example.com> quit\n")
    assert main(["--record", str(file)]) == 2
    assert "record into a new file" in capsys.readouterr().err
    assert file.read_text() == "mail.example.com> quit\n"
