"""A file that is being written: hidden until it is whole, then there at once."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

_HIDDEN = re.compile(r"\.new-(\d{1,9})-\d+")


class UnfinishedFile:
    """A new file for its owner's eyes (mode 0600) that replaces `target` when it is finished.

    It lies in the same directory under a hidden name. Everything raises `OSError`; the old file
    stays as it was until `finish` has succeeded. Leaving a `with` block discards what was not
    finished.
    """

    def __init__(self, target: Path) -> None:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_other_kinds(target)
        self._target = target
        self._descriptor, self._path = _create(target.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.discard()

    def write(self, data: bytes) -> None:
        """Append all of `data`."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def set_times(self, accessed: int, modified: int) -> None:
        """Set the times of the file, in seconds since 1970."""
        os.utime(self._descriptor, (accessed, modified))

    def finish(self) -> None:
        """Put the file in its place; its content is on stable storage by then."""
        os.fsync(self._descriptor)
        _refuse_other_kinds(self._target)
        self._path.replace(self._target)
        self._close()
        sync_directory(self._target.parent)

    def discard(self) -> None:
        """Remove what was written; nothing happens when it was finished or discarded before."""
        if self._descriptor >= 0:
            self._close()
            with contextlib.suppress(FileNotFoundError):
                self._path.unlink()

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        os.close(descriptor)


def remove_left_overs(directory: Path) -> None:
    """Remove what processes that are gone were writing into `directory`. Raises `OSError`."""
    for entry in os.scandir(directory):
        match = _HIDDEN.fullmatch(entry.name)
        if match and not _lives(int(match[1])):
            with contextlib.suppress(FileNotFoundError):
                (directory / entry.name).unlink()


def sync_directory(directory: Path) -> None:
    """Wait until the names in `directory` are on stable storage. Raises `OSError`."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _refuse_other_kinds(target: Path) -> None:
    """Raise `OSError` when the name is taken by something that is no regular file."""
    try:
        mode = os.lstat(target).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise OSError(errno.EEXIST, "not a regular file")


def _create(directory: Path) -> tuple[int, Path]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    numbers = count()
    while True:
        path = directory / f".new-{os.getpid()}-{next(numbers)}"
        try:
            return os.open(path, flags, 0o600), path
        except FileExistsError:
            # Left by a process that died, or in use by another thread.
            continue
