"""Tables of logins, for `who` and `last` (CLI reference, 16.8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from esatui.text.dates import short_date
from esatui.text.layout import cell_width, table
from state.journal import LOGIN, LOGOUT, Event


@dataclass(frozen=True)
class PastLogin:
    """One login of the journal; `ended` is `None` while it lasts."""

    user: str
    remote: str
    started: datetime
    ended: datetime | None


def past_logins(newest_first: Iterable[Event], live: frozenset[str]) -> Iterator[PastLogin]:
    """Yield the logins among the events, newest first.

    `live` are the identifiers of logins that still last. A login that is neither live nor has a
    logout event (its machine lost power) ends when the next one begins, for want of anything else.
    """
    logouts: dict[str, datetime] = {}
    later: datetime | None = None
    for event in newest_first:
        identifier = str(event.data.get("login", ""))
        if event.type == LOGOUT:
            logouts[identifier] = event.time
        elif event.type == LOGIN:
            ended = logouts.pop(identifier, None)
            if ended is None and identifier not in live:
                ended = later or event.time
            yield PastLogin(event.user, event.remote, event.time, ended)
            later = event.time


def fitted_table(
    headings: Sequence[str], least: Sequence[int], rows: Sequence[Sequence[str]]
) -> str:
    """Return a table ruled with `=`, its columns as wide as their values and `least` demand."""
    columns = zip(headings, *rows, strict=True)
    widths = [
        max(width, *map(cell_width, column)) for width, column in zip(least, columns, strict=True)
    ]
    return table(headings, widths, rows, rule="=")


def clock_time(moment: datetime) -> str:
    """Return `03:27PM`."""
    hour = moment.hour % 12 or 12
    return f"{hour:02d}:{moment:%M}{'AM' if moment.hour < 12 else 'PM'}"


def minute(moment: datetime) -> str:
    """Return `Mon May 20 10:02`."""
    return short_date(moment)[:16]


def elapsed(span: timedelta) -> str:
    """Return a duration in its two largest units: `0s`, `28m`, `3h 5m`, `2d 4h`."""
    seconds = max(int(span.total_seconds()), 0)
    if seconds < 60:
        return f"{seconds}s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes}m"
    hours = minutes // 60
    return f"{hours}h {minutes % 60}m" if hours < 24 else f"{hours // 24}d {hours % 24}h"
