"""`suspenddel`: stop delivering (CLI reference, 16.10)."""

from __future__ import annotations

from esatui.commands._operating import stop
from esatui.registry import OPERATORS, Command
from esatui.session import Session

command = Command(
    "suspenddel", "Suspend deliveries", commit="immediate", cluster="machine", access=OPERATORS
)


@command.interactive
async def run(session: Session) -> None:
    """Act on what the name says, at once."""
    await stop(session, delivery=True)
