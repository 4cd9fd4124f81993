"""`rollovernow`: end the current file of a log and begin the next (mail log reference, 1.1)."""

from __future__ import annotations

from collections.abc import Sequence

from esatui.commands._logs import choose_log
from esatui.registry import OPERATORS, Command
from esatui.session import Session
from state.errors import StateError

command = Command(
    "rollovernow", "Roll over a log file", commit="immediate", cluster="machine", access=OPERATORS
)

ALL = "All Logs"


@command.interactive
async def run(session: Session) -> None:
    """Ask which log."""
    chosen = await choose_log(session, "Which log would you like to roll over?", [ALL])
    every = session.appliance.log_books.settings().subscriptions
    await roll_over(session, list(every) if chosen == ALL else [chosen])
    session.dialogue.block("Log files successfully rolled over.")


@command.batch("rollovernow <log>", changes=False)
async def batch(session: Session, name: str) -> None:
    """Roll over the log called `name`."""
    await roll_over(session, [name])


async def roll_over(session: Session, names: Sequence[str]) -> None:
    """Roll over the logs with these names. Raises `StateError`."""
    for name in names:
        file = session.appliance.log_books.file(name)
        try:
            await session.work(file.roll_over)
        except OSError as error:
            raise StateError(
                f"Error: the log cannot be rolled over: {error.strerror or error}"
            ) from error
        finally:
            file.close()
