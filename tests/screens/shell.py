"""The shell of the same appliance, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = str(Path(sys.executable).with_name("esatui"))


def shell(directory: Path, *lines: str) -> str:
    """Return what a session says in which these lines are typed."""
    return _run([PROGRAM, "--state", str(directory)], "\n".join(lines) + "\n")


def command(directory: Path, line: str) -> str:
    """Return what `esatui -c LINE` says; it has to succeed."""
    return _run([PROGRAM, "--state", str(directory), "-c", line], "")


def services(directory: Path) -> dict[str, str]:
    """Return the certificate of each service, as `certconfig` prints them."""
    said = shell(directory, "certconfig", "certificate", "print", "", "", "")
    table = said.split("Certificates assigned to services\n")[1].split("\n\n")[0]
    rows = table.splitlines()[2:]
    return {row[:32].strip(): row[32:].strip() for row in rows}


def _run(words: list[str], typed: str) -> str:
    done = subprocess.run(words, input=typed, capture_output=True, text=True, check=True)
    return done.stdout
