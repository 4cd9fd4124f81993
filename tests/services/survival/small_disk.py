"""A real file system of a few megabytes, to be filled, in a mount namespace of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path
from typing import NoReturn

import pytest

from tests.programs import needed, without

_BLOCK = 4096


class SmallDisk:
    """A file system that only processes in its namespace see, at `directory`."""

    def __init__(self, holder: int, directory: Path) -> None:
        self._holder = holder
        self.directory = directory
        """Where the file system is, for those inside."""
        self.outside = Path(f"/proc/{holder}/root{directory}")
        """The same directory for everybody else."""

    def inside(self, *command: str) -> Sequence[str]:
        """Return the command that runs `command` where the file system is mounted."""
        user = () if os.geteuid() == 0 else ("--user", "--preserve-credentials")
        program = needed("nsenter", "util-linux")
        return (program, f"--target={self._holder}", "--mount", *user, *command)

    def fill(self) -> None:
        """Leave no room."""
        full = pytest.raises(OSError, match="No space left on device")
        with (self.outside / "filler").open("ab", buffering=0) as file, full:
            _write(file)

    def free(self) -> None:
        """Give the room back."""
        (self.outside / "filler").unlink()


def _write(file: RawIOBase) -> NoReturn:
    """Write blocks until the disk takes no more."""
    while True:
        file.write(bytes(_BLOCK))


@contextmanager
def small_disk(directory: Path, size: int) -> Iterator[SmallDisk]:
    """Mount a file system of `size` bytes at `directory`, which must exist."""
    unshare = needed("unshare", "util-linux")
    flags = ("--mount",) if os.geteuid() == 0 else ("--mount", "--map-root-user")
    script = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && echo mounted && exec cat'
    words = (unshare, *flags, "sh", "-c", script, "sh", str(size), str(directory))
    with subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        said = holder.stdout.readline().strip()
        try:
            if said != "mounted":
                without(f"no file system can be mounted in a namespace here: {said}")
            yield SmallDisk(holder.pid, directory)
        finally:
            holder.stdin.close()
