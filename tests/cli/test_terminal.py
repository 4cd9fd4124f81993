import os
import signal
import stat
import sys
import threading
from pathlib import Path

import pytest

from tests.cli.program import PROMPT, Pty

LEFT, UP = "\x1b[D", "\x1b[A"


@pytest.fixture
def shell(state: Path) -> Pty:
    terminal = Pty(state)
    terminal.expect(PROMPT)
    return terminal


def leave(terminal: Pty) -> None:
    terminal.type("\x04")
    assert terminal.end() == 0


def test_greets_and_leaves(shell: Pty) -> None:
    assert shell.lines[0] == "AsyncOS 15.5.0 for Cisco C100V build 048"
    assert shell.lines[-1] == PROMPT.rstrip()
    shell.type("whoami\r")
    shell.expect("Groups: ")
    shell.expect(PROMPT)
    leave(shell)


def test_type_ahead_before_the_first_prompt(state: Path) -> None:
    terminal = Pty(state)
    terminal.type("whoami\rexit\r")
    assert terminal.end() == 0
    assert terminal.output.count(b"Username: admin\r\n") == 1
    assert b"mail.example.com> exit\r\n" in terminal.output


def test_pasted_lines_answer_the_questions_of_a_slow_command(shell: Pty) -> None:
    # The key is made in the middle of it.
    answers = [
        "certconfig", "certificate", "new", "1", "pasted", "pasted.example.com", "n",
        "Example", "Unit", "City", "State", "DE", "", "1", "n", "", "", "whoami",
    ]  # fmt: skip
    shell.type("\r".join([*answers, "exit"]) + "\r")
    shell.expect("Do you want to view the CSR? [Y]> n\r\n")
    shell.expect("mail.example.com> whoami\r\n")
    shell.expect("mail.example.com> exit\r\n")
    shell.expect("Are you sure you wish to exit? [N]> ")
    shell.type("y\r")
    assert shell.end() == 0
    assert b"pasted" in shell.output


