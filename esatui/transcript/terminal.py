"""A terminal in memory, as far as the tty front needs one: what a person would see.

Rows that the terminal broke because they were full are one line again when they are read, as they
are when somebody copies them into a ticket.
"""

from __future__ import annotations

import re

from wcwidth import wcwidth

from esatui.transcript.turns import ActorError

_SEQUENCE = re.compile(r"\x1b\[(?P<private>\??)(?P<numbers>[0-9;]*)(?P<final>[@-~])")
_TEXT = re.compile(r"[^\x00-\x1f\x7f]+")
_MODES = frozenset({"1", "7", "12", "25", "2004"})
"""Private modes: autowrap, and those that change nothing of the content (keys, cursor, paste)."""


class Terminal:
    """Cells in rows of `columns`; it never scrolls, but grows."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._rows: list[list[str]] = [[]]
        self._continues = [False]
        self._row = 0
        self._column = 0
        self._autowrap = True

    def feed(self, text: str) -> None:
        """Take output. Raises `ActorError` for what this terminal does not know."""
        position = 0
        while position < len(text):
            found = _TEXT.match(text, position)
            if found:
                self._print(found[0])
                position = found.end()
            elif text[position] == "\x1b":
                position = self._sequence(text, position)
            else:
                self._control(text[position])
                position += 1

    def take(self) -> str:
        """Return the lines up to the cursor and keep the one that it stands on.

        The last line ends where the cursor is.
        """
        start = self._row
        while self._continues[start]:
            start -= 1
        del self._rows[self._row + 1 :], self._continues[self._row + 1 :]
        lines = self._lines()
        self._rows, self._continues = self._rows[start:], self._continues[start:]
        self._row -= start
        width = (self._row * self._columns) + self._column
        last = lines[-1]
        lines[-1] = last + " " * (width - _cells(last))
        return "\n".join(lines)

    def _lines(self) -> list[str]:
        lines: list[str] = []
        for row, continues in zip(self._rows, self._continues, strict=True):
            text = "".join(row)
            if continues:
                lines[-1] += text
            else:
                lines.append(text)
        return [line.rstrip(" ") for line in lines]

    def _print(self, text: str) -> None:
        row = self._rows[self._row]
        if text.isascii() and len(row) == self._column <= self._columns - len(text):
            row += text
            self._column += len(text)
            return
        for character in text:
            self._put(character, max(wcwidth(character), 0))

    def _put(self, character: str, width: int) -> None:
        if self._column + width > self._columns:
            if not self._autowrap:
                self._column = self._columns - width
            else:
                self._column = 0
                self._down(continues=True)
        row = self._rows[self._row]
        row += [" "] * (self._column - len(row))
        if width == 0:
            if self._column:
                row[self._column - 1] += character
            return
        row[self._column : self._column + width] = [character] + [""] * (width - 1)
        self._column += width

    def _down(self, *, continues: bool = False) -> None:
        self._row += 1
        if self._row == len(self._rows):
            self._rows.append([])
            self._continues.append(continues)
        elif continues:
            self._continues[self._row] = True

    def _control(self, character: str) -> None:
        if character == "\r":
            self._column = 0
        elif character == "\n":
            self._down()
        elif character == "\b":
            self._column = max(min(self._column, self._columns - 1) - 1, 0)
        elif character == "\t":
            self._column = min((self._column // 8 + 1) * 8, self._columns - 1)
        elif character != "\a":
            raise ActorError(f"the terminal got the control character {character!r}")

    def _sequence(self, text: str, position: int) -> int:
        found = _SEQUENCE.match(text, position)
        if found is None:
            raise ActorError(f"the terminal got {text[position : position + 12]!r}")
        numbers, final = found["numbers"], found["final"]
        if found["private"]:
            self._mode(numbers, final)
        elif final in "ABCD":
            self._move(final, int(numbers or 1) or 1)
        elif final in "JK":
            self._erase(final, numbers)
        elif final != "m":
            raise ActorError(f"the terminal got {found[0]!r}")
        return found.end()

    def _mode(self, numbers: str, final: str) -> None:
        if final not in "hl" or numbers not in _MODES:
            raise ActorError(f"the terminal got the private mode {numbers}{final}")
        if numbers == "7":
            self._autowrap = final == "h"

    def _move(self, final: str, count: int) -> None:
        if final == "A":
            self._row = max(self._row - count, 0)
        elif final == "B":
            for _ in range(count):
                self._down()
        elif final == "C":
            self._column = min(self._column + count, self._columns - 1)
        else:
            self._column = max(min(self._column, self._columns - 1) - count, 0)

    def _erase(self, final: str, numbers: str) -> None:
        if numbers not in ("", "0"):
            raise ActorError(f"the terminal got the erasure {numbers}{final}")
        del self._rows[self._row][self._column :]
        if final == "J":
            del self._rows[self._row + 1 :], self._continues[self._row + 1 :]


def _cells(text: str) -> int:
    return sum(max(wcwidth(character), 0) for character in text)
