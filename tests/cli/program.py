"""The installed program, run as a person or a script runs it."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pexpect
import pyte

PROGRAM = str(Path(sys.executable).with_name("esatui"))
PROMPT = "mail.example.com> "


def run(
    *arguments: str | Path, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program to its end and return what came out."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, **(environment or {})},
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def _interruptible() -> None:
    """Take SIGINT as every program does that a person starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Pty:
    """The program on a pseudo-terminal, and what is on its screen.

    `script` is for sh; `{program}` in it is the program with its state directory.
    """

    def __init__(
        self,
        state: Path,
        *,
        term: str = "xterm",
        columns: int = 80,
        rows: int = 24,
        script: str = "exec {program}",
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.child = pexpect.spawn(
            "/bin/sh",
            ["-c", script.format(program=shlex.join([PROGRAM, "--state", str(state)]))],
            env={**os.environ, "TERM": term, "LC_ALL": "C.UTF-8"},
            dimensions=(rows, columns),
            timeout=30,
            # A job in the background hands on that SIGINT is ignored; a person's shell does not.
            preexec_fn=_interruptible,
        )
        # The time that it waits before each line is for programs that drop what is typed ahead.
        self.child.delaybeforesend = None
        self.output = b""

    def type(self, text: str | bytes) -> None:
        self.child.send(text)

    def expect(self, *texts: str) -> str:
        """Read until one of the texts has come, and return which; what came is drawn."""
        index = self.child.expect_exact([text.encode() for text in texts])
        self._draw(self.child.before)
        self._draw(self.child.after)
        return texts[index]

    def sees(self, true: Callable[[], bool]) -> None:
        """Read and draw until something can be seen."""
        while not true():
            self._draw(self.child.read_nonblocking(65536, self.child.timeout))

    def end(self) -> int | None:
        """Read to the end; return the exit status (minus the signal that ended it)."""
        self.child.expect(pexpect.EOF)
        self._draw(self.child.before)
        self.child.wait()
        self.child.close()
        status, ended_by = self.child.exitstatus, self.child.signalstatus
        return -ended_by if ended_by else status

    def resize(self, columns: int, rows: int) -> None:
        self.child.setwinsize(rows, columns)
        self.screen.resize(rows, columns)

    def _draw(self, data: object) -> None:
        assert isinstance(data, bytes)
        self.output += data
        self._stream.feed(data)

    @property
    def lines(self) -> list[str]:
        """What is on the screen, without empty rows below and blanks at row ends."""
        shown = [
            "".join(self.screen.buffer[row][column].data for column in range(self.screen.columns))
            for row in range(self.screen.lines)
        ]
        return "\n".join(line.rstrip() for line in shown).rstrip("\n").split("\n")