def test_megabyte_into_a_block(shell: Pty) -> None:
    shell.type("certconfig\rcertificate\rpaste\rbig\rn\r")
    shell.expect("end with '.'")
    text = ("M" * 63 + "\r") * (1024 * 1024 // 64)

    def send() -> None:
        sent = text.encode() + b".\r"
        while sent:
            sent = sent[os.write(shell.child.child_fd, sent[:4096]) :]

    # Both directions at once, as a terminal does: the echo is read while this is sent.
    sender = threading.Thread(target=send)
    sender.start()
    shell.expect("M\r\n.\r\n")
    sender.join()
    shell.expect("> ")
    shell.type("\x03")
    shell.expect(PROMPT)
    leave(shell)


def test_editing_korean_and_history(shell: Pty, state: Path) -> None:
    shell.type(f"한국{LEFT}가\x7f글\r")
    shell.expect("Unknown command or missing feature key: 한글국")
    shell.expect(PROMPT)
    shell.type("whoami\r")
    shell.expect(PROMPT)
    shell.type(f"{UP}{UP}\r")
    shell.expect("Unknown command or missing feature key: 한글국")
    shell.expect(PROMPT)
    shell.type(" secretive\r")
    shell.expect(PROMPT)
    leave(shell)
    history = state / "history" / "admin"
    assert history.read_text() == "한글국\nwhoami\n한글국\n"
    assert stat.S_IMODE(history.stat().st_mode) == 0o600


def test_history_of_earlier_sessions(shell: Pty, state: Path) -> None:
    shell.type("whoami\r")
    shell.expect(PROMPT)
    leave(shell)
    terminal = Pty(state)
    terminal.expect(PROMPT)
    terminal.type("\x12who")
    terminal.expect("(reverse-i-search)")
    terminal.type("\r")
    terminal.expect("Username: admin")
    terminal.expect(PROMPT)
    leave(terminal)


def test_completion(shell: Pty) -> None:
    shell.type("commitd\t\r")
    shell.expect("No commits have been made.")
    shell.expect(PROMPT)
    leave(shell)


def test_pager_takes_one_key_and_leaves_no_trace(shell: Pty) -> None:
    shell.type("help\r")
    shell.expect("-Press Any Key For More-")
    assert shell.lines[-1] == "-Press Any Key For More-"
    assert len(shell.lines) == 24
    shell.type("x")
    while shell.expect("-Press Any Key For More-", PROMPT) != PROMPT:
        shell.type("x")
    assert "Press" not in "".join(shell.lines)
    assert shell.lines[-1] == PROMPT.rstrip()
    leave(shell)


def test_pages_are_as_high_as_the_terminal_is_now(shell: Pty) -> None:
    shell.resize(80, 30)
    shell.type("\r")
    shell.expect(PROMPT)
    shell.type("help\r")
    shell.expect("-Press Any Key For More-")
    assert len(shell.lines) == 30
    shell.type("\x03")
    shell.expect("-- Changes not recorded")
    shell.expect(PROMPT)
    leave(shell)


def test_control_z_does_nothing(shell: Pty) -> None:
    shell.type("who\x1aami\r")
    shell.expect("Username: admin")
    shell.child.kill(signal.SIGTSTP)
    shell.expect(PROMPT)
    leave(shell)


def test_interrupt_by_signal(shell: Pty) -> None:
    shell.type("sethostname\r")
    shell.expect("]> ")
    shell.child.kill(signal.SIGINT)
    shell.expect("-- Changes not recorded")
    shell.expect(PROMPT)
    leave(shell)


# The signal comes when the prompt is out and nothing is read yet.
STRIKING = """
import os, signal, sys
from esatui.cli import main
from esatui.fronts.direct import DirectFront

send = DirectFront._send
def send_and_strike(self, data):
    send(self, data)
    if data.endswith(b"]> "):
        os.kill(os.getpid(), signal.SIGINT)

DirectFront._send = send_and_strike
sys.exit(main(["--state", sys.argv[1], "-c", "sethostname; version"]))
"""


def test_control_c_at_a_question_of_a_batch_line(state: Path) -> None:
    terminal = Pty(state, script="exec {program} -c 'sethostname; version'")
    terminal.expect("[mail.example.com]> ")
    terminal.type("\x03")
    terminal.expect("-- Changes not recorded")
    assert terminal.end() == 1


def test_control_c_that_is_quicker_than_the_question_of_a_batch_line(state: Path) -> None:
    terminal = Pty(state, script=f"exec {sys.executable} -c '{STRIKING}' {state}")
    terminal.expect("-- Changes not recorded")
    assert terminal.end() == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_signal_ends_it_and_the_parent_sees_which(shell: Pty, number: int, state: Path) -> None:
    shell.type(f"half a line{LEFT}")
    shell.expect("half a line")
    shell.child.kill(number)
    assert shell.end() == -number
    assert shell.output.endswith(b"\x1b[?2004l\r\n")
    assert [path.name for path in (state / "logins").iterdir()] == []


@pytest.mark.parametrize("by_signal", [False, True])
def test_mode_of_the_terminal_is_restored(state: Path, by_signal: bool) -> None:
    terminal = Pty(state, script="stty -a; {program}; stty -a")
    terminal.expect(" icanon")
    terminal.expect(PROMPT)
    if by_signal:
        pid = terminal.child.pid
        program = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        os.kill(int(program[0]), signal.SIGTERM)
    else:
        terminal.type("exit\r")
    terminal.expect(" icanon")
    terminal.expect(" echo ")
    assert terminal.end() == 0


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_terminal_that_can_do_nothing(state: Path, term: str) -> None:
    terminal = Pty(state, term=term)
    terminal.expect(PROMPT)
    terminal.type("whozzz\x7f\x7f\x7fami\r")
    terminal.expect("Username: admin")
    terminal.expect(PROMPT)
    leave(terminal)
    assert b"\x1b" not in terminal.output


def test_terminal_that_goes_away_ends_the_session(shell: Pty, state: Path) -> None:
    pid = shell.child.pid
    assert pid is not None
    os.close(shell.child.child_fd)
    os.waitpid(pid, 0)
    assert [path.name for path in (state / "logins").iterdir()] == []
