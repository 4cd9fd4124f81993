"""`who`: who is logged in, in all processes of the appliance (CLI reference, 16.8)."""

from __future__ import annotations

from esatui.commands._logins import clock_time, elapsed, fitted_table
from esatui.registry import READERS, Command
from esatui.session import Session

command = Command("who", "List who is logged in", cluster="login host", access=READERS)

HEADINGS = ("Username", "Login Time", "Idle Time", "Remote Host", "What")
LEAST = (8, 10, 9, 13, 4)


@command.interactive
async def run(session: Session) -> None:
    """Print one line a login, oldest first."""
    now = session.now()
    rows = [
        (
            live.login.user,
            clock_time(live.login.started),
            elapsed(now - live.last_active),
            live.login.remote,
            live.login.kind,
        )
        for live in session.appliance.store.logins()
    ]
    session.dialogue.block(fitted_table(HEADINGS, LEAST, rows))
