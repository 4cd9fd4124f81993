"""A bug in a command over ssh: a shell goes on, a batch line ends with status 1."""

from __future__ import annotations

import pytest

from esatui.appliance import Appliance
from esatui.faults import TOLD
from tests.broken_program import find_broken
from tests.ssh.clients import Clients


@pytest.fixture(autouse=True)
def with_bug(appliance: Appliance, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the shell know the command that has a bug, and report it as outside of tests."""
    appliance.raise_faults = False
    monkeypatch.setattr("esatui.shell.find", find_broken)


def test_a_batch_line_exits_with_1(clients: Clients) -> None:
    done = clients.ssh("broken; whoami")
    assert (done.returncode, done.stdout, done.stderr) == (1, f"\n{TOLD}\n".encode(), b"")
    assert clients.ssh("whoami").returncode == 0


def test_a_shell_goes_on(clients: Clients) -> None:
    child = clients.terminal()
    for typed, expected in (("broken\r", TOLD), ("whoami\r", "Username: admin")):
        child.send(typed)
        child.expect_exact(expected)
    child.close()
