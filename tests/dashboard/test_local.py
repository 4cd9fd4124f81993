"""`esatui dashboard`, and `dashboard` in the shell, on a terminal of this machine."""

from __future__ import annotations

import dataclasses
import os
import signal
import termios
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from state.store import Login
from tests.cli.conftest import factory_state, state
from tests.cli.program import PROMPT, Pty, run

__all__ = ["factory_state", "state"]
LEAVE = b"\x1b[?1049l"


def sees(terminal: Pty, text: str) -> None:
    terminal.sees(lambda: any(text in line for line in terminal.lines))


def pid_of(terminal: Pty) -> int:
    assert terminal.child.pid is not None
    return terminal.child.pid


def test_program(state: Path) -> None:
    terminal = Pty(state, script="{program} dashboard; echo ended $?")
    sees(terminal, "Monitor > Overview")
    terminal.type("2")
    sees(terminal, "Network > Certificates")
    terminal.type("\x11")
    sees(terminal, "ended 0")
    assert LEAVE in terminal.output
    assert terminal.end() == 0


def test_language_and_theme(state: Path) -> None:
    terminal = Pty(state, script="{program} dashboard --lang ko --theme esa-light")
    sees(terminal, "모니터 > 개요")


def test_needs_a_terminal(state: Path) -> None:
    done = run("dashboard", "--state", state)
    assert done.returncode == 1
    assert done.stderr == "esatui: the dashboard needs a terminal that can be drawn on\n"
    assert run("--state", state, "-c", "dashboard").returncode == 1


def test_from_the_shell_and_back(state: Path) -> None:
    terminal = Pty(state)
    terminal.expect(PROMPT)
    terminal.type("sethostname new.example.com\rdashboard\r")
    sees(terminal, "Commit Changes (1)")
    terminal.resize(120, 40)
    sees(terminal, ">1 Overview")
    terminal.type("\x11")
    terminal.expect(PROMPT)
    terminal.type("clear\r\rwhoami\r")
    terminal.expect("Username: admin")
    terminal.type("exit\r")
    assert terminal.end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("inside", ["dashboard", ""])
def test_signal_puts_the_terminal_back(state: Path, number: int, inside: str) -> None:
    terminal = Pty(state, script=f"exec {{program}} {inside}")
    if not inside:
        terminal.expect(PROMPT)
        terminal.type("dashboard\r")
    sees(terminal, "Monitor > Overview")
    os.kill(pid_of(terminal), number)
    if not inside and number == signal.SIGINT:
        # In the shell that is Ctrl-C, which the dashboard leaves to it.
        terminal.expect(PROMPT)
        terminal.type("exit\r")
        assert terminal.end() == 0
    else:
        assert terminal.end() == -number
    assert LEAVE in terminal.output


def test_stopped_and_continued(state: Path) -> None:
    terminal = Pty(state, script="exec {program} dashboard")
    sees(terminal, "Monitor > Overview")
    os.kill(pid_of(terminal), signal.SIGTSTP)
    before = len(terminal.output)
    os.kill(pid_of(terminal), signal.SIGCONT)
    terminal.sees(lambda: b"Overview" in terminal.output[before:])
    mode = termios.tcgetattr(terminal.child.child_fd)
    assert not mode[3] & termios.ICANON
    terminal.type("\x11")
    assert terminal.end() == 0


def test_ctrl_z_gives_the_terminal_to_the_shell_until_it_continues_the_job(state: Path) -> None:
    terminal = Pty(
        state, script="program='{program}' PS1='shell> ' exec bash --norc --noprofile -i"
    )
    sees(terminal, "shell>")
    terminal.type("$program dashboard\r")
    sees(terminal, "Monitor > Overview")
    terminal.type("4a")
    sees(terminal, "Add Destination")
    before = len(terminal.output)
    terminal.type("abc\x1a")
    terminal.sees(lambda: b"Stopped" in terminal.output[before:])
    assert LEAVE in terminal.output[before:]
    terminal.type("stty -a; echo hi$((1+1))\r")
    terminal.sees(lambda: b"hi2" in terminal.output[before:])
    assert b" icanon" in terminal.output[before:]
    before = len(terminal.output)
    terminal.type("fg\r")
    terminal.sees(lambda: b"Add Destination" in terminal.output[before:])
    terminal.type("d\x13")
    sees(terminal, "Commit Changes (1)")
    sees(terminal, " abcd ")
    terminal.child.close(force=True)


def test_passphrase_that_has_to_be_changed_first(state: Path) -> None:
    appliance = Appliance.open(state)
    login = Login(id="setup", user="admin", remote="local", started=appliance.clock.now())
    with appliance.store.begin(login, record=False) as candidate:
        users = candidate.draft.users
        admin = dataclasses.replace(users.accounts["admin"], must_change=True)
        accounts = {**users.accounts, "admin": admin}
        candidate.update(candidate.draft.write(users=dataclasses.replace(users, accounts=accounts)))
        candidate.commit()
    appliance.store.close()
    terminal = Pty(state, script="exec {program} dashboard")
    assert terminal.end() == 1
    assert terminal.lines[0].startswith("esatui: Your passphrase must be changed")
