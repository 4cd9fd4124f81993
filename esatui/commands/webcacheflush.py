"""`webcacheflush`: verdicts on URLs are asked for anew (CLI reference, 5)."""

from __future__ import annotations

from esatui.registry import OPERATORS, Command
from esatui.session import Session

command = Command(
    "webcacheflush",
    "Flush the cache of URL filtering",
    commit="immediate",
    cluster="machine",
    access=OPERATORS,
)


@command.interactive
async def run(session: Session) -> None:
    """Say that the cache is empty, which it always is: no verdict is looked up outside."""
    session.dialogue.block("Web Security cache has been flushed.")
