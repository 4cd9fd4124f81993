"""IMPORT and EXPORT, for the menu and for the batch form."""

from __future__ import annotations

from esatui.files import files_of
from esatui.session import Session
from state.operations.destination_file import parse_destinations, render_destinations
from state.operations.destinations import replace_destinations


async def take(session: Session, data: bytes) -> int:
    """Make the table of an import file the pending one; return the number of its domains.

    Raises `StateError` for a file with a fault; nothing has changed then.
    """
    draft = session.draft
    destinations = await session.work(lambda: parse_destinations(draft, data))
    session.update(replace_destinations(draft, destinations))
    return len(destinations.entries)


def store(session: Session, name: str) -> None:
    """Write the table into the file `name`; raises `StateError` when that fails."""
    files_of(session).write(name, render_destinations(session.draft.destinations))
