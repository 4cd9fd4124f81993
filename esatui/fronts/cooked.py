"""Reading lines from bytes with echo, erase and kill, as the line discipline of a terminal does."""

from __future__ import annotations

import re
from collections.abc import Callable

from esatui.fronts.tokens import (
    BACKSPACES,
    END,
    INTERRUPT,
    cells,
    cleaned,
    is_partial,
    key_size,
    lines_length,
    run_length,
    without_c1,
)
from esatui.fronts.typeahead import TypeAhead
from esatui.requests import EndOfInput, Interrupted

LINE_LIMIT = 64 * 1024
"""Bytes of one line outside of a block; what is longer is refused."""

_KILL_LINE, _KILL_WORD = b"\x15", b"\x17"


class Refused(Exception):
    """A line that is not taken; its text says why."""


class EndKey(EndOfInput):
    """Ctrl-D; `line` is what stood on its line."""

    def __init__(self, line: bytes = b"") -> None:
        super().__init__()
        self.line = line


class Cooked:
    """The line that is being typed.

    `echo` takes what the terminal shows; `None` when nobody sees it (no terminal): then erase and
    kill characters mean nothing. In both cases control characters and escape sequences are
    dropped, only tabs stay. A line ends with CR, LF or CR LF.
    """

    def __init__(self, typed: TypeAhead, echo: Callable[[str], None] | None) -> None:
        self._typed = typed
        self._echo = echo
        self._line = bytearray()
        self._overlong = False
        self.silent = False
        """Whether what is typed at present is a secret."""

    @property
    def echoes(self) -> bool:
        """Whether anything is shown, if only the line ends of secrets."""
        return self._echo is not None

    def read(
        self, limit: int = LINE_LIMIT, *, end_anywhere: bool = False
    ) -> tuple[bytes, bool] | None:
        """Return the next line without its end and whether it was cut at `limit` bytes.

        `None` means that the line is not complete. Raises `Interrupted`, `EndKey` for Ctrl-D on an
        empty line (on any line with `end_anywhere`) and `EndOfInput` at the end of the input.
        """
        typed = self._typed
        while typed.data:
            run = run_length(typed.data, tabs=True, ended=typed.ended)
            if run:
                self._insert(typed.take(run), limit)
            elif is_partial(typed.data) and not typed.ended:
                return None
            elif self._control(typed.take_key(key_size(typed.data)), end_anywhere):
                return self._finish()
        return self._at_end() if typed.ended else None

    def read_lines(self, stop: re.Pattern[bytes] | None) -> str:
        r"""Return the complete lines that have come, before a line that `stop` matches.

        Each has a `\n` at its end. What needs a closer look (a line that has begun, control
        characters) is left to `read`. This is what makes a paste of a megabyte cheap.
        """
        if self._line or self._overlong:
            return ""
        length = lines_length(self._typed.data, stop)
        if not length:
            return ""
        text = self._typed.take_lines(length).decode("utf-8", "replace")
        text = without_c1(text)
        if self._echo is not None:
            self._echo(text.replace("\t", " "))
        return text

    def abandon(self) -> None:
        """Drop the line, showing `^C` where there is an echo."""
        self._line.clear()
        self._overlong = False
        self._show("^C\n")

    def _at_end(self) -> tuple[bytes, bool]:
        if not self._line:
            raise EndOfInput
        return self._finish()

    def _finish(self) -> tuple[bytes, bool]:
        line, cut = bytes(self._line), self._overlong
        self._line.clear()
        self._overlong = False
        self._show("\n")
        return line, cut

    def _insert(self, run: bytes, limit: int) -> None:
        room = limit - len(self._line)
        if len(run) > room:
            self._overlong = True
            run = run[:room]
        self._line += run
        if self._echo is not None and not self.silent:
            self._show(cleaned(run.decode("utf-8", "replace")).replace("\t", " "))

    def _control(self, key: bytes | None, end_anywhere: bool) -> bool:
        """Return whether `key` ends the line; `None` is no key of its own."""
        if key in (b"\r", b"\n"):
            return True
        if key == INTERRUPT:
            self.abandon()
            raise Interrupted
        if key == END and (end_anywhere or not self._line):
            raise EndKey(self._finish()[0])
        if key is not None and self._echo is not None:
            self._edit(key)
        return False

    def _edit(self, key: bytes) -> None:
        if key in BACKSPACES:
            self._erase(1)
        elif key == _KILL_LINE:
            self._erase(len(self._line))
        elif key == _KILL_WORD:
            kept = self._line.rstrip(b" \t")
            position = max(kept.rfind(b" "), kept.rfind(b"\t")) + 1
            self._erase(len(self._line[position:].decode("utf-8", "replace")))

    def _erase(self, count: int) -> None:
        """Take `count` characters off the end, each with the marks that stand on it."""
        kept = self._line.decode("utf-8", "surrogateescape")
        width = 0
        while kept and count > 0:
            wide = _echoed_cells(kept[-1])
            width += wide
            count -= 1 if wide or len(kept) == 1 else 0
            kept = kept[:-1]
        self._line[:] = kept.encode("utf-8", "surrogateescape")
        if not self.silent:
            self._show("\b \b" * width)

    def _show(self, text: str) -> None:
        if self._echo is not None and text:
            self._echo(text)


def checked(line: bytes, cut: bool) -> str:
    """Return the text of a line; raises `Refused` when it was cut or is not UTF-8."""
    if cut:
        raise Refused("The line is too long.")
    try:
        return cleaned(line.decode())
    except UnicodeDecodeError:
        raise Refused("The input is not valid UTF-8.") from None


def _echoed_cells(character: str) -> int:
    """Return how many cells the echo of a character takes; a stray byte is echoed as one."""
    if character == "\t" or "\udc80" <= character <= "\udcff":
        return 1
    return cells(character)
