"""The whole appliance as a process: its services, its logs, commits of other processes."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from state.settings import FILE_NAME
from tests.cli.program import PROGRAM, run


@pytest.fixture
def state(factory_state: Path, tmp_path: Path) -> Path:
    """Return a state directory whose services take any free port."""
    state = shutil.copytree(factory_state, tmp_path / "state")
    path = state / FILE_NAME
    text = path.read_text()
    changed = text.replace("\n# ports = ", "\nports = ")
    assert changed != text
    path.write_text(changed)
    return state


class Served:
    """A server that is ready, and where its parts listen."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        ready, *items = process.stdout.readline().split()
        assert ready == "ready", items
        self.addresses = dict(item.split("=", 1) for item in items)

    def greeting(self) -> str:
        """Return what the first listener says to a new client."""
        host, _, port = self.addresses["smtp.InboundMail"].rpartition(":")
        with socket.create_connection((host, int(port)), timeout=30) as client:
            return client.makefile("rb").readline().decode()

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Send a signal; return exit status, output and errors."""
        self.process.send_signal(number)
        output, errors = self.process.communicate(timeout=60)
        return self.process.returncode, output, errors


@contextmanager
def served(state: Path, *more: str) -> Iterator[Served]:
    words = [PROGRAM, "serve", "--state", str(state), "--ssh", "127.0.0.1:0", *more]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Served(process)
        finally:
            process.kill()


def log(state: Path, path: str) -> str:
    return (state / "logs" / path).read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_ready_line_says_where_everything_listens(state: Path, number: signal.Signals) -> None:
    with served(state) as server:
        names = list(server.addresses)
        assert (names[0], names[-1]) == ("ssh", "state")
        assert server.greeting().startswith("220 mail.example.com")
        assert server.end(number) == (0, "", "")
    text = log(state, "mail_logs/mail.current")
    assert "Info: New SMTP ICID 1 interface Management (192.168.42.42) address 127.0.0.1" in text
    assert text.endswith("\n")


def test_every_log_is_there_to_be_fetched(state: Path) -> None:
    with served(state) as server:
        for path in ("mail_logs/mail.current", "status/status.log.current"):
            assert log(state, path).split("\n")[0].endswith("Info: Begin Logfile")
        server.end()


def test_a_commit_of_another_process_is_in_force_for_the_next_connection(state: Path) -> None:
    with served(state) as server:
        assert server.greeting().startswith("220 mail.example.com")
        line = 'interfaceconfig edit Management hostname=mx.example.net; commit "new name"'
        done = run("--state", state, "-c", line)
        assert (done.returncode, done.stderr) == (0, "")
        # The next but one, if the machine is that busy.
        while not (greeting := server.greeting()).startswith("220 mx.example.net"):
            assert greeting.startswith("220 mail.example.com")
        server.end()
    system = log(state, "system_logs/system.current")
    assert "User admin commit changes: new name\n" in system


def test_a_restart_goes_on_with_numbers_and_logs(state: Path) -> None:
    for icid in (1, 2):
        with served(state) as server:
            server.greeting()
            assert server.end()[0] == 0
        assert f"New SMTP ICID {icid} " in log(state, "mail_logs/mail.current")
    assert log(state, "mail_logs/mail.current").count("Begin Logfile") == 1


def test_a_crash_skips_numbers_but_never_gives_one_twice(state: Path) -> None:
    with served(state) as server:
        server.greeting()
        while "ICID 1 close" not in log(state, "mail_logs/mail.current"):
            assert server.process.poll() is None
        server.end(signal.SIGKILL)
    with served(state) as server:
        server.greeting()
        server.end()
    text = log(state, "mail_logs/mail.current")
    icids = [
        int(line.split(" ICID ")[1].split()[0]) for line in text.split("\n") if "New SMTP" in line
    ]
    assert len(icids) == 2
    assert icids[0] == 1 < icids[1]


def test_status_of_another_process_counts_connections(state: Path) -> None:
    with served(state) as server:
        server.greeting()
        while (
            "                      1\n    Delivery"
            not in run("--state", state, "-c", "status").stdout
        ):
            assert server.process.poll() is None
        server.end()


def test_services_run_in_one_process_only(state: Path) -> None:
    with served(state) as server:
        done = run("serve", "--state", state, "--ssh", "127.0.0.1:0")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == ("esatui: Another process runs the services of this appliance.\n")
        with served(state, "--no-services") as beside:
            assert list(beside.addresses) == ["ssh", "state"]
            assert beside.end() == (0, "", "")
        assert server.end() == (0, "", "")


def test_a_service_that_cannot_work_is_told_and_the_rest_goes_on(state: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        path = state / FILE_NAME
        path.write_text(
            path.read_text().replace("[bind]\n", f'[bind]\n"Management:25" = "127.0.0.1:{port}"\n')
        )
        with served(state) as server:
            assert "smtp.InboundMail" not in server.addresses
            status, output, errors = server.end()
    assert (status, output) == (0, "")
    assert errors.startswith("esatui: ")
    assert f"127.0.0.1:{port}" in errors
    assert f"127.0.0.1:{port}" in log(state, "system_logs/system.current")


def test_settings_that_make_no_sense(state: Path) -> None:
    path = state / FILE_NAME
    path.write_text(path.read_text().replace("[bind]\n", '[bind]\n"Management:25" = "nowhere"\n'))
    done = run("serve", "--state", state, "--ssh", "127.0.0.1:0")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "no address with a port" in done.stderr
