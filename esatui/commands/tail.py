"""`tail`: the end of a log, and what comes next (CLI reference, 16.4)."""

from __future__ import annotations

from esatui.commands._logs import Printer, choose_log, follow, reader, unreadable
from esatui.registry import READERS, Command
from esatui.requests import Interrupted
from esatui.session import Session

LINES = 10

command = Command(
    "tail", "Continuously display the end of a log file", cluster="login host", access=READERS
)


@command.interactive
async def run(session: Session) -> None:
    """Ask which log, then follow it."""
    await tail(session, await choose_log(session, "Enter the number of the log you wish to tail."))


@command.batch("tail <log>", changes=False)
async def batch(session: Session, name: str) -> None:
    """Follow the log called `name`."""
    await tail(session, name)


async def tail(session: Session, name: str) -> None:
    """Print the last lines of a log and all that come, until Ctrl-C. Raises `StateError`."""
    log = reader(session, name)
    session.dialogue.block("Press Ctrl-C to stop.")
    printer = Printer(session)
    try:
        lines, follower = await session.work(lambda: log.last(LINES))
        with follower:
            await printer.lines(lines)
            await follow(session, follower, printer)
    except Interrupted:
        return
    except OSError as error:
        raise unreadable(error) from error
