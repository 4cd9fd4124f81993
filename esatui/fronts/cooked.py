"""Reading lines from bytes with echo, erase and kill, as the line discipline of a terminal does."""

from __future__ import annotations

import re
from collections.abc import Callable

from esatui.fronts.typeahead import TypeAhead
from esatui.requests import EndOfInput, Interrupted

LINE_LIMIT = 64 * 1024
"""Bytes of one line outside of a block; what is longer is refused."""

_RUN = re.compile(rb"[^\x00-\x08\x0a-\x1f\x7f]*")
_ESCAPE = re.compile(rb"\x1b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|O[ -~])?")
_PARTIAL_ESCAPE = re.compile(rb"\x1b(?:O|\[[0-?]{0,32}[ -/]{0,8})?")
_C1 = re.compile("[\x7f-\x9f]")

_INTERRUPT, _END, _ESC = b"\x03", b"\x04", b"\x1b"
_BACKSPACES = (b"\x7f", b"\x08")
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
        self._after_return = False
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
        data = self._typed.data
        while data:
            match = _RUN.match(data)
            if match and (run := match.end()):
                if run == len(data) and not self._typed.ended:
                    run -= _incomplete(data)
                    if not run:
                        return None
                self._insert(self._typed.take(run), limit)
            elif self._waits_for_escape():
                return None
            elif self._control(end_anywhere):
                return self._finish()
        return self._at_end() if self._typed.ended else None

    def read_key(self) -> str | None:
        """Return one key, nothing echoed: a character, or a whole escape sequence; else `None`.

        Raises `Interrupted` and, at the end of the input, `EndOfInput`.
        """
        data = self._typed.data
        if self._after_return and data.startswith(b"\n"):
            self._typed.take(1)
        if not data and self._typed.ended:
            raise EndOfInput
        if not data or self._waits_for_escape():
            return None
        size = _key_size(data)
        if size > len(data) and not self._typed.ended:
            return None
        key = self._typed.take(size)
        self._after_return = key == b"\r"
        if key == _INTERRUPT:
            raise Interrupted
        return key.decode("utf-8", "replace")

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
        self._after_return = False
        room = limit - len(self._line)
        if len(run) > room:
            self._overlong = True
            run = run[:room]
        self._line += run
        if self._echo is not None and not self.silent:
            self._echo(_C1.sub("", run.decode("utf-8", "replace")).replace("\t", " "))

    def _waits_for_escape(self) -> bool:
        """Return whether an escape sequence has begun that the next bytes may continue."""
        data = self._typed.data
        return (
            data.startswith(_ESC)
            and not self._typed.ended
            and _PARTIAL_ESCAPE.fullmatch(data) is not None
        )

    def _control(self, end_anywhere: bool) -> bool:
        """Consume a control character; return whether it ended the line."""
        byte = self._typed.take(_key_size(self._typed.data))
        after_return, self._after_return = self._after_return, byte == b"\r"
        if byte == b"\r":
            return True
        if byte == b"\n":
            return not after_return
        if byte == _INTERRUPT:
            self.abandon()
            raise Interrupted
        if byte == _END and (end_anywhere or not self._line):
            raise EndKey(self._finish()[0])
        if self._echo is not None:
            self._edit(byte)
        return False

    def _edit(self, byte: bytes) -> None:
        if byte in _BACKSPACES:
            self._erase(1)
        elif byte == _KILL_LINE:
            self._erase(len(self._line))
        elif byte == _KILL_WORD:
            kept = self._line.rstrip(b" \t")
            position = max(kept.rfind(b" "), kept.rfind(b"\t")) + 1
            self._erase(len(self._line[position:].decode("utf-8", "replace")))

    def _erase(self, count: int) -> None:
        """Take `count` characters off the end, each with the marks that stand on it."""
        text = self._line.decode("utf-8", "surrogateescape")
        kept, width = text, 0
        while kept and count > 0:
            cells = _cells(kept[-1])
            width += cells
            count -= 1 if cells or len(kept) == 1 else 0
            kept = kept[:-1]
        self._line[:] = kept.encode("utf-8", "surrogateescape")
        if not self.silent:
            self._show("\b \b" * width)

    def _show(self, text: str) -> None:
        if self._echo is not None and text:
            self._echo(text)


def decoded(line: bytes) -> str:
    """Return the text of a line; raises `Refused` when it is not UTF-8."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        raise Refused("The input is not valid UTF-8.") from None
    return text if text.isascii() else _C1.sub("", text)


def _incomplete(data: bytearray) -> int:
    """Return how many bytes at the end of `data` are the beginning of a UTF-8 character."""
    for count in range(1, min(4, len(data) + 1)):
        byte = data[-count]
        if byte >= 0xC0:
            length = 2 + (byte >= 0xE0) + (byte >= 0xF0)
            return count if count < length else 0
        if byte < 0x80:
            return 0
    return 0


def _key_size(data: bytearray) -> int:
    """Return how many bytes the first key in `data` has, which must not be empty."""
    if data.startswith(_ESC):
        match = _ESCAPE.match(data)
        return match.end() if match else 1
    return 1 + (data[0] >= 0xC0) + (data[0] >= 0xE0) + (data[0] >= 0xF0)


def _cells(character: str) -> int:
    from wcwidth import wcwidth

    if "\udc80" <= character <= "\udcff" or character == "\t":
        return 1
    return max(wcwidth(character), 0)
