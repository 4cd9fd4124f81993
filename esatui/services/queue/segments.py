"""Segment files: appended to by one thread, read by all, deleted oldest first."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from esatui.services.queue.message import Place
from esatui.services.queue.record import Record

SEGMENT_BYTES: Final = 16 * 1024 * 1024
"""A segment that has grown beyond this is followed by a new one."""
PREFIX: Final = b"esatui queue 1\n\0"
MAGIC_BYTES: Final = 8
START: Final = len(PREFIX) + MAGIC_BYTES
_MOST_PIECES: Final = 512
# macOS has only the slower one.
_sync: Final = getattr(os, "fdatasync", os.fsync)


class Written(NamedTuple):
    """Where a record stands."""

    segment: int
    contents: int
    """Offset of the content of its first message."""
    end: int
    """Size of the segment with it."""


def segment_path(directory: Path, number: int) -> Path:
    """Return the path of a segment."""
    return directory / f"{number:010}.queue"


def segment_numbers(directory: Path) -> list[int]:
    """Return the numbers of the segments that exist, the oldest first."""
    names = (path.stem for path in directory.glob("*.queue"))
    return sorted(int(name) for name in names if name.isdecimal())


class SegmentWriter:
    """Appends records to the newest segment. For one thread.

    After an error nothing of what was being written is left, as far as the disk permits it; a
    segment that a failed fsync may have damaged is not used again (what the kernel could not write
    it forgets).
    """

    def __init__(
        self, directory: Path, first: int, random_bytes: Callable[[int], bytes] = os.urandom
    ) -> None:
        """Begin with segment `first`, which must not exist."""
        self._directory = directory
        self._random_bytes = random_bytes
        self._descriptor = -1
        self._magic = b""
        self._size = 0
        self.number = first - 1

    def append(self, records: Sequence[Record]) -> list[Written]:
        """Write records and wait until they are on stable storage. Raises `OSError`."""
        if self._descriptor < 0 or self._size >= SEGMENT_BYTES:
            self._next()
        begin = self._size
        try:
            written = [self._write(record) for record in records]
        except (OSError, ValueError) as error:
            # A spool that is closed says so with a ValueError.
            self._take_back(begin)
            raise error if isinstance(error, OSError) else OSError(5, str(error)) from error
        try:
            _sync(self._descriptor)
        except OSError:
            self._take_back(begin)
            self._leave()
            raise
        return written

    def close(self) -> None:
        """Close the file."""
        self._leave()

    def _write(self, record: Record) -> Written:
        head, contents = record.pieces(self._magic)
        start = self._size + len(head)
        waiting, size = [head], len(head)
        for piece in contents:
            waiting.append(piece)
            size += len(piece)
            if len(waiting) == _MOST_PIECES or size > SEGMENT_BYTES:
                self._put(waiting)
                waiting, size = [], 0
        self._put(waiting)
        return Written(self.number, start, self._size)

    def _put(self, pieces: list[bytes]) -> None:
        data = memoryview(b"".join(pieces))
        while data:
            count = os.write(self._descriptor, data)
            self._size += count
            data = data[count:]

    def _take_back(self, size: int) -> None:
        try:
            os.ftruncate(self._descriptor, size)
            self._size = size
        except OSError:
            # Recovery stops at a record that is not whole: what follows must be elsewhere.
            self._leave()

    def _leave(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _next(self) -> None:
        self._leave()
        self.number += 1
        path = segment_path(self._directory, self.number)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o600)
        self._magic = self._random_bytes(MAGIC_BYTES)
        try:
            head = PREFIX + self._magic
            if os.write(descriptor, head) != len(head):
                raise OSError(28, "No space left on device")
            os.fsync(descriptor)
            sync_directory(self._directory)
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor, self._size = descriptor, START


def sync_directory(directory: Path) -> None:
    """Make the names in a directory stable. Raises `OSError`."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_content(directory: Path, place: Place, size: int) -> Iterator[bytes]:
    """Yield the content of a message, in pieces. Raises `OSError`."""
    descriptor = os.open(segment_path(directory, place.segment), os.O_RDONLY | os.O_CLOEXEC)
    try:
        offset, left = place.offset, size
        while left:
            piece = os.pread(descriptor, min(left, 1024 * 1024), offset)
            if not piece:
                raise OSError(5, "the queue file is shorter than it was")
            yield piece
            offset += len(piece)
            left -= len(piece)
    finally:
        os.close(descriptor)
