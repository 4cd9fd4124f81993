"""What goes back and forth between a transcript and one session, the same on every front."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from esatui.requests import Request


@dataclass(slots=True)
class Turn:
    """What the appliance said until it asked, and what it asks for.

    `text` ends with the prompt. `request` is `None` when the session has ended.
    """

    text: str
    request: Request[Any] | None


@dataclass(frozen=True, slots=True)
class Typed:
    """A line and Enter, whether it echoes or not."""

    text: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """The lines of a block and the line that ends it; `None` is Ctrl-D."""

    lines: Sequence[str]
    end: str | None


@dataclass(frozen=True, slots=True)
class Key:
    """One key at the pager."""

    character: str


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Ctrl-C."""


@dataclass(frozen=True, slots=True)
class End:
    """Ctrl-D, or the end of the file."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing is typed, and the time that the command waits for goes by."""


Reply = Typed | Pasted | Key | Interrupt | End | Wait


class Actor(Protocol):
    """One session on one front.

    What the other end does wrong (a time-out, a lost connection) is raised as `ActorError`.
    """

    def start(self) -> Turn:
        """Log in; return what was said up to the first question."""

    def reply(self, reply: Reply) -> Turn:
        """Answer the question; return what was said up to the next one."""

    def close(self) -> None:
        """Leave without asking and release everything. May be called at any time."""


class ActorError(Exception):
    """A front that does not do its part."""


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What the fronts show as `?` (see `esatui.fronts.driver`), and carriage returns."""


def visible_lines(text: str) -> list[str]:
    """Return the lines of `text` as they look: the last one is what follows the last line end.

    Tabs are blanks up to the next eighth column, as on a terminal.
    Carriage returns overwrite, other control characters are `?` as on every front. Blanks at line
    ends are dropped, but for the last line.
    """
    if "\t" in text:
        text = text.expandtabs()
    if _UNPRINTABLE.search(text):
        return _rendered(text)
    lines = text.split("\n")
    last = lines.pop()
    return [*(line.rstrip(" \t") for line in lines), last]


def _rendered(text: str) -> list[str]:
    lines = [_UNPRINTABLE.sub("?", _overwritten(line)) for line in text.split("\n")]
    last = lines.pop()
    return [*(line.rstrip(" \t") for line in lines), last]


def _overwritten(line: str) -> str:
    """Return what is left of `line` when each carriage return starts it again."""
    seen = ""
    for piece in line.split("\r"):
        seen = piece + seen[len(piece) :]
    return seen
