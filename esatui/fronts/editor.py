"""Editing one line, with prompt_toolkit as the editor and no event loop.

prompt_toolkit wants an `Application` that is running; here one for each thread stands on the stage,
never runs, and wears for each call the parts of the session whose turn it is: buffer, layout,
renderer, key processor, clipboard. So a session that edits costs 20 kB, one that does not costs
nothing, and nothing of one session is ever seen by another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO, cast

from prompt_toolkit.application import Application
from prompt_toolkit.application.current import create_app_session, set_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.clipboard import Clipboard
from prompt_toolkit.data_structures import Size
from prompt_toolkit.filters import is_searching
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import DummyInput
from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.key_binding.key_processor import KeyPress, KeyProcessor
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import (
    BufferControl,
    ConditionalContainer,
    HSplit,
    Layout,
    SearchBufferControl,
    Window,
)
from prompt_toolkit.layout.processors import BeforeInput, ReverseSearchProcessor
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.renderer import Renderer
from prompt_toolkit.styles import DummyStyle

from esatui.fronts.bindings import SEARCH_KEYS, bindings, first_keys

EDIT_LIMIT = 4096
"""Characters of a line that can be edited; a longer one can only be typed on, or dropped."""

_STYLE = DummyStyle()
_NO_INPUT, _NO_OUTPUT = DummyInput(), DummyOutput()


def editing_keys(sequence: str) -> tuple[str, ...]:
    """Return the keys that `sequence` (a control character or escape sequence) stands for.

    Empty when the editor does nothing with it.
    """
    found = ANSI_SEQUENCES.get(sequence, ())
    keys = (found,) if isinstance(found, str) else found
    names = tuple(str(getattr(key, "value", key)) for key in keys)
    return names if names and names[0] in first_keys() else ()


class Editor:
    """A line in the making, drawn where the cursor stands (at the start of a line).

    `emit` takes what goes to the terminal. `history` is what Up and Ctrl-R offer, the oldest first.
    """

    def __init__(
        self,
        prompt: str,
        text: str,
        *,
        emit: Callable[[str], None],
        size: tuple[int, int],
        history: Sequence[str],
        clipboard: Clipboard,
    ) -> None:
        self._size = Size(columns=size[0], rows=size[1])
        self._buffer = Buffer(history=InMemoryHistory(list(history)), multiline=False)
        self._prompt = prompt
        self._layout = _layout(prompt, self._buffer)
        self._output = _Output(emit, lambda: self._size)
        self._renderer = Renderer(_STYLE, self._output)
        self._keys = KeyProcessor(bindings())
        self._clipboard = clipboard
        with self._stage():
            self._buffer.load_history_if_not_yet_loaded()
            self._buffer.insert_text(text)

    @property
    def text(self) -> str:
        """Return the line."""
        return self._buffer.text

    @property
    def before(self) -> str:
        """Return what stands before the cursor."""
        return self._buffer.document.text_before_cursor

    @property
    def searching(self) -> bool:
        """Return whether the history is being searched."""
        return self._layout.is_searching

    def insert(self, text: str) -> bool:
        """Insert typed text; return `False` when it does not fit any more."""
        with self._stage():
            if self._keys.key_buffer:
                # The rest of Escape-something.
                first, text = text[0], text[1:]
                self._press(first, first)
            buffer = self._layout.current_buffer
            if buffer is None or len(buffer.text) + len(text) > EDIT_LIMIT:
                return False
            if text:
                buffer.insert_text(text)
        return True

    def key(self, sequence: str) -> None:
        """Take a key for which `editing_keys` has an answer."""
        with self._stage():
            for name in editing_keys(sequence):
                if self.searching and name not in SEARCH_KEYS:
                    # As in readline: any other key takes what was found, and acts on it.
                    self._press("c-m", "\r")
                self._press(name, sequence)

    def _press(self, name: str, data: str) -> None:
        key: Keys | str = name if len(name) == 1 else Keys(name)
        self._keys.feed(KeyPress(key, data))
        self._keys.process_keys()
        if len(self._buffer.text) > EDIT_LIMIT:
            # Yanked over and over.
            self._buffer.text = self._buffer.text[:EDIT_LIMIT]

    def replace_before(self, start: int, text: str) -> None:
        """Replace what stands between the character `start` and the cursor."""
        with self._stage():
            self._buffer.delete_before_cursor(self._buffer.cursor_position - start)
            self._buffer.insert_text(text[:EDIT_LIMIT])

    def draw(self) -> None:
        """Bring the terminal up to date."""
        with self._stage() as stage:
            self._renderer.render(stage, self._layout)

    def finish(self, mark: str = "") -> None:
        """Draw the whole line, with `mark` at its end, and leave the cursor on the next line."""
        with self._stage() as stage:
            self._layout = _layout(self._prompt, self._buffer)
            self._buffer.cursor_position = len(self._buffer.text)
            text = self._buffer.text
            if mark:
                self._buffer.insert_text(mark)
            self._renderer.render(stage, self._layout, is_done=True)
            self._buffer.text = text

    def resize(self, columns: int, rows: int) -> None:
        """Draw anew for another size of the terminal.

        The terminal is taken to have broken the lines that became too long, as most do.
        """
        screen = self._renderer.last_rendered_screen
        self._size = Size(columns=columns, rows=rows)
        if screen is None:
            return
        cursor = screen.get_cursor_position(self._layout.current_window)
        widths = [max(screen.data_buffer[row], default=0) + 1 for row in range(cursor.y)]
        above = sum(-(-width // columns) for width in widths) + cursor.x // columns
        self._output.write_raw("\r")
        self._output.cursor_up(above)
        self._output.erase_down()
        self._renderer.reset()
        self.draw()

    @contextmanager
    def _stage(self) -> Iterator[_Stage]:
        stage = _local_stage()
        stage.layout = self._layout
        stage.renderer = self._renderer
        stage.output = self._output
        stage.key_processor = self._keys
        stage.clipboard = self._clipboard
        try:
            # All threads share the session of prompt_toolkit that nobody has made.
            with create_app_session(_NO_INPUT, _NO_OUTPUT), set_app(stage):
                yield stage
        finally:
            stage.strip()


def _layout(prompt: str, buffer: Buffer) -> Layout:
    """Return the line with its prompt; while searching, the search stands in its place."""
    search = SearchBufferControl(Buffer(multiline=False), [ReverseSearchProcessor()])
    line = BufferControl(
        buffer,
        input_processors=[BeforeInput(prompt)],
        search_buffer_control=search,
        preview_search=True,
    )
    return Layout(
        HSplit(
            [
                ConditionalContainer(_window(line), ~is_searching),
                ConditionalContainer(_window(search), is_searching),
            ]
        ),
        focused_element=line,
    )


def _window(control: BufferControl) -> Window:
    return Window(control, wrap_lines=True, dont_extend_height=True)


class _Wire:
    """A text stream that hands on what is written."""

    encoding = "utf-8"

    def __init__(self, emit: Callable[[str], None]) -> None:
        self.write = emit

    def flush(self) -> None:
        """Nothing is kept back."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError("no file")


