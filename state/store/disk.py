"""Every operation on files that the store makes, behind one small interface.

Tests put another disk underneath: one that fails or ends the process at a chosen step.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

OWNER_ONLY = 0o600


class Disk(Protocol):
    """File operations. All raise OSError as the operating system does."""

    def read(self, path: Path, start: int = 0) -> bytes:
        """Return the content of a file, from byte `start` on."""

    def exists(self, path: Path) -> bool:
        """Whether something is at `path`."""

    def names(self, directory: Path) -> list[str]:
        """Return the names in a directory, sorted."""

    def make_directory(self, path: Path) -> None:
        """Create a directory that only its owner may enter, parents included; it may exist."""

    def create(self, path: Path) -> int:
        """Create a file that only its owner may read and return its descriptor; it must be new."""

    def write(self, descriptor: int, data: bytes) -> None:
        """Write all of `data`."""

    def sync(self, descriptor: int) -> None:
        """Wait until what was written is on stable storage."""

    def close(self, descriptor: int) -> None:
        """Close a descriptor."""

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name, which must be free (FileExistsError)."""

    def rename(self, source: Path, target: Path) -> None:
        """Rename a file; `target` is replaced."""

    def remove(self, path: Path) -> None:
        """Remove a file."""

    def sync_directory(self, path: Path) -> None:
        """Wait until the names in a directory are on stable storage."""

    def append(self, path: Path, data: bytes) -> None:
        """Write lines at the end of a file; the file is created when missing.

        A last line that somebody left unfinished is ended first.
        """

    def size(self, path: Path) -> int:
        """Return the size of a file in bytes."""

    def set_time(self, path: Path, seconds: float) -> None:
        """Set the modification time of a file, in seconds since 1970."""


class RealDisk:
    """The file system of the machine."""

    def read(self, path: Path, start: int = 0) -> bytes:
        with path.open("rb") as file:
            file.seek(start)
            return file.read()

    def exists(self, path: Path) -> bool:
        # os.stat, since pathlib takes five times as long, and this is asked before each command.
        try:
            os.stat(path)  # noqa: PTH116
        except FileNotFoundError:
            return False
        return True

    def names(self, directory: Path) -> list[str]:
        return sorted(os.listdir(directory))  # noqa: PTH208 - names only, no Path for each.

    def make_directory(self, path: Path) -> None:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def create(self, path: Path) -> int:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, OWNER_ONLY)

    def write(self, descriptor: int, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]

    def sync(self, descriptor: int) -> None:
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        os.close(descriptor)

    def link(self, source: Path, target: Path) -> None:
        target.hardlink_to(source)

    def rename(self, source: Path, target: Path) -> None:
        source.replace(target)

    def remove(self, path: Path) -> None:
        path.unlink()

    def sync_directory(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def append(self, path: Path, data: bytes) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(path, flags, OWNER_ONLY)
        try:
            end = os.fstat(descriptor).st_size
            torn = end > 0 and os.pread(descriptor, 1, end - 1) != b"\n"
            self.write(descriptor, b"\n" + data if torn else data)
        finally:
            os.close(descriptor)

    def size(self, path: Path) -> int:
        return path.stat().st_size

    def set_time(self, path: Path, seconds: float) -> None:
        os.utime(path, (seconds, seconds))
