"""OpenSSH's own clients, set up to talk to a server of a test and to nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pexpect

from esatui.ssh.server import Address


@dataclass(frozen=True)
class Clients:
    """Clients of one user, in a directory with its keys."""

    address: Address
    directory: Path
    key: Path
    user: str = "admin"

    def options(self, *more: str, port_flag: str = "-p") -> list[str]:
        """Return the options that every client gets, and `more`."""
        settings = (
            # The first of several values counts.
            *more,
            "BatchMode=no",
            "ConnectTimeout=20",
            f"UserKnownHostsFile={self.directory / 'known_hosts'}",
            "StrictHostKeyChecking=accept-new",
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "LogLevel=ERROR",
        )
        words = ["-F", "none", "-i", str(self.key), port_flag, str(self.address.port)]
        for setting in settings:
            words += ["-o", setting]
        return words

    @property
    def host(self) -> str:
        """Return `user@host`."""
        return f"{self.user}@{self.address.host}"

    def ssh(
        self,
        *command: str,
        more: Sequence[str] = (),
        flags: Sequence[str] = (),
        data: bytes = b"",
        environment: dict[str, str] | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        """Run `ssh` to its end with `data` as its standard input."""
        words = ["ssh", *flags, *self.options(*more), self.host, *command]
        return run(words, data, environment)

    def scp(
        self, *paths: str, flags: Sequence[str] = ("-O",), more: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[bytes]:
        """Run `scp`; paths on the appliance begin with `:`."""
        places = [f"{self.host}{path}" if path.startswith(":") else path for path in paths]
        return run(["scp", *flags, *self.options(*more, port_flag="-P"), *places])

    def sftp(self) -> subprocess.CompletedProcess[bytes]:
        """Run `sftp`."""
        return run(["sftp", "-b", "-", *self.options(port_flag="-P"), self.host], b"ls\n")

    def terminal(self, *command: str, term: str = "xterm", more: Sequence[str] = ()) -> Any:
        """Return a terminal on which `ssh` runs, for pexpect."""
        words = ["-tt", *self.options(*more), self.host, *command]
        environment = {**os.environ, "TERM": term}
        # Untyped: pexpect's types do not know which of its two modes this is.
        child: Any = pexpect.spawn("ssh", words, timeout=20, env=environment, dimensions=(24, 80))
        return child

    def with_passphrase(self, passphrase: str) -> dict[str, str]:
        """Return an environment in which clients ask nobody and give `passphrase`."""
        program = self.directory / "askpass"
        if not program.exists():
            program.write_text('#!/bin/sh\nprintf "%s\\n" "$ANSWER"\n')
            program.chmod(0o700)
        return {
            **os.environ,
            "SSH_ASKPASS": str(program),
            "SSH_ASKPASS_REQUIRE": "force",
            "ANSWER": passphrase,
        }


def run(
    words: Sequence[str], data: bytes = b"", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end."""
    return subprocess.run(
        words, input=data, capture_output=True, timeout=60, check=False, env=environment
    )