class _Output(Vt100_Output):
    """Escape codes for any terminal of today; bracketed paste is the business of the front."""

    def __init__(self, emit: Callable[[str], None], size: Callable[[], Size]) -> None:
        super().__init__(cast("TextIO", _Wire(emit)), size, enable_cpr=False)

    def enable_bracketed_paste(self) -> None:
        """Leave it on."""

    def disable_bracketed_paste(self) -> None:
        """Leave it on."""


class _Stage(Application[None]):
    """The application that prompt_toolkit looks for; see the top of this file."""

    def __init__(self) -> None:
        super().__init__(input=DummyInput(), output=DummyOutput())
        # No timer waits for the rest of a key sequence: None is what the documentation names.
        self.timeoutlen = None  # type: ignore[assignment]
        self._bare = (self.layout, self.renderer, self.output, self.key_processor, self.clipboard)

    def strip(self) -> None:
        """Take everything off that belongs to a session."""
        self.layout, self.renderer, self.output, self.key_processor, self.clipboard = self._bare

    def create_background_task(self, coroutine: Coroutine[Any, Any, None]) -> Any:
        """Run what needs no waiting (reading the history in memory) here and now."""
        try:
            coroutine.send(None)
        except StopIteration:
            return _Finished()
        coroutine.close()
        raise RuntimeError("prompt_toolkit waits for something that never comes")


class _Finished:
    """As much of a task as prompt_toolkit looks at when it is over."""

    def result(self) -> None:
        return None

    def cancel(self) -> None:
        """Nothing is left to cancel."""

    def add_done_callback(self, callback: Callable[[_Finished], None]) -> None:
        callback(self)


class _Local(threading.local):
    stage: _Stage | None = None


_LOCAL = _Local()


def _local_stage() -> _Stage:
    if _LOCAL.stage is None:
        _LOCAL.stage = _Stage()
    return _LOCAL.stage
