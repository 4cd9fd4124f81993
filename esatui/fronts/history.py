"""The lines that were typed at the main prompt, kept for each user."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from esatui.fronts.tokens import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = 1000
"""Lines that are offered, and that stay in a file when it is shortened."""

FILE_LIMIT = 512 * 1024
"""Bytes from which on a file is shortened; no more than that is read of any file."""

_OUTLANDISH = re.compile(r"[^A-Za-z0-9_-]")


class History(Protocol):
    """Where a front finds and leaves what was typed at the main prompt."""

    def load(self) -> Sequence[str]:
        """Return the last lines, the oldest first. Raises `OSError`."""

    def append(self, line: str) -> None:
        """Keep `line`. Raises `OSError`."""


class MemoryHistory:
    """A history that ends with the session."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def load(self) -> Sequence[str]:
        return self._lines

    def append(self, line: str) -> None:
        self._lines.append(line)
        del self._lines[:-KEPT]


class FileHistory:
    """A file with a line for each entry, mode 0600, in a directory with mode 0700.

    Several sessions and processes may use one file at the same time: each line is appended under a
    lock on the file, and shortening it keeps the file, so that the lock stays what all look at.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def of_user(cls, directory: Path, user: str) -> FileHistory:
        """Return the history of `user` in `directory`, for any user name."""
        name = _OUTLANDISH.sub(lambda found: f"%{ord(found[0]):02x}", user)
        return cls(directory / name[:200])

    def load(self) -> Sequence[str]:
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return []
        with os.fdopen(descriptor, "rb") as file:
            file.seek(max(os.fstat(descriptor).st_size - FILE_LIMIT, 0))
            return _lines(file.read(FILE_LIMIT))

    def append(self, line: str) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(self._path, flags, 0o600)
        with os.fdopen(descriptor, "r+b", buffering=0) as file, _locked(descriptor):
            file.write(line.encode("utf-8", "replace") + b"\n")
            size = os.fstat(descriptor).st_size
            if size > FILE_LIMIT:
                file.seek(size - FILE_LIMIT)
                kept = "".join(f"{line}\n" for line in _lines(file.read(FILE_LIMIT)))
                file.truncate(0)
                file.write(kept.encode())


@contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _lines(content: bytes) -> list[str]:
    """Return the last lines in `content`; the first may be cut off, and anything may be in it."""
    lines = content.decode("utf-8", "replace").split("\n")[:-1]
    if len(content) >= FILE_LIMIT:
        del lines[0]
    return [cleaned(line) for line in lines if line][-KEPT:]
