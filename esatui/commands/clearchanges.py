"""`clearchanges` (and `clear`): drop the pending changes of this session (6.3)."""

from __future__ import annotations

from esatui.registry import OPERATORS, Command
from esatui.session import Session
from esatui.text.dates import long_date

command = Command("clearchanges", "Clear changes", access=OPERATORS)


@command.interactive
async def run(session: Session) -> None:
    """Ask, then clear."""
    dialogue = session.dialogue
    if not session.candidate.pending:
        dialogue.block("No changes have been made.")
        return
    question = "Are you sure you want to clear all changes since the last commit?"
    if await dialogue.confirm(question, default=True):
        session.candidate.clear()
        dialogue.block(f"Changes cleared: {long_date(session.now())}")
