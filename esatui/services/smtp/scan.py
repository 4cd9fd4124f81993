"""Where the header of a message ends, while it comes in."""

from __future__ import annotations

import re
from typing import Final

_FIELD: Final = re.compile(rb"[!-9;-~]+[ \t]*:")
_LONGEST_NAME: Final = 1000
"""Bytes of a line that are looked at: no name of a field is longer."""


class HeaderScan:
    """Finds the first line that does not belong to the header. Feed it with cleaned lines."""

    def __init__(self) -> None:
        self.lines = 0
        """Lines of the header so far, folded ones included."""
        self.size = 0
        """Bytes of the header so far, its line ends included."""
        self.ended = False
        self._line = b""
        self._length = 0

    def feed(self, block: bytes) -> None:
        """Go on."""
        position = 0
        while not self.ended and position < len(block):
            end = block.find(b"\n", position)
            stop = len(block) if end < 0 else end + 1
            if len(self._line) < _LONGEST_NAME:
                self._line += block[position : min(stop, position + _LONGEST_NAME)]
            self._length += stop - position
            position = stop
            if end >= 0:
                self._judge()

    def _judge(self) -> None:
        line, self._line = self._line, b""
        length, self._length = self._length, 0
        folded = line[:1] in (b" ", b"\t") and self.lines > 0
        if folded or _FIELD.match(line):
            self.lines += 1
            self.size += length
        else:
            self.ended = True
