"""The files of one log: appending, rolling over, listing.

Several processes may write the same log. Whoever writes holds the lock of the log's directory, and
looks first whether the file that it has open is still the current one; so a line is never in two
pieces and never in a file that a reader has left behind.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from state.locks import acquire
from state.logs.lines import Header, parse_stamp
from state.logs.subscriptions import current_name

LOCK_PATIENCE_SECONDS: Final = 1.0
_TAIL_BYTES: Final = 128 * 1024


class Limits(NamedTuple):
    """How the files of a log are kept."""

    file_bytes: int = 10 * 1024 * 1024
    """Size at which a file is rolled over (mail log reference, 1.1)."""
    files_kept: int = 10
    """Rolled files that are kept; the oldest are removed."""


def rolled_name(base: str, moment: datetime) -> str:
    """Return the name of a file whose first line is of `moment`: `mail.@20180417T000000.s`."""
    return f"{base}.@{moment:%Y%m%dT%H%M%S}.s"


def rolled_time(base: str, name: str) -> datetime | None:
    """Return the time in the name of a rolled file, naive; `None` for other names."""
    if not name.startswith(base):
        return None
    # Not strptime, which accepts one digit where two belong, and takes a while to load.
    found = re.fullmatch(
        r"\.@(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\.s",
        name[len(base) :],
        re.ASCII,
    )
    if found is None:
        return None
    year, month, day, hour, minute, second = map(int, found.groups())
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - local time.
    except ValueError:
        return None


def rolled_files(directory: Path, base: str) -> list[str]:
    """Return the names of the rolled files, oldest first. Raises `OSError`."""
    names = os.listdir(directory)  # noqa: PTH208 - names only.
    return sorted(name for name in names if rolled_time(base, name) is not None)


def log_files(directory: Path, base: str) -> list[str]:
    """Return the names of all files of a log, oldest first; none if it was never written."""
    try:
        names = rolled_files(directory, base)
    except FileNotFoundError:
        return []
    current = current_name(base)
    return [*names, current] if (directory / current).exists() else names


class LogFile:
    """Writes one log. Not for several threads at once.

    `directory` is that of the log, `base` the beginning of its file names, `local_time` the present
    time in the appliance's zone. `limits` is asked anew each time.
    """

    def __init__(
        self,
        directory: Path,
        base: str,
        header: Header,
        local_time: Callable[[], datetime],
        limits: Callable[[], Limits] = Limits,
    ) -> None:
        self.directory = directory
        self._base = base
        self._path = directory / current_name(base)
        self._header = header
        self._local_time = local_time
        self._limits = limits
        self._file_bytes, self._files_kept = limits()
        self._descriptor: int | None = None
        self._size = 0

    def append(self, data: bytes) -> int:
        """Write whole lines; return how many bytes of them are in the file now.

        All of them, unless the disk is full: then as many whole lines as found room, and nothing
        of the next. Raises `OSError` when not even one did.
        """
        with self._locked():
            written = 0
            self._file_bytes, self._files_kept = self._limits()
            try:
                while written < len(data):
                    self._make_room()
                    piece = self._piece(data, written)
                    written += self._write(piece)
            except OSError:
                if not written:
                    raise
            return written

    def begin(self) -> None:
        """Make sure that there is a current file, with its head. Raises `OSError`."""
        with self._locked():
            self._open()

    def roll_over(self) -> None:
        """End the current file and begin the next. Raises `OSError`."""
        with self._locked():
            self._open()
            self._roll_over()

    def close(self) -> None:
        """Release the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory = os.open(self.directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            # A process that was stopped while it wrote must not stop all others; then the
            # operating system, which appends at the end, is what keeps lines whole.
            acquire(directory, LOCK_PATIENCE_SECONDS)
            yield
        finally:
            os.close(directory)

    def _make_room(self) -> None:
        self._open()
        if self._size >= self._file_bytes:
            self._roll_over()

    def _piece(self, data: bytes, start: int) -> memoryview:
        """Return the lines that still fit, at least one."""
        room = self._file_bytes - self._size
        view = memoryview(data)[start:]
        if len(view) <= room:
            return view
        end = data.rfind(b"\n", start, start + max(room, 0)) + 1
        if end <= start:
            end = data.index(b"\n", start) + 1
        return view[: end - start]

    def _write(self, piece: memoryview) -> int:
        descriptor = self._opened()
        written = 0
        try:
            while written < len(piece):
                written += os.write(descriptor, piece[written:])
        except OSError:
            whole = bytes(piece[:written]).rfind(b"\n") + 1
            os.ftruncate(descriptor, self._size + whole)
            if not whole:
                raise
            written = whole
        self._size += written
        return written

    def _opened(self) -> int:
        assert self._descriptor is not None  # noqa: S101 - `_open` was called.
        return self._descriptor

    def _open(self) -> None:
        """Make sure that the current file is open, has its head, and ends with a whole line."""
        if self._descriptor is not None and self._is_current():
            size = os.fstat(self._descriptor).st_size
            if size != self._size:
                self._size = size
                self._mend()
            return
        self.close()
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        self._descriptor = os.open(self._path, flags, 0o600)
        self._size = os.fstat(self._descriptor).st_size
        self._mend()
        if not self._size:
            self._write(memoryview(self._header.lines(self._local_time())))

    def _is_current(self) -> bool:
        try:
            there = os.stat(self._path)  # noqa: PTH116 - before each write.
        except FileNotFoundError:
            return False
        return os.path.samestat(there, os.fstat(self._opened()))

    def _mend(self) -> None:
        """Remove the torn end of a line that a dying process, or one without a lock, left."""
        descriptor = self._opened()
        if not self._size or os.pread(descriptor, 1, self._size - 1) == b"\n":
            return
        end = self._size
        while end:
            start = max(0, end - _TAIL_BYTES)
            newline = os.pread(descriptor, end - start, start).rfind(b"\n")
            if newline >= 0:
                end = start + newline + 1
                break
            end = start
        os.ftruncate(descriptor, end)
        self._size = end

    def _roll_over(self) -> None:
        rolled = rolled_files(self.directory, self._base)
        name = rolled_name(self._base, self._age(rolled))
        self._path.rename(self.directory / name)
        excess = len(rolled) + 1 - self._files_kept
        for oldest in rolled[: max(excess, 0)]:
            (self.directory / oldest).unlink(missing_ok=True)
        self._open()

    def _age(self, rolled: list[str]) -> datetime:
        """Return the time of the first line, later than that of all files before.

        Two files of one second, or a clock that was set back, would turn the order round.
        """
        head = os.pread(self._opened(), 200, 0).decode("utf-8", "replace")
        moment = parse_stamp(head) or self._local_time().replace(tzinfo=None)
        before = rolled_time(self._base, rolled[-1]) if rolled else None
        return moment if before is None or moment > before else before + timedelta(seconds=1)
