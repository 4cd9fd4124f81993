"""`grep`: lines of a log in which an expression occurs (CLI reference, 16.5)."""

from __future__ import annotations

from dataclasses import dataclass

from esatui.batch import InvalidArguments
from esatui.commands._logs import (
    Printer,
    choose_log,
    expression,
    follow,
    print_found,
    reader,
    unreadable,
)
from esatui.registry import READERS, Command
from esatui.requests import Interrupted
from esatui.session import Session

NOTHING = "No results were found. Use another regular expression(s) to search."

command = Command(
    "grep", "Search for a regular expression in a log file", cluster="machine", access=READERS
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is looked for, and how it is shown."""

    log: str
    expressions: tuple[str, ...]
    ignore_case: bool = False
    inverted: bool = False
    tail: bool = False
    paged: bool = False


@command.interactive
async def run(session: Session) -> None:
    """Ask for log, expression and how to search."""
    dialogue = session.dialogue
    log = await choose_log(session, "Enter the number of the log you wish to grep.")
    wanted = await dialogue.ask("Enter the regular expression to grep.", check=expression)
    ignore_case = await dialogue.confirm(
        "Do you want this search to be case insensitive?", default=True
    )
    inverted = await dialogue.confirm(
        "Do you want to search for non-matching lines?", default=False
    )
    tail = await dialogue.confirm("Do you want to tail the logs?", default=False)
    paged = await dialogue.confirm("Do you want to paginate the output?", default=False)
    await grep(
        session,
        Wish(
            log=log,
            expressions=(wanted,),
            ignore_case=ignore_case,
            inverted=inverted,
            tail=tail,
            paged=paged,
        ),
    )


@command.batch('grep [-i] [-v] [-p] [-t] [-e regex]... "regex" <log>', changes=False, words=True)
async def batch(session: Session, words: tuple[str, ...]) -> None:
    """Search as the options say."""
    await grep(session, wish(words))


def wish(words: tuple[str, ...]) -> Wish:
    """Return what the words of the batch form ask for; raises `InvalidArguments`."""
    flags: set[str] = set()
    expressions: list[str] = []
    rest = list(words)
    while rest and len(rest[0]) > 1 and rest[0].startswith("-"):
        option = rest.pop(0)
        if option == "-e" and rest:
            expressions.append(rest.pop(0))
        elif set(option[1:]) <= set("ivpt"):
            flags |= set(option[1:])
        else:
            raise InvalidArguments
    if len(rest) == 2:
        expressions.append(rest.pop(0))
    if len(rest) != 1 or not expressions:
        raise InvalidArguments
    return Wish(
        log=rest[0],
        expressions=tuple(expressions),
        ignore_case="i" in flags,
        inverted="v" in flags,
        tail="t" in flags,
        paged="p" in flags,
    )


async def grep(session: Session, wish: Wish) -> None:
    """Print the lines that match, of all files of the log; then follow it if that is wished.

    Ctrl-C ends it. Raises `StateError`.
    """
    from state.logs.patterns import compile_pattern
    from state.logs.search import Search

    log = reader(session, wish.log)
    pattern = compile_pattern(
        wish.expressions, ignore_case=wish.ignore_case, inverted=wish.inverted
    )
    printer = Printer(session, paged=wish.paged)
    session.dialogue.say()
    try:
        # Noted before the search, so that nothing falls between it and the following.
        follower = log.follow(log.end())
        with follower:
            await print_found(session, Search(log.lines(), pattern.matches), printer)
            if wish.tail:
                await follow(session, follower, printer, pattern.matches)
    except Interrupted:
        return
    except OSError as error:
        raise unreadable(error) from error
    if not printer.anything:
        session.dialogue.say(NOTHING)
