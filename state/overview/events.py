"""The newest events of the journal."""

from __future__ import annotations

from itertools import islice

from state.journal import Event, Journal

SEARCHED = 5000
"""Events that are looked through at most."""


def newest(journal: Journal, kind: str, count: int) -> tuple[Event, ...]:
    """Return the last `count` events of one type, newest first. Raises `OSError`."""
    recent = islice(journal.newest_first(), SEARCHED)
    return tuple(islice((event for event in recent if event.type == kind), count))
