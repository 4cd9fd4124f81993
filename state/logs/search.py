"""Searching a log in portions, so that whoever waits for it can be told, and can stop it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

LINES_AT_ONCE: Final = 5000
"""Lines that are looked at in one portion: some hundredths of a second."""
FOUND_AT_ONCE: Final = 500
"""Lines that one portion gives at most."""


class Search:
    """Hands out those of `lines` that `wanted` takes, in their order."""

    def __init__(self, lines: Iterator[str], wanted: Callable[[str], bool]) -> None:
        self._lines = lines
        self._wanted = wanted
        self.ended = False
        """Whether all lines have been looked at."""

    def portion(self) -> list[str]:
        """Look at some more lines and return what was found. Raises `OSError`."""
        found: list[str] = []
        for _ in range(LINES_AT_ONCE):
            line = next(self._lines, None)
            if line is None:
                self.ended = True
                break
            if self._wanted(line):
                found.append(line)
                if len(found) == FOUND_AT_ONCE:
                    break
        return found
