"""`commitdetail`: the last commit (CLI reference, 6.2)."""

from __future__ import annotations

from esatui.registry import READERS, Command
from esatui.session import Session
from esatui.text.dates import long_date
from state.operations.values import shown

command = Command(
    "commitdetail", "Display detailed information about the last commit", access=READERS
)


@command.interactive
async def run(session: Session) -> None:
    """Print when and with which comment the last commit was made."""
    last = next(iter(session.appliance.store.history()), None)
    if last is None:
        session.dialogue.block("No commits have been made.")
        return
    session.dialogue.block(
        f'Commit at {long_date(last.time)} with comments: "{shown(last.comment)}".'
    )
