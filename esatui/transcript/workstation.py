"""Commands of the operator's workstation (`$ openssl ...`): a shell in a scratch directory."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from state.clock import Clock

TIME_LIMIT = 30.0
"""Seconds that a command may take, with all that it starts."""
OUTPUT_LIMIT = 4 * 1024 * 1024
"""Bytes of output that are kept."""
CA_CONFIG = """\
[ca]
default_ca = authority
[authority]
database = index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
copy_extensions = copy
x509_extensions = none
[none]
[any]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
emailAddress = optional
"""
"""Configuration for `openssl ca`, which is how OpenSSL before 3.4 signs with given dates."""


class WorkstationError(Exception):
    """A command that cannot be run or does not end."""


class Workstation:
    """Runs commands with /bin/sh in `directory`, with a small and always equal environment.

    Standard output and standard error are one. A command that fails has `[exit status N]` as its
    last line. Captures are files of their name in `directory`. `configuration` is what the operator
    knows as `/configuration`. Variables: see docs/transcripts.md.
    """

    def __init__(self, directory: Path, configuration: Path, clock: Clock) -> None:
        self._directory = directory
        self._configuration = configuration
        self._clock = clock
        self._written: dict[str, str] = {}

    def run(self, command: str, captures: Mapping[str, str]) -> str:
        """Return what `command` prints. Raises `WorkstationError`."""
        self._prepare(captures)
        process = subprocess.Popen(  # noqa: S603 - running what the file says is the feature.
            ["/bin/sh", "-c", command],
            cwd=self._directory,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            output = _read(process, TIME_LIMIT)
        except TimeoutError as error:
            raise WorkstationError(f"not done after {TIME_LIMIT:g} seconds: {command}") from error
        finally:
            _end(process)
        text = output.decode("utf-8", "replace")
        if process.returncode:
            text += "" if text.endswith("\n") or not text else "\n"
            text += f"[exit status {process.returncode}]\n"
        return text

    def _prepare(self, captures: Mapping[str, str]) -> None:
        if not self._directory.exists():
            self._directory.mkdir(parents=True)
            (self._directory / "ca.cnf").write_text(CA_CONFIG, "utf-8")
            (self._directory / "index.txt").touch()
        for name, text in captures.items():
            if self._written.get(name) != text:
                (self._directory / name).write_text(text, "utf-8")
                self._written[name] = text

    def _environment(self) -> dict[str, str]:
        now = self._clock.now()
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self._directory),
            "LC_ALL": "C",
            "TZ": "UTC",
            "APPLIANCE": str(self._configuration),
            "CLOCK": str(int(now.timestamp())),
            "NOT_BEFORE": _stamp(now - timedelta(days=1)),
            "NOT_AFTER": _stamp(now + timedelta(days=365)),
        }


def _stamp(moment: datetime) -> str:
    """Return a moment as `openssl ca` takes it."""
    return f"{moment:%Y%m%d%H%M%SZ}"


def _read(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """Return what a command prints, to its end. Raises `TimeoutError`."""
    assert process.stdout is not None  # noqa: S101 - it was asked for.
    deadline = time.monotonic() + seconds
    output = bytearray()
    while True:
        left = max(deadline - time.monotonic(), 0.0)
        ready, _, _ = select.select([process.stdout], [], [], left)
        if not ready:
            raise TimeoutError
        data = os.read(process.stdout.fileno(), 65536)
        if not data:
            # It has closed its output; as long as it is not waited for, its number is its own.
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            return bytes(output)
        output += data[: OUTPUT_LIMIT - len(output)]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a command and of what it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
