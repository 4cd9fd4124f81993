"""The appliance as a program of its own, and the operator's machine beside it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from esatui.ssh.server import Address
from state.factory import ADMIN_PASSPHRASE
from tests.cli.program import PROGRAM
from tests.ssh.clients import Clients


@contextmanager
def served(state: Path) -> Iterator[Address]:
    """Run `esatui serve` on a free port; it is killed in any case."""
    # Services would listen on fixed ports, which other tests may want at the same time.
    words = [PROGRAM, "serve", "--no-services", "--state", str(state), "--ssh", "127.0.0.1:0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdout=pipe, stdin=subprocess.DEVNULL, text=True) as process:
        try:
            ready = process.stdout.readline() if process.stdout else ""
            assert ready.startswith("ready ssh=127.0.0.1:"), ready
            host, _, port = ready.split()[1].removeprefix("ssh=").rpartition(":")
            yield Address(host, int(port))
        finally:
            process.kill()


@dataclass(frozen=True)
class Desk:
    """A directory of the operator, with clients that log in with the passphrase."""

    clients: Clients
    directory: Path

    @classmethod
    def make(cls, directory: Path, address: Address) -> Desk:
        """Return a desk in a new directory."""
        directory.mkdir()
        # A key that the appliance does not know: then it is asked for the passphrase.
        key = directory / "unknown"
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
        subprocess.run(words, check=True)
        return cls(Clients(address, directory, key), directory)

    @property
    def environment(self) -> dict[str, str]:
        """Where clients find the passphrase that they ask for."""
        given = self.clients.with_passphrase(ADMIN_PASSPHRASE)
        wanted = ("SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "ANSWER")
        return {name: given[name] for name in wanted}

    def path(self, name: str) -> Path:
        """Return the path of a file on the desk."""
        return self.directory / name

    def upload(self, *names: str) -> None:
        """Copy files to the appliance."""
        paths = [str(self.path(name)) for name in names]
        done = self.clients.scp(*paths, ":/configuration/")
        assert done.returncode == 0, done.stderr

    def download(self, *names: str) -> None:
        """Copy files from the appliance."""
        done = self.clients.scp(*(f":/configuration/{name}" for name in names), str(self.directory))
        assert done.returncode == 0, done.stderr
