"""The tty front: a person at a terminal, with history, completion and line editing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from esatui.fronts.base import Flow, Transmit, Worker
from esatui.fronts.blocks import BlockReader
from esatui.fronts.cooked import Cooked, Refused, checked
from esatui.fronts.driver import WAITING, Driver
from esatui.fronts.history import History, MemoryHistory
from esatui.fronts.keys import read_key
from esatui.fronts.line import TerminalLine
from esatui.requests import Block, ReadBlock, ReadKey, ReadLine, ReadSecret, Request

if TYPE_CHECKING:
    from prompt_toolkit.clipboard import Clipboard

    from esatui.fronts.editor import Editor

PASTE_ON, PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"
COLUMNS, ROWS = 80, 24
"""The size of a terminal that does not know its own."""


class TtyFront(Driver):
    """Talks to any terminal that understands ECMA-48 (VT100 and all that came after it).

    `columns` and `rows` of 0 stand for 80x24. `history` is where lines of the main prompt are kept;
    answers to questions and secrets never are, nor lines that begin with a space.
    """

    def __init__(
        self,
        transmit: Transmit,
        worker: Worker,
        *,
        columns: int = COLUMNS,
        rows: int = ROWS,
        history: History | None = None,
        flow: Flow | None = None,
    ) -> None:
        super().__init__(transmit, worker, newline="\r\n", flow=flow)
        self._columns, self._rows = columns or COLUMNS, rows or ROWS
        self._history = history or MemoryHistory()
        self._last_line = ""
        self._clipboard: Clipboard | None = None
        self._cooked = Cooked(self._typed, self._show)
        self._line = TerminalLine(
            self._typed, self._output.append, self._make_editor, self._columns
        )
        self._block: BlockReader | None = None
        self._output.append(PASTE_ON)

    def resize(self, columns: int, rows: int) -> None:
        self._columns, self._rows = columns or COLUMNS, rows or ROWS
        super().resize(self._columns, self._rows)
        self._line.resize(self._columns, self._rows)
        if self._play is None:
            self._flush()

    def _open(self, request: Request[Any]) -> None:
        if isinstance(request, ReadLine):
            self._line.open(request)
        elif isinstance(request, ReadSecret):
            self.write(request.prompt)
        elif isinstance(request, ReadBlock):
            self._block = BlockReader(request.end)
        self._cooked.silent = isinstance(request, ReadSecret)

    def _answer(self, request: Request[Any]) -> Any:
        answer: str | Block | None
        if isinstance(request, ReadLine | ReadSecret):
            answer = self._one_line(request)
        elif isinstance(request, ReadKey):
            answer = read_key(self._typed)
        elif self._block is not None:
            answer = self._block.read(self._cooked)
        else:
            raise TypeError(f"a request that no front knows: {request!r}")
        return WAITING if answer is None else answer

    def _one_line(self, request: ReadLine | ReadSecret) -> str | None:
        while True:
            try:
                if isinstance(request, ReadSecret):
                    line = self._cooked.read()
                    return None if line is None else checked(*line)
                return self._remembered(request, self._line.read())
            except Refused as refusal:
                self.write(f"{refusal}\n")
                self._open(request)

    def _remembered(self, request: ReadLine, line: str | None) -> str | None:
        """Keep a line of the main prompt in the history; return it."""
        if line is None or not request.command or not line.strip() or line.startswith(" "):
            return line
        if line != self._last_line:
            self._last_line = line
            try:
                self._history.append(line)
            except OSError as error:
                self._without_history(error)
        return line

    def _make_editor(self, request: ReadLine, text: str) -> Editor:
        from prompt_toolkit.clipboard import InMemoryClipboard

        from esatui.fronts.editor import Editor

        self._clipboard = self._clipboard or InMemoryClipboard()
        return Editor(
            request.prompt,
            text,
            emit=self._output.append,
            size=(self._columns, self._rows),
            history=self._lines_before() if request.command else (),
            clipboard=self._clipboard,
        )

    def _lines_before(self) -> list[str]:
        try:
            return list(self._history.load())
        except OSError as error:
            self._without_history(error)
            return []

    def _without_history(self, error: OSError) -> None:
        """Go on with a history that ends with the session, and say so once."""
        self._history = MemoryHistory()
        self.write(f"\nThe command history cannot be kept: {error.strerror}\n")

    def _abandon(self) -> None:
        if isinstance(self._request, ReadLine):
            self._line.abandon()
        else:
            self._cooked.abandon()

    def _step_aside(self) -> None:
        self._output.append(PASTE_OFF)

    def _step_in(self) -> None:
        self._output.append(PASTE_ON)

    def _farewell(self) -> None:
        self._output.append(PASTE_OFF)
