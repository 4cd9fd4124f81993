import os
import pty
import subprocess
from pathlib import Path

import pytest

from esatui import __version__
from tests.cli.program import PROGRAM, run


class TestLine:
    def test_several_commands(self, state: Path) -> None:
        done = run("--state", state, "-c", "whoami; sethostname esa.example.com; commit x")
        assert (done.returncode, done.stderr) == (0, "")
        assert "Username: admin" in done.stdout
        assert "\x1b" not in done.stdout
        assert "\r" not in done.stdout
        assert 'hostname = "esa.example.com"' in (state / "commits" / "000001.toml").read_text()

    def test_first_failure_ends_the_line(self, state: Path) -> None:
        done = run("--state", state, "-c", "nonsense; version")
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout == "\nUnknown command or missing feature key: nonsense\n"

    def test_quit_is_success(self, state: Path) -> None:
        assert run("--state", state, "-c", "quit; nonsense").returncode == 0

    def test_questions_are_answered_by_standard_input(self, state: Path) -> None:
        done = run("--state", state, "-c", "sethostname; commit x", stdin=b"two.example.com\n")
        assert (done.returncode, done.stderr) == (0, "")
        assert "[mail.example.com]> " in done.stdout

    def test_standard_input_that_ends_too_early_is_failure(self, state: Path) -> None:
        done = run("--state", state, "-c", "sethostname")
        assert (done.returncode, done.stderr) == (1, "")

    def test_standard_input_is_left_alone_when_nothing_asks(self, state: Path) -> None:
        script = f"({PROGRAM} --state {state} -c version >/dev/null; cat)"
        left = subprocess.run(["sh", "-c", script], input=b"mine", capture_output=True, check=True)
        assert left.stdout == b"mine"

    def test_line_that_is_not_utf8(self, state: Path) -> None:
        done = subprocess.run(
            [PROGRAM, "--state", state, "-c", b'commit "caf\xe9"'], capture_output=True, check=False
        )
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr == b"esatui: The input is not valid UTF-8.\n"

    def test_closed_descriptors(self, state: Path) -> None:
        for redirection, status in [("<&-", 1), (">&-", 1)]:
            script = f"{PROGRAM} --state {state} -c sethostname {redirection}"
            done = subprocess.run(["sh", "-c", script], capture_output=True, check=False)
            assert done.returncode == status
            assert b"Traceback" not in done.stderr

    def test_reader_that_has_seen_enough(self, state: Path) -> None:
        script = (
            f"{PROGRAM} --state {state} -c 'help; help; help' | head -1; echo ${{PIPESTATUS[0]}}"
        )
        done = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
        assert done.stderr == b""

    def test_output_that_cannot_be_written(self, state: Path) -> None:
        script = f"{PROGRAM} --state {state} -c version > /dev/full"
        done = subprocess.run(["sh", "-c", script], capture_output=True, check=False)
        assert done.returncode == 1
        assert done.stderr == b"esatui: [Errno 28] No space left on device\n"

    def test_secret_on_a_terminal_is_not_echoed(self, state: Path) -> None:
        master, slave = pty.openpty()
        with subprocess.Popen(
            [PROGRAM, "--state", state, "-c", "passphrase"],
            stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as child:  # fmt: skip
            os.close(slave)
            assert child.stdout is not None
            seen = b""
            while not seen.endswith(b"phrase: ") and child.poll() is None:
                seen += os.read(child.stdout.fileno(), 1024)
            os.write(master, b"ironport\n\x04\x04")
            child.communicate()
        os.set_blocking(master, False)
        with os.fdopen(master, "rb", buffering=0) as terminal:
            echoed = _rest(terminal.fileno())
        assert b"ironport" not in echoed


def _rest(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except (BlockingIOError, OSError):
        return b""


class TestLinesFromAFile:
    def test_are_a_session_without_a_terminal(self, state: Path) -> None:
        done = run("--state", state, stdin=b"whoami\nsethostname\nesa.example.com\nquit\ny\n")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("AsyncOS 15.5.0 for Cisco C100V build 048\n")
        assert "\nmail.example.com> \nUsername: admin\n" in done.stdout
        assert "Configuration changes entered but not committed." in done.stdout
        assert "\x1b" not in done.stdout

    def test_second_session_names_the_first(self, state: Path) -> None:
        run("--state", state, stdin=b"quit\n")
        done = run("--state", state, stdin=b"last\n")
        assert done.stdout.startswith("Last login: ")
        assert done.stdout.splitlines()[0].endswith(" from local")
        assert done.stdout.count("admin     local") == 2


class TestStateDirectory:
    @pytest.mark.parametrize("name", ["file", "file/below", "unwritable/below"])
    def test_one_that_cannot_be_used_is_one_line(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "file").touch()
        (tmp_path / "unwritable").symlink_to("/proc/self/nothing")
        done = run("--state", tmp_path / name, "-c", "version")
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr.startswith("esatui: ")
        assert done.stderr.count("\n") == 1
        assert str(tmp_path / name) in done.stderr

    def test_environment_says_where(self, tmp_path: Path) -> None:
        places = {
            "ESATUI_STATE": tmp_path / "named",
            "XDG_DATA_HOME": tmp_path / "data" / "esatui",
            "HOME": tmp_path / "home" / ".local" / "share" / "esatui",
        }
        environment = {
            "ESATUI_STATE": str(tmp_path / "named"),
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "HOME": str(tmp_path / "home"),
        }
        for name, directory in places.items():
            assert not directory.exists()
            assert run("-c", "version", environment=environment).returncode == 0
            assert (directory / "running.toml").exists()
            environment[name] = ""


class TestUsage:
    @pytest.mark.parametrize(
        "arguments",
        [["--nonsense"], ["-c"], ["nonsense"], ["serve", "--ssh", "nowhere"], ["completion", "csh"],
         ["serve", "--ssh", "::1:22"], ["serve", "--ssh", ":22"], ["serve", "--ssh", "x:99999"]],
    )  # fmt: skip
    def test_wrong_command_line(self, arguments: list[str]) -> None:
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("usage: esatui")

    @pytest.mark.parametrize("program", [[], ["serve"], ["transcript"], ["completion"]])
    def test_help_has_examples(self, program: list[str]) -> None:
        done = run(*program, "--help")
        assert (done.returncode, done.stderr) == (0, "")
        assert "examples:" in done.stdout
        assert max(map(len, done.stdout.splitlines())) <= 100

    def test_version(self) -> None:
        assert run("--version").stdout == f"esatui {__version__}\n"
