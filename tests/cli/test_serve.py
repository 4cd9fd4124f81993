import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from esatui.cli.serve import is_loopback
from tests.cli.program import PROGRAM, run

LOOPBACK = ["127.0.0.1", "127.8.9.1", "::1", "localhost"]
REACHABLE = ["0.0.0.0", "::", "192.0.2.1", "example.com", ""]  # noqa: S104 - they are refused


def test_what_only_this_machine_can_reach() -> None:
    assert [host for host in LOOPBACK + REACHABLE if is_loopback(host)] == LOOPBACK


def test_other_addresses_are_refused(state: Path) -> None:
    done = run("serve", "--state", state, "--ssh", "0.0.0.0:0")
    assert (done.returncode, done.stdout) == (1, "")
    assert "--allow-remote" in done.stderr


@pytest.mark.parametrize("front", [["serve", "--state"], ["--state"]])
def test_says_when_it_is_ready_and_ends_cleanly(state: Path, front: list[str]) -> None:
    rest = ["--ssh", "127.0.0.1:0"] if front[0] == "serve" else ["serve", "--ssh", "127.0.0.1:0"]
    with server(*front, str(state), *rest) as child:
        assert child.stdout is not None
        line = child.stdout.readline().decode()
        assert line.startswith("ready ssh=127.0.0.1:")
        assert f" state={state}\n" in line
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 0
        assert child.stdout.read() == b""
        assert child.stderr is not None
        assert child.stderr.read() == b""


def test_address_that_is_taken_is_one_line(state: Path) -> None:
    with server("serve", "--state", str(state), "--ssh", "127.0.0.1:0") as child:
        assert child.stdout is not None
        address = child.stdout.readline().decode().split()[1].removeprefix("ssh=")
        done = run("serve", "--state", state, "--ssh", address, "--no-services")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"esatui: {address} cannot be used: ")
        child.send_signal(signal.SIGINT)
        assert child.wait(20) == 0


@contextmanager
def server(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the program as a server; it is killed in any case."""
    # Services would listen on fixed ports, which other tests may want at the same time.
    words = [PROGRAM, *arguments, "--no-services"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        try:
            yield child
        finally:
            child.kill()
