"""A bug in a command: reported, taken back, and the session goes on. In process and as a program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from esatui.faults import LONGEST_MESSAGE, MOST_FRAMES, TOLD, describe
from esatui.session import Session
from esatui.transcript.fixtures import ApplianceUnderTest
from state.journal import ALERT
from tests.broken_program import find_broken
from tests.commands.dialogues import session_in, talk

ROOT = Path(__file__).parents[1]
PROGRAM = (sys.executable, "-m", "tests.broken_program", "--state")
FAULT = re.compile(
    r"An application fault occurred: \('broken_program\.py <lambda>\|\d+', "
    r'"<class \'ZeroDivisionError\'>", \'integer division or modulo by zero\', '
    r"'\[esatui/shell\.py run_command\|\d+\] .*\[broken_program\.py <lambda>\|\d+\]'\)"
)
SECRET = "correct horse"


@pytest.fixture(autouse=True)
def with_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the shell know the command that has a bug."""
    monkeypatch.setattr("esatui.shell.find", find_broken)


def logged(state: Path, log: str) -> str:
    """Return everything that is in a log."""
    return "".join(path.read_text() for path in (state / "logs" / log).iterdir())


def tolerant(session: Session) -> Session:
    """Let bugs be reported, as outside of tests."""
    session.appliance.raise_faults = False
    return session


def test_the_session_goes_on_and_the_candidate_is_as_before(tmp_path: Path) -> None:
    with session_in(tmp_path / "state") as (session, written):
        said = talk(tolerant(session), written, ["destconfig new a.example", "broken", "whoami"])
        assert f"\n{TOLD}\n" in said
        assert said.index(TOLD) < said.index("Username: admin")
        assert session.draft.system.hostname == "mail.example.com"
        assert "a.example" in session.draft.destinations.entries
        assert session.failed is False  # That was `whoami`.
        events = list(session.appliance.store.journal.newest_first())
        (alert,) = (event for event in events if event.type == ALERT)
        assert (alert.data["class"], alert.data["severity"]) == ("System", "Critical")
        assert FAULT.fullmatch(alert.data["text"])
    (line,) = (
        each for each in logged(tmp_path / "state", "system_logs").splitlines() if "PID" in each
    )
    assert FAULT.search(line)
    assert "Critical: PID " in line
    assert "Critical: An application fault" in logged(tmp_path / "state", "mail_logs")


def test_what_was_asked_for_in_secret_is_told_to_nobody(tmp_path: Path) -> None:
    with session_in(tmp_path / "state") as (session, written):
        talk(tolerant(session), written, ["broken secret", SECRET, "broken aloud"])
    system = logged(tmp_path / "state", "system_logs")
    assert SECRET not in system + logged(tmp_path / "state", "mail_logs")
    assert system.count("\"<class 'KeyError'>\", ''") == 1
    assert "\"'aloud'\"" in system


def test_the_fault_of_a_row_of_commands_ends_the_row(tmp_path: Path) -> None:
    with session_in(tmp_path / "state") as (session, written):
        assert "Username" not in talk(tolerant(session), written, ["broken; whoami"])


def test_an_endless_recursion_and_an_endless_message_are_cut() -> None:
    def deeper() -> None:
        deeper()

    with pytest.raises(RecursionError) as caught:
        deeper()
    told = describe(caught.value, confided=False)
    assert told.count("[test_faults.py deeper|") == MOST_FRAMES
    assert len(describe(ValueError("x" * 10**6), confided=False)) < LONGEST_MESSAGE + 200


def test_who_looks_for_bugs_sees_them(appliance: ApplianceUnderTest) -> None:
    with pytest.raises(ZeroDivisionError):
        appliance.run("broken")


def program(state: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    """Run the program that has a bug to its end."""
    words = [*PROGRAM, str(state), *arguments]
    done = subprocess.run(
        words, input=stdin, capture_output=True, cwd=ROOT, timeout=60, check=False
    )
    assert not done.stderr
    return subprocess.CompletedProcess(words, done.returncode, done.stdout.decode())


def test_a_batch_line_exits_with_1(tmp_path: Path) -> None:
    done = program(tmp_path / "state", "-c", "broken; whoami")
    assert (done.returncode, done.stdout) == (1, f"\n{TOLD}\n")
    assert FAULT.search(logged(tmp_path / "state", "system_logs"))


def test_lines_of_a_pipe_go_on(tmp_path: Path) -> None:
    done = program(tmp_path / "state", stdin=b"broken\nwhoami\n")
    assert done.returncode == 0
    assert done.stdout.index(TOLD) < done.stdout.index("Username: admin")


def test_a_terminal_goes_on(tmp_path: Path) -> None:
    words = [*PROGRAM[1:], str(tmp_path / "state")]
    environment = {**os.environ, "TERM": "xterm"}
    child = pexpect.spawn(PROGRAM[0], words, cwd=str(ROOT), env=environment, timeout=60)
    for typed, expected in (("broken\r", TOLD), ("whoami\r", "Username: admin")):
        child.send(typed)
        child.expect_exact(expected)
    child.send("exit\r")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
