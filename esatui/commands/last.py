"""`last`: the logins of the past, newest first (CLI reference, 16.8)."""

from __future__ import annotations

from itertools import islice

from esatui.commands._logins import elapsed, fitted_table, minute, past_logins
from esatui.registry import READERS, Command
from esatui.session import Session

command = Command(
    "last", "Display who has recently logged in", cluster="login host", access=READERS
)

HEADINGS = ("Username", "Remote Host", "Login Time", "Logout Time", "Total Time")
LEAST = (8, 13, 16, 16, 10)
MOST = 100
"""Logins that are shown; older ones are left out."""


@command.interactive
async def run(session: Session) -> None:
    """Print one line a login."""
    store = session.appliance.store
    live = frozenset(login.login.id for login in store.logins())
    now = session.now()
    rows = [
        (
            past.user,
            past.remote,
            minute(past.started),
            minute(past.ended) if past.ended else "still logged in",
            elapsed((past.ended or now) - past.started),
        )
        for past in islice(past_logins(store.journal.newest_first(), live), MOST)
    ]
    session.dialogue.say()
    await session.dialogue.page(fitted_table(HEADINGS, LEAST, rows))
