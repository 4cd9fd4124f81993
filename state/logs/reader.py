"""Reading a log while others write it: all its files, its last lines, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from state.logs.files import log_files, rolled_files
from state.logs.follower import Follower, Opened, Position, opened, split
from state.logs.subscriptions import current_name

BLOCK_BYTES: Final = 64 * 1024
MOST_LINES: Final = 10_000
"""Lines that `last` returns at most."""
MOST_BYTES: Final = 16 * 1024 * 1024
"""Bytes of a file that `last` looks at."""


class LogReader:
    r"""Reads one log. Memory depends neither on the number of its files nor on their size.

    `directory` is that of the log, `base` the beginning of its file names. Lines come as text
    without line end; bytes that are no UTF-8 and control characters are shown as `\xff`. The end of
    a line that is being written is left for later. A log that was never written is empty. Methods
    raise `OSError` when a file cannot be read.
    """

    def __init__(self, directory: Path, base: str) -> None:
        self.current = current_name(base)
        """Name of the file that is being written."""
        self._directory = directory
        self._base = base

    def names(self) -> list[str]:
        """Return the names of the files, oldest first."""
        return log_files(self._directory, self._base)

    def lines(self, names: Sequence[str] | None = None) -> Iterator[str]:
        """Yield the lines of all files, oldest first, or of those called `names` only.

        It ends where the log ended when it began, however fast others write.
        """
        if names is not None:
            for name in names:
                yield from self._lines_of(name)
            return
        end = self.end()
        if end is None:
            return
        with self.follow(None) as follower:
            yield from follower.until(end)

    def end(self) -> Position | None:
        """Return the position after what has been written so far; `None` when nothing has."""
        current = opened(self._directory / self.current)
        if current is None:
            return None
        with current:
            return current.position(current.size())

    def follow(self, position: Position | None) -> Follower:
        """Return a follower of the lines after `position`, from the oldest line on for `None`.

        If what `position` names was removed by now it begins with the oldest file.
        """
        return Follower(self._directory, self._base, position)

    def last(self, count: int) -> tuple[list[str], Follower]:
        """Return the last `count` lines, and a follower of what comes after them.

        Older files are looked at too, if the current one has not so many.
        """
        count = min(count, MOST_LINES)
        current = opened(self._directory / self.current)
        if current is None:
            return [], self.follow(None)
        with current:
            end = current.size()
            lines, complete = last_lines(current, end, count)
            position = current.position(complete)
            for name in self._before(current):
                if len(lines) >= count:
                    break
                lines = self._last_of(name, count - len(lines)) + lines
        return lines, self.follow(position)

    def _before(self, current: Opened) -> list[str]:
        """Return the names of the files before `current`, newest first."""
        names = rolled_files(self._directory, self._base)
        older = [name for name in names if not current.is_at(self._directory / name)]
        return older[::-1]

    def _last_of(self, name: str, count: int) -> list[str]:
        file = opened(self._directory / name)
        if file is None:
            return []
        with file:
            return last_lines(file, file.size(), count)[0]

    def _lines_of(self, name: str) -> Iterator[str]:
        file = opened(self._directory / name)
        if file is None:
            return
        with file:
            rest = b""
            offset, size = 0, file.size()
            while offset < size:
                data = file.read(offset, min(BLOCK_BYTES, size - offset))
                if not data:
                    return
                offset += len(data)
                lines, rest = split(rest + data)
                yield from lines


def last_lines(file: Opened, end: int, count: int) -> tuple[list[str], int]:
    """Return the last `count` whole lines before `end`, and where the last of them ends."""
    data, start = b"", end
    while start and data.count(b"\n") <= count and len(data) < MOST_BYTES:
        length = min(BLOCK_BYTES, start)
        start -= length
        data = file.read(start, length) + data
    lines, rest = split(data)
    if start:
        lines = lines[1:]
    return lines[max(len(lines) - count, 0) :], end - len(rest)


__all__ = ["LogReader", "Position", "last_lines"]
