"""`dashboard`: the screens of the graphical interface, on the terminal of this session."""

from __future__ import annotations

from esatui.faults import report
from esatui.registry import EVERYBODY, Command
from esatui.requests import NoTerminal
from esatui.session import Session
from state.errors import StateError
from state.preferences import LANGUAGES

NO_TERMINAL = (
    "The dashboard needs a terminal. Log in with one (ssh -t) and enter the command there, or open"
    " it in a browser."
)

command = Command("dashboard", "See and work the appliance on the whole screen", access=EVERYBODY)


@command.interactive
async def run(session: Session) -> None:
    """Show the dashboard, with the pending changes of this session, until it is left."""
    await show(session, None)


@command.batch("dashboard <language>", changes=False)
async def batch(session: Session, language: str) -> None:
    """Show the dashboard in a language: en or ko."""
    if language not in LANGUAGES:
        raise StateError(f"Unknown language: {language}. The dashboard speaks en and ko.")
    await show(session, language)


async def show(session: Session, language: str | None) -> None:
    """Give the terminal to the dashboard. Raises `StateError` without a terminal."""
    try:
        fault = await session.dialogue.full_screen(session, language)
    except NoTerminal:
        raise StateError(NO_TERMINAL) from None
    if fault is not None:
        report(session, fault)
