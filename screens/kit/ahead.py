"""What is typed ahead of work in the background."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Any, Final

from textual.command import CommandPalette
from textual.events import Key, MouseEvent
from textual.message import Message
from textual.screen import Screen

BUSY: Final = "-busy"
"""Class of a screen that does in a thread what it was asked to, and can be called off."""
HISTORY: Final = "history"
FILTER: Final = "filter"
COMMANDS: Final = CommandPalette._GATHER_COMMANDS_GROUP  # noqa: SLF001 - it has no public name.
ROWS: Final = frozenset({HISTORY, FILTER, COMMANDS})
"""Groups of workers that bring the rows which the keys typed after them are about."""
EDITING: Final = frozenset({"backspace", "delete", "left", "right", "home", "end", "escape"})
IMPATIENCE: Final = 1.0
"""Seconds after which Escape means the work that goes on, whatever was typed before it."""


def heeds(screen: Screen[Any], waiting: Sequence[Message]) -> bool:
    """Return whether `screen` can take the first of what waits as if it were typed slowly.

    What comes after a submitted form is for what is there then: the section below, or the form with
    its errors. So it waits, but for Escape and the mouse, by which the work is called off.
    """
    first = waiting[0]
    if screen.has_class(BUSY):
        return isinstance(first, MouseEvent) or _is_escape(first) or _is_impatient(waiting)
    awaited = ROWS
    if isinstance(first, Key) and (first.is_printable or first.key in EDITING):
        # What a search has found so far does not matter to its next letter.
        awaited -= {FILTER, COMMANDS}
    return not any(
        worker.group in awaited and worker.node is screen and not worker.is_finished
        for worker in screen.workers
    )


def _is_escape(message: Message) -> bool:
    return isinstance(message, Key) and message.key == "escape"


def _is_impatient(waiting: Sequence[Message]) -> bool:
    latest = monotonic() - IMPATIENCE
    return any(_is_escape(each) and each.time < latest for each in waiting)
