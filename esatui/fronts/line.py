"""A line typed on a terminal: just echoed while that is enough, edited as soon as it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from esatui.fronts.completion import complete, listing
from esatui.fronts.cooked import LINE_LIMIT, EndKey, Refused
from esatui.fronts.screen import Place
from esatui.fronts.tokens import (
    BACKSPACES,
    END,
    INTERRUPT,
    cells,
    cleaned,
    is_partial,
    key_size,
    run_length,
)
from esatui.fronts.typeahead import TypeAhead
from esatui.requests import EndOfInput, Interrupted, ReadLine
from state.errors import StateError

if TYPE_CHECKING:
    from esatui.fronts.editor import Editor

MakeEditor = Callable[[ReadLine, str], "Editor"]
"""Makes the editor for a question, with what has been typed, at the start of a line."""

_BELL = "\a"
_REPLACEMENT = "\ufffd"


class TerminalLine:
    """The line that is being typed as the answer to a `ReadLine`.

    Text that is typed at the end is echoed, and the terminal breaks the line where it is full: that
    needs no editor, and a paste of a thousand lines runs through at the speed of the plain front.
    The first other key (arrows, Tab, Ctrl-A ...) takes the editor, which draws the line anew and
    has it until Enter. `emit` takes what goes to the terminal as it is.
    """

    def __init__(
        self, typed: TypeAhead, emit: Callable[[str], None], editor: MakeEditor, columns: int
    ) -> None:
        self._typed = typed
        self._emit = emit
        self._make_editor = editor
        self._columns = columns
        self._request = ReadLine("")
        self._pieces: list[str] = []
        self._size = 0
        self._place = Place()
        self._overlong = False
        self._editor: Editor | None = None

    def open(self, request: ReadLine) -> None:
        """Begin a line: print its prompt, at the start of a line."""
        self._request = request
        self._reset()
        self._echo(request.prompt)

    def read(self) -> str | None:
        """Return the line when Enter was pressed, `None` as long as it was not.

        Raises `Interrupted`, `EndOfInput` (Ctrl-D on an empty line), and `Refused` when the line is
        too long or not UTF-8.
        """
        typed = self._typed
        while typed.data:
            run = run_length(typed.data, tabs=typed.pasting, ended=typed.ended)
            if run:
                self._insert(cleaned(typed.take(run).decode("utf-8", "replace")))
            elif is_partial(typed.data) and not typed.ended:
                break
            elif self._key(typed.take_key(key_size(typed.data))):
                return self._finish()
        if typed.ended:
            if not self._text:
                raise EndOfInput
            return self._finish()
        self._update()
        return None

    def abandon(self) -> None:
        """Drop the line and leave the cursor at the start of the next."""
        if self._editor is None:
            self._emit("^C\r\n")
        else:
            self._editor.finish("^C")
        self._reset()

    def resize(self, columns: int, rows: int) -> None:
        """Take the new width of the terminal, which rearranges what it shows itself."""
        self._columns = columns
        if self._editor is None:
            _, self._place = Place().write(self._request.prompt + self._text, columns)
        else:
            self._editor.resize(columns, rows)

    @property
    def _text(self) -> str:
        return "".join(self._pieces) if self._editor is None else self._editor.text

    def _reset(self) -> None:
        self._pieces.clear()
        self._size = 0
        self._place = Place()
        self._overlong = False
        self._editor = None

    def _insert(self, text: str) -> None:
        text = text.replace("\t", " ")
        self._size += len(text)
        if not text or self._overlong:
            return
        if self._editor is not None:
            self._overlong = not self._editor.insert(text)
        elif self._size > LINE_LIMIT:
            self._overlong = True
        else:
            self._pieces.append(text)
            self._echo(text)
        if self._overlong:
            self._emit(_BELL)

    def _echo(self, text: str) -> None:
        sent, self._place = self._place.write(text, self._columns)
        self._emit(sent)

    def _key(self, key: bytes | None) -> bool:
        """Take a key; return whether it ends the line."""
        searching = self._editor is not None and self._editor.searching
        if key is None:
            return False
        if key == INTERRUPT and not searching:
            self.abandon()
            raise Interrupted
        if key in (b"\r", b"\n"):
            if searching:
                self._edit("\r")
            return True
        if self._typed.pasting:
            return False
        if key == END and not self._text:
            self._finish()
            raise EndKey
        if key == b"\t" and not searching:
            self._complete()
        elif not (key in BACKSPACES and self._editor is None and self._erase()):
            self._edit(key.decode("utf-8", "replace"))
        return False

    def _erase(self) -> bool:
        """Take off the last character while only echoing; return `False` if that cannot be done."""
        text = kept = "".join(self._pieces)
        width = 0
        while kept and not width:
            width = cells(kept[-1])
            kept = kept[:-1]
        if width > self._place.column:
            return False
        self._size -= len(text) - len(kept)
        self._pieces[:] = [kept]
        self._emit("\b \b" * width)
        self._place = self._place._replace(column=self._place.column - width)
        return True

    def _edit(self, sequence: str) -> None:
        from esatui.fronts.editor import editing_keys

        if editing_keys(sequence):
            editor = self._take_editor()
            if editor is not None:
                editor.key(sequence)

    def _take_editor(self) -> Editor | None:
        """Return the editor, which takes over the line; `None` when the line is too long for it."""
        from esatui.fronts.editor import EDIT_LIMIT

        if self._editor is None:
            if self._size > EDIT_LIMIT:
                self._emit(_BELL)
                return None
            self._emit(f"\x1b[{self._place.row}A\r" if self._place.row else "\r")
            self._editor = self._make_editor(self._request, self._text)
        return self._editor

    def _complete(self) -> None:
        before = self._text if self._editor is None else self._editor.before
        found = complete(before, self._words(), command=self._request.command)
        editor = self._take_editor() if found is not None else None
        if found is None or editor is None:
            self._emit(_BELL)
            return
        editor.replace_before(found.start, found.text)
        if found.candidates:
            editor.finish()
            self._emit(listing(found.candidates, self._columns).replace("\n", "\r\n") + "\r\n")

    def _words(self) -> Sequence[str]:
        if self._request.completions is None:
            return ()
        try:
            return self._request.completions()
        except (OSError, StateError):
            # What cannot be listed now can still be typed, and gets its error then.
            return ()

    def _update(self) -> None:
        """Leave the terminal as the person has to see it while waiting."""
        if self._editor is not None:
            self._editor.draw()
        elif self._place.column >= self._columns:
            # The row is full: make the terminal go to the next one now.
            self._emit(" \r")
            self._place = Place(self._place.row + 1, 0)

    def _finish(self) -> str:
        text, overlong = self._text, self._overlong
        if self._editor is not None:
            self._editor.finish()
        elif self._place.row == 0 or self._place.column:
            self._emit("\r\n")
        self._reset()
        if overlong:
            raise Refused("The line is too long.")
        if _REPLACEMENT in text:
            raise Refused("The input is not valid UTF-8.")
        return cleaned(text)
