"""Lines of the mail log as they are shown, in the log and in a story."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from screens.kit.table import Tone
from state.overview.tls import tls_event

LINES = 3
"""Those that the place has in any case: the least height in the style sheet, without its border."""


def level_of(line: str) -> str:
    """Return the level of a line, such as `Info`."""
    return line[24:].partition(":")[0].strip()


def tone_of(line: str, text: str) -> Tone:
    """Return how `text`, that of `line`, is shown: what succeeded, failed or is a warning."""
    event = tls_event(text)
    if event is not None:
        return "good" if event.outcome == "success" else "bad"
    return "warning" if level_of(line) in {"Warning", "Critical"} else ""


def show_whole(place: Static, text: str) -> None:
    """Show the whole of a line. The place grows for one that is longer than its width.

    Lines come ten times a second: only where one needs another height there is a new layout.
    """
    words, size = Text(text, overflow="fold"), place.content_size
    needed = len(words.wrap(place.app.console, size.width)) if size.width else 0
    place.update(words, layout=max(needed, LINES) != size.height)
