"""Collecting a pasted block of lines, within its limit."""

from __future__ import annotations

from esatui.fronts.cooked import Cooked, EndKey
from esatui.fronts.tokens import line_pattern, without_c1
from esatui.requests import BLOCK_LIMIT, Block, EndOfInput


class BlockReader:
    """The lines of one `ReadBlock` request (see there for how a block ends).

    Ctrl-D on an empty line ends every block, also one that asks for an end line; a block without
    end line is ended by Ctrl-D anywhere. Bytes that are not UTF-8 become U+FFFD, which no
    certificate, key or configuration contains, so that whoever reads the block refuses it.
    """

    def __init__(self, end: str | None) -> None:
        self._end = None if end is None else end.encode()
        self._stop = None if self._end is None else line_pattern(self._end)
        self._kept: list[str] = []
        self._room = BLOCK_LIMIT
        self._truncated = False

    def read(self, cooked: Cooked) -> Block | None:
        """Return the block when its end has come. Raises `Interrupted` and `EndOfInput`."""
        while True:
            self._keep(cooked.read_lines(self._stop))
            try:
                line = cooked.read(BLOCK_LIMIT, end_anywhere=self._end is None)
            except EndKey as key:
                if key.line:
                    self._add(key.line, cut=False)
                return self._block()
            except EndOfInput:
                if self._end is None:
                    return self._block()
                raise
            if line is None:
                return None
            if line[0] == self._end:
                return self._block()
            self._add(*line)

    def _add(self, line: bytes, cut: bool) -> None:
        self._truncated |= cut
        self._keep(without_c1(line.decode("utf-8", "replace")) + "\n")

    def _keep(self, lines: str) -> None:
        self._truncated |= len(lines) > self._room
        if lines and self._room:
            self._kept.append(lines[: self._room])
            self._room -= len(self._kept[-1])

    def _block(self) -> Block:
        return Block("".join(self._kept), self._truncated)
