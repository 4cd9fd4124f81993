"""The program: ready when it says so, gone when it is told."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from esatui.appliance import Appliance
from esatui.ssh.background import background_server
from esatui.ssh.server import Address
from tests.ssh.clients import Clients

# Services would listen on fixed ports, which other tests may want at the same time.
PROGRAM = [str(Path(sys.executable).with_name("esatui")), "serve", "--no-services"]


@contextmanager
def served(state: Path) -> Iterator[tuple[subprocess.Popen[str], Address]]:
    words = [*PROGRAM, "--state", str(state), "--ssh", "127.0.0.1:0"]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready.startswith("ready ssh=127.0.0.1:"), ready
        host, _, port = ready.split()[1].removeprefix("ssh=").rpartition(":")
        yield process, Address(host, int(port))
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_cleanly(
    appliance: Appliance, tmp_path: Path, key: Path, number: signal.Signals
) -> None:
    state = appliance.store.directory
    appliance.store.close()
    with served(state) as (process, address):
        clients = Clients(address, tmp_path, key)
        child = clients.terminal(term="xterm")
        child.expect_exact("mail.example.com> ")
        child.send("sethostname\rother.example.com\r")
        child.expect_exact("mail.example.com> ")
        assert list((state / "pending").iterdir())
        process.send_signal(number)
        output, errors = process.communicate(timeout=20)
        assert (process.returncode, output, errors) == (0, "", "")
        child.expect_exact(pexpect.EOF)
        child.wait()
    assert list((state / "pending").iterdir()) == []
    assert [path.name for path in (state / "logins").iterdir()] == []


def test_address_that_cannot_be_used(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        words = [*PROGRAM, "--state", str(tmp_path / "state")]
        words += ["--ssh", f"127.0.0.1:{taken.getsockname()[1]}"]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("esatui: 127.0.0.1:")
    assert done.stderr.count("\n") == 1


def test_host_keys_survive_a_restart(appliance: Appliance, tmp_path: Path, key: Path) -> None:
    # The port differs; the name under which the client keeps the host key is the same.
    more = ["HostKeyAlias=appliance"]
    with background_server(appliance) as server:
        assert Clients(server.address, tmp_path, key).ssh("version", more=more).returncode == 0
    with background_server(appliance) as server:
        clients = Clients(server.address, tmp_path, key)
        strict = [*more, "StrictHostKeyChecking=yes"]
        assert clients.ssh("version", more=strict).returncode == 0
        old = ["HostKeyAlias=old", "HostKeyAlgorithms=ecdsa-sha2-nistp256"]
        assert clients.ssh("version", more=old).returncode == 0
