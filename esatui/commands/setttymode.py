"""`setttymode 0 1` (hidden): no paging for the rest of the session (CLI reference, 1.9)."""

from __future__ import annotations

from esatui.registry import EVERYBODY, Command
from esatui.session import Session

command = Command("setttymode", "Set the mode of the terminal", access=EVERYBODY)


@command.batch("setttymode <echo> <paging>", changes=False)
async def batch(session: Session, echo: str, paging: str) -> None:
    """Turn paging off with `0 1`, on with `1 0`; the first number is taken and not used."""
    session.dialogue.paging = paging != "1"
