"""`findevent`: messages by sender, recipient, subject or Message-ID, and all lines about one.

CLI reference, 16.6.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from esatui.commands._logs import (
    Printer,
    choose_log,
    expression,
    print_found,
    reader,
    unreadable,
)
from esatui.dialogue import InputError
from esatui.registry import READERS, Command
from esatui.requests import Interrupted
from esatui.session import Session

if TYPE_CHECKING:
    from state.logs.reader import LogReader
    from state.logs.story import Found

command = Command("findevent", "Find events in mail log files", cluster="machine", access=READERS)

SEARCHES = (
    ("from", "Search by envelope FROM"),
    ("message-id", "Search by Message ID"),
    ("subject", "Search by Subject"),
    ("to", "Search by envelope TO"),
)
FILES = ("All available log files", "Select log files by date list", "Current log file")
NOTHING = "No matching message IDs were found."
MOST = 100
"""Messages that are listed."""


@command.interactive
async def run(session: Session) -> None:
    """Ask what to look for and where; list what was found; print the lines about one message."""
    dialogue = session.dialogue
    kind = await dialogue.choose_value(
        SEARCHES, question="Please choose which type of search you want to perform:"
    )
    wanted = await dialogue.ask("Enter the regular expression to search for.", check=expression)
    ignore_case = await dialogue.confirm(
        "Do you want this search to be case insensitive?", default=True
    )
    question = "Enter the number of the log you wish to use for message tracking."
    log = reader(session, await choose_log(session, question))
    names = await choose_files(session, log)
    try:
        found = await messages(session, log, names, kind, wanted, ignore_case=ignore_case)
        if not found:
            dialogue.block(NOTHING)
            return
        chosen = await choose_message(session, found)
        await tell(session, log, names, chosen.mid)
    except OSError as error:
        raise unreadable(error) from error


async def choose_files(session: Session, log: LogReader) -> Sequence[str] | None:
    """Return the names of the files to search, `None` for all."""
    question = "Please choose which set of logs to search:"
    index = await session.dialogue.choose(FILES, question=question, default=3)
    if index == 0:
        return None
    if index == 2:
        return [log.current]
    names = log.names()
    if not names:
        return []
    lines = [f"{number}. {name}" for number, name in enumerate(names, 1)]
    session.dialogue.block(
        "Available log files, oldest first. Specify multiple log files by separating\n"
        "with commas or specify a range with a dash:\n" + "\n".join(lines)
    )
    return await session.dialogue.ask(
        None, default=str(len(names)), check=lambda text: selected(text, names), gap=False
    )


def selected(text: str, names: Sequence[str]) -> Sequence[str]:
    """Return the names that `text` (`1,3-5`) selects, in their order; raises `InputError`."""
    numbers: set[int] = set()
    for part in text.split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        bounds = (first, last) if dash else (first, first)
        if not all(bound.isascii() and bound.isdecimal() for bound in bounds):
            raise InputError("Unknown option")
        low, high = (int(bound[:9]) for bound in bounds)
        if not 1 <= low <= high <= len(names):
            raise InputError("Unknown option")
        numbers.update(range(low, high + 1))
    return [names[number - 1] for number in sorted(numbers)]


async def messages(
    session: Session,
    log: LogReader,
    names: Sequence[str] | None,
    kind: str,
    wanted: str,
    *,
    ignore_case: bool,
) -> Sequence[Found]:
    """Return the messages whose `kind` matches, the first ones, each once."""
    from state.logs.patterns import compile_pattern
    from state.logs.search import Search
    from state.logs.story import found_in

    pattern = compile_pattern([wanted], ignore_case=ignore_case)
    found: dict[int, Found] = {}

    def matches(line: str) -> bool:
        message = found_in(line, kind)
        return message is not None and pattern.matches(message.value)

    search = Search(log.lines(names), matches)
    while not search.ended and len(found) < MOST:
        for line in await session.work(search.portion):
            message = found_in(line, kind)
            if message is not None and len(found) < MOST:
                found.setdefault(message.mid, message)
        await session.dialogue.pause(0)
    return list(found.values())


async def choose_message(session: Session, found: Sequence[Found]) -> Found:
    """Return the message that is chosen from the list."""
    question = (
        "The following matching message IDs were found. Please choose one to show additional log "
        "information:"
    )
    choices = [
        (message, f"MID {message.mid} ({message.time}) {message.value}") for message in found
    ]
    return await session.dialogue.choose_value(choices, question=question)


async def tell(session: Session, log: LogReader, names: Sequence[str] | None, mid: int) -> None:
    """Print every line of the message with the number `mid`. Ctrl-C ends it."""
    from state.logs.search import Search
    from state.logs.story import Story

    story = Story(mid)

    def learning(line: str) -> bool:
        story.learn(line)
        return False

    try:
        learn = Search(log.lines(names), learning)
        while not learn.ended:
            await session.work(learn.portion)
            await session.dialogue.pause(0)
        session.dialogue.say()
        lines: Iterator[str] = log.lines(names)
        await print_found(session, Search(lines, story.tells), Printer(session, paged=True))
    except Interrupted:
        return
