"""Following a log, from file to file as they are rolled over."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from state.logs.files import log_files
from state.logs.lines import printable
from state.logs.subscriptions import current_name

BLOCK_BYTES: Final = 64 * 1024
LONGEST_LINE: Final = 64 * 1024
"""Bytes of a line that are read as one; what is longer comes in pieces."""
_HEAD_BYTES: Final = 256


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a log: a file, whatever it is called by now, and how many bytes of it."""

    file: int
    head: int
    """Check sum of the beginning: numbers of files are used again."""
    offset: int


class Opened:
    """A file of a log that is open, however it is renamed or removed meanwhile."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._status = os.fstat(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def size(self) -> int:
        """Return the size at present, in bytes."""
        return os.fstat(self._descriptor).st_size

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset` on."""
        return os.pread(self._descriptor, length, offset)

    def position(self, offset: int) -> Position:
        """Return the position of `offset` in this file."""
        head = self.read(0, _HEAD_BYTES).partition(b"\n")[0]
        return Position(self._status.st_ino, zlib.crc32(head), offset)

    def is_at(self, path: Path) -> bool:
        """Whether the file at `path` is this one."""
        try:
            return os.path.samestat(self._status, os.stat(path))  # noqa: PTH116 - polled.
        except FileNotFoundError:
            return False


def opened(path: Path) -> Opened | None:
    """Return the file at `path`, `None` when there is none. Raises `OSError`."""
    try:
        return Opened(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW))
    except FileNotFoundError:
        return None


def split(data: bytes) -> tuple[list[str], bytes]:
    """Return the whole lines in `data`, and what is left of an unfinished one."""
    *whole, rest = data.split(b"\n")
    if len(rest) >= LONGEST_LINE:
        whole, rest = [*whole, rest], b""
    return [printable(line.decode("utf-8", "backslashreplace")) for line in whole], rest


class Follower:
    """Hands out the lines of a log in their order, those that come later too."""

    def __init__(self, directory: Path, base: str, position: Position | None) -> None:
        self._directory = directory
        self._base = base
        self._file: Opened | None = None
        self._offset = 0
        self._unfinished = 0
        self._start(position)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        if self._file is not None:
            self._file.__exit__()
            self._file = None

    def read(self) -> list[str]:
        """Return lines that have come; none when there are no more at present.

        No more of them than fit 64 kB: ask again until there are none.
        """
        while True:
            lines = self._more()
            if lines:
                return lines
            if self._pending():
                continue
            following = self._next()
            if following is None:
                return []
            if self._pending():  # Written between the last look and the change of files.
                following.__exit__()
                continue
            self._take(following)

    def until(self, end: Position) -> Iterator[str]:
        """Yield the lines up to `end`."""
        while not self._reached(end):
            lines = self.read()
            if not lines:
                return
            yield from lines

    def _reached(self, end: Position) -> bool:
        if self._file is None:
            return False
        here = self._file.position(self._offset)
        return (here.file, here.head) == (end.file, end.head) and here.offset >= end.offset

    def _start(self, position: Position | None) -> None:
        for name in self._names() if position is not None else ():
            file = opened(self._directory / name)
            if file is None:
                continue
            here = file.position(position.offset if position else 0)
            if here == position:
                self._file, self._offset = file, here.offset
                return
            file.__exit__()

    def _more(self) -> list[str]:
        if self._file is None:
            return []
        data = self._file.read(self._offset, BLOCK_BYTES)
        lines, rest = split(data)
        # The unfinished line is read again: if its writer died it will be removed.
        self._offset += len(data) - len(rest)
        self._unfinished = len(rest)
        return lines

    def _pending(self) -> bool:
        return self._file is not None and self._file.size() > self._offset + self._unfinished

    def _take(self, file: Opened) -> None:
        self.close()
        self._file, self._offset, self._unfinished = file, 0, 0

    def _next(self) -> Opened | None:
        """Return the file after this one, opened; `None` while this one is the current."""
        while True:
            path = self._following()
            if path is None:
                return None
            file = opened(path)
            if file is None:
                continue
            # Files may have been rolled over since they were listed.
            again = self._following()
            if again is not None and file.is_at(again):
                return file
            file.__exit__()

    def _following(self) -> Path | None:
        """Return where the file after this one is now."""
        current = self._directory / current_name(self._base)
        if self._file is not None and self._file.is_at(current):
            return None
        paths = [self._directory / name for name in self._names()]
        for index, path in enumerate(paths):
            if self._file is not None and self._file.is_at(path):
                return paths[index + 1] if index + 1 < len(paths) else None
        # It was removed, as the oldest: all others are newer.
        return paths[0] if paths else None

    def _names(self) -> list[str]:
        return log_files(self._directory, self._base)
