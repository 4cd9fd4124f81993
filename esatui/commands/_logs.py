"""What the commands about logs share: the list, choosing one, printing lines as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from esatui.dialogue import InputError
from esatui.session import Session
from state.errors import StateError
from state.logs.subscriptions import described
from state.model.logs import LogSettings

if TYPE_CHECKING:
    from state.logs.follower import Follower
    from state.logs.reader import LogReader
    from state.logs.search import Search

POLL_SECONDS = 0.25
"""How often a log is looked at while it is followed."""


def listing(settings: LogSettings, more: Sequence[str] = ()) -> str:
    """Return the numbered list of the logs, with further entries at its end."""
    entries = [described(name, each) for name, each in settings.subscriptions.items()]
    lines = [f"{number}. {text}" for number, text in enumerate([*entries, *more], 1)]
    return "\n".join(["Currently configured logs:", *lines])


async def choose_log(session: Session, question: str, more: Sequence[str] = ()) -> str:
    """Print the list and return what is chosen of it by number or name: a log, or one of `more`."""
    session.appliance.store.refresh()
    settings = session.appliance.log_books.settings()
    session.dialogue.block(listing(settings, more))
    names = [*settings.subscriptions, *more]
    return await session.dialogue.ask(
        question, check=lambda text: picked(text, names), gap=False, completions=lambda: names
    )


def picked(text: str, names: Sequence[str]) -> str:
    """Return the name that `text` chooses, by its number in the list or as it is.

    Raises `InputError`.
    """
    if not text:
        raise InputError("Please enter a value.")
    if text in names:
        return text
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= len(names):
        return names[int(text[:9]) - 1]
    raise InputError("Unknown option")


def reader(session: Session, name: str) -> LogReader:
    """Return the log called `name`. Raises `StateError` when there is none."""
    session.appliance.store.refresh()
    return session.appliance.log_books.reader(name)


def expression(text: str) -> str:
    """Return `text` if it is a regular expression; raises `StateError`."""
    from state.logs.patterns import compile_pattern

    if not text:
        raise InputError("The value cannot be blank.")
    compile_pattern([text])
    return text


class Printer:
    """Prints lines as they come, a page at a time if that is wished and there is a terminal."""

    def __init__(self, session: Session, *, paged: bool = False) -> None:
        self._dialogue = session.dialogue
        rows = session.dialogue.rows
        self._page = max(rows - 1, 1) if paged and rows and session.dialogue.paging else 0
        self._shown = 0
        self.anything = False
        """Whether a line was printed."""

    async def lines(self, lines: Sequence[str]) -> None:
        """Print lines. Raises `Interrupted` when the person has seen enough."""
        self.anything = self.anything or bool(lines)
        position = 0
        while position < len(lines):
            if self._page and self._shown == self._page:
                await self._dialogue.more()
                self._shown = 0
            room = self._page - self._shown if self._page else len(lines)
            part = lines[position : position + room]
            self._dialogue.say("\n".join(part))
            position += len(part)
            self._shown += len(part)


async def print_found(session: Session, search: Search, printer: Printer) -> None:
    """Print what a search finds, others in between. Ctrl-C raises `Interrupted`."""
    while not search.ended:
        found = await session.work(search.portion)
        await printer.lines(found)
        # Where Ctrl-C is heard.
        await session.dialogue.pause(0)


async def follow(
    session: Session,
    follower: Follower,
    printer: Printer,
    wanted: Callable[[str], bool] | None = None,
) -> None:
    """Print what comes (of it what is `wanted`) until Ctrl-C raises `Interrupted`."""
    while True:
        lines = follower.read()
        await printer.lines([line for line in lines if wanted is None or wanted(line)])
        await session.dialogue.pause(0 if lines else POLL_SECONDS)


def unreadable(error: OSError) -> StateError:
    """Return the error of a log that cannot be read, for the operator."""
    return StateError(f"Error: the log cannot be read: {error.strerror or error}")
