"""`quit` and `exit`: leave the shell (CLI reference, 1.7)."""

from __future__ import annotations

from esatui.registry import EVERYBODY, Command
from esatui.session import Leave, Session

command = Command("quit", "Quit", access=EVERYBODY)

PENDING = (
    "Configuration changes entered but not committed.  Exiting will lose changes.\n"
    "\n"
    "Type 'commit' at the command prompt to commit changes."
)


@command.interactive
async def run(session: Session) -> None:
    """Leave at once, or ask first while changes are pending."""
    if session.candidate.pending:
        session.dialogue.block(PENDING)
        sure = "Are you sure you wish to exit?"
        if not await session.dialogue.confirm(sure, default=False, gap=False):
            return
    raise Leave
