"""Lines of the mail log as they are shown, in the log and in a story."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Static

from screens.kit.table import Tone
from state.overview.tls import tls_event


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

    Other lines come ten times a second: they are shown without a new layout.
    """
    width = place.content_size.width
    long = cell_len(text) > width
    layout = long or place.has_class("-long")
    place.set_class(long, "-long")
    place.update(Text(text, overflow="fold"), layout=layout)
