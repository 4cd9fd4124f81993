"""`resumelistener`: receive again (CLI reference, 16.10)."""

from __future__ import annotations

from esatui.commands._operating import go_on
from esatui.registry import OPERATORS, Command
from esatui.session import Session

command = Command(
    "resumelistener", "Resume receiving", commit="immediate", cluster="machine", access=OPERATORS
)


@command.interactive
async def run(session: Session) -> None:
    """Act on what the name says, at once."""
    await go_on(session, receiving=True)
