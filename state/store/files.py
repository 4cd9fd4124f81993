"""Writing whole files so that they are there completely or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
from itertools import count
from pathlib import Path

from state.store.disk import Disk

# File systems without hard links say one of these.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)
_serial = count()


class Unfinished:
    """A complete file that is not in its place yet. Used by the holder of the lock only."""

    def __init__(self, disk: Disk, directory: Path) -> None:
        self._disk = disk
        self.path = directory / f"{os.getpid()}-{next(_serial)}"

    def write(self, data: bytes) -> None:
        """Write the file to stable storage. Raises OSError; nothing is left behind then."""
        try:
            write_synced(self._disk, self.path, data)
        except OSError:
            self.discard()
            raise

    def publish(self, target: Path) -> None:
        """Give the file its name, which must be free (FileExistsError)."""
        try:
            self._disk.link(self.path, target)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if self._disk.exists(target):
                raise FileExistsError(errno.EEXIST, "File exists", str(target)) from error
            self._disk.rename(self.path, target)
        else:
            self.discard()

    def replace(self, target: Path) -> None:
        """Put the file in the place of `target`, which may exist."""
        try:
            self._disk.rename(self.path, target)
        except OSError:
            self.discard()
            raise

    def discard(self) -> None:
        """Remove the file, if that is possible; the next opening removes what stays."""
        with contextlib.suppress(OSError):
            self._disk.remove(self.path)


def write_synced(disk: Disk, path: Path, data: bytes) -> None:
    """Create a file with this content and wait until it is on stable storage."""
    descriptor = disk.create(path)
    try:
        disk.write(descriptor, data)
        disk.sync(descriptor)
    finally:
        disk.close(descriptor)


def replace_file(disk: Disk, unfinished: Path, target: Path, data: bytes) -> None:
    """Put a file with this content in the place of `target`, on stable storage.

    `unfinished` is a directory of the same file system. Raises OSError; `target` is then as before.
    """
    file = Unfinished(disk, unfinished)
    file.write(data)
    file.replace(target)
    disk.sync_directory(target.parent)


def remove_if_there(disk: Disk, path: Path) -> None:
    """Remove a file that may be gone already."""
    with contextlib.suppress(FileNotFoundError):
        disk.remove(path)
