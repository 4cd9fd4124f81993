"""Commands of the workstation."""

import os
import select
import signal
from pathlib import Path

import pytest

from esatui.transcript.header import CLOCK
from esatui.transcript.workstation import Workstation, WorkstationError
from state.clock import FrozenClock


@pytest.fixture
def workstation(tmp_path: Path) -> Workstation:
    return Workstation(tmp_path / "scratch", tmp_path / "configuration", FrozenClock(CLOCK))


def test_output_and_errors_are_one(workstation: Workstation) -> None:
    assert workstation.run("echo out; echo err >&2; exit 3", {}) == "out\nerr\n[exit status 3]\n"


def test_commands_share_a_directory(workstation: Workstation) -> None:
    workstation.run("echo kept > file", {})
    assert workstation.run("cat file", {}) == "kept\n"


def test_captures_are_files(workstation: Workstation) -> None:
    assert workstation.run("cat csr", {"csr": "one\ntwo\n"}) == "one\ntwo\n"
    workstation.run("echo changed > csr", {"csr": "one\ntwo\n"})
    assert workstation.run("cat csr", {"csr": "one\ntwo\n"}) == "changed\n"
    assert workstation.run("cat csr", {"csr": "anew\n"}) == "anew\n"


def test_the_environment_is_always_the_same(
    workstation: Workstation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    names = ["PATH", "HOME", "LC_ALL", "TZ", "APPLIANCE", "CLOCK", "NOT_BEFORE", "NOT_AFTER"]
    printed = workstation.run("env | cut -d= -f1 | sort", {}).split()
    assert set(printed) - {"PWD", "OLDPWD", "SHLVL", "_"} == set(names)
    assert workstation.run('echo "$APPLIANCE"', {}) == f"{tmp_path / 'configuration'}\n"
    assert workstation.run("echo $NOT_BEFORE $NOT_AFTER", {}) == "20240519100211Z 20250520100211Z\n"


def test_nothing_is_read_from_the_terminal(workstation: Workstation) -> None:
    assert workstation.run("cat", {}) == ""


def test_a_command_that_does_not_end_is_told(
    workstation: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esatui.transcript.workstation.TIME_LIMIT", 0.05)
    with pytest.raises(WorkstationError, match=r"not done after 0.05 seconds: sleep"):
        workstation.run("sleep 60", {})


def test_what_a_command_leaves_behind_is_ended(workstation: Workstation, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "alive")
    reads = os.open(tmp_path / "alive", os.O_RDONLY | os.O_NONBLOCK)
    # The sleeper holds the other end of the FIFO as long as it lives.
    workstation.run("exec 3> ../alive; echo begun >&3; sleep 60 > /dev/null 2>&1 &", {})
    assert os.read(reads, 100) == b"begun\n"
    assert select.select([reads], [], [], 30)[0] == [reads]
    assert os.read(reads, 1) == b""
    os.close(reads)


def test_output_is_kept_within_bounds(
    workstation: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esatui.transcript.workstation.OUTPUT_LIMIT", 10)
    assert workstation.run("yes | head -n 100000", {}) == "y\n" * 5


def test_a_signal_is_a_status_too(workstation: Workstation) -> None:
    assert workstation.run("kill -9 $$", {}) == f"[exit status {-signal.SIGKILL}]\n"
