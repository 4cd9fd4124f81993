"""LIST and DETAIL, for the menu and for the batch form."""

from __future__ import annotations

from esatui.commands.destconfig.tables import default_details, details, summary_table
from esatui.session import Session
from state.operations.destinations import find_destination

ALL = "all"
DEFAULT = "default"

Wanted = str
"""A domain of the table, `DEFAULT` or `ALL`."""


def wanted(session: Session, text: str) -> Wanted:
    """Return what `text` asks to see; raises `StateError` for a domain without an entry."""
    word = text.lower()
    return word if word in (ALL, DEFAULT) else find_destination(session.draft, text)


def completions(session: Session) -> tuple[str, ...]:
    """Return the domains of the table, for completion."""
    return tuple(sorted(session.draft.destinations.entries))


async def show_list(session: Session) -> None:
    """Print the table of all entries."""
    destinations = session.draft.destinations
    table = summary_table(destinations, sorted(destinations.entries))
    await session.dialogue.page("\n" + table)


async def show_details(session: Session, chosen: Wanted) -> None:
    """Print the details of what `wanted` returned."""
    destinations = session.draft.destinations
    domains = sorted(destinations.entries) if chosen == ALL else [chosen]
    blocks = [
        details(domain, destinations.entries[domain], destinations.default)
        for domain in domains
        if domain != DEFAULT
    ]
    if chosen in (ALL, DEFAULT):
        blocks.append(default_details(destinations.default))
    await session.dialogue.page("\n" + "\n\n".join(blocks))
