"""Certificates by their end, on one axis of time from those that have expired to far ahead.

Between two neighbours of `STOPS` the axis is even, and all of these stretches are of one length: a
day of the next month takes far more room than one in five years, so what is near is kept apart and
what is far is still in the picture. The past is drawn in the same way, to the left of today.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nsmallest
from typing import Final

from state.certificates.validity import Status
from state.overview.certificates import SOON_DAYS, CertificateOverview

STOPS: Final = (0, SOON_DAYS, 90, 365, 2 * 365, 5 * 365, 10 * 365)
"""Days from today that are marked. What is farther off stands at the end of the axis."""
LEAST_STOPS: Final = 4
"""The axis goes on for a year at least."""
PAST_STOPS: Final = (0, SOON_DAYS, 365)
"""Days before today. What expired earlier stands at the beginning of the axis."""
PAST_SHARE: Final = 6
"""The past takes one part in as many of the axis, where something has expired."""
LEAST_PAST: Final = 6
"""Cells that the past takes at least."""
EXPIRED_SHARE: Final = 3
"""At most one in as many of the certificates that are shown has expired, if there are others."""
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Expiry:
    """The end of one certificate. `left` is in days, below 0 when it has passed."""

    name: str
    status: Status
    end: datetime
    left: float

    @property
    def soon(self) -> bool:
        """Whether the end is near enough to ask for a renewal."""
        return 0 <= self.left < SOON_DAYS

    @property
    def days(self) -> int:
        """Whole days that are left, or that have passed since the end."""
        return int(abs(self.left))


@dataclass(frozen=True, slots=True)
class Timeline:
    """The certificates that are nearest to today, by their end, and how many there are beyond."""

    shown: tuple[Expiry, ...]
    expired_before: int
    """Certificates that expired before all that are shown."""
    later: int
    """Certificates that end after all that are shown."""
    later_from: datetime | None
    """The first end of those."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where days are on an axis of `width` cells; today is at the cell `today`."""

    width: int
    today: int
    stops: tuple[int, ...]

    def cell(self, days: float) -> int:
        """Return the cell of a day; a later day is never to the left of an earlier one."""
        if days < 0:
            part = _part(-days, PAST_STOPS)
            return self.today - 1 - round(part * (self.today - 1)) if self.today else 0
        return self.today + round(_part(days, self.stops) * (self.width - 1 - self.today))

    @property
    def warned(self) -> range:
        """The cells of today and of the days in which a certificate has to be renewed."""
        return range(self.today, self.cell(SOON_DAYS))


def timeline(overviews: Iterable[CertificateOverview], now: datetime, most: int) -> Timeline:
    """Return at most `most` certificates, those whose end is the nearest.

    Of expired ones the last that expired are shown; they leave room for those that will.
    """
    every = [_expiry(each, now) for each in overviews]
    expired = [each for each in every if each.left < 0]
    valid = [each for each in every if each.left >= 0]
    room = max(most - len(valid), most // EXPIRED_SHARE)
    past = nsmallest(room, expired, key=lambda each: (-each.left, each.name))
    ahead = nsmallest(most - len(past) + 1, valid, key=_order)
    shown, following = ahead[: most - len(past)], ahead[most - len(past) :]
    return Timeline(
        shown=tuple(sorted((*past, *shown), key=_order)),
        expired_before=len(expired) - len(past),
        later=len(valid) - len(shown),
        later_from=following[0].end if following else None,
    )


def scale(shown: Sequence[Expiry], width: int) -> Scale:
    """Return an axis of `width` cells on which all that is `shown` has its place."""
    farthest = max((each.left for each in shown), default=0)
    count = next((i + 1 for i, days in enumerate(STOPS) if days >= farthest), len(STOPS))
    past = any(each.left < 0 for each in shown)
    today = max(LEAST_PAST, width // PAST_SHARE) if past else 0
    return Scale(width, min(today, width - 1), STOPS[: max(LEAST_STOPS, count)])


def _part(days: float, stops: Sequence[int]) -> float:
    """Return where a day is between the first stop (0) and the last one (1)."""
    last = len(stops) - 1
    place = min(bisect_right(stops, days), last) - 1
    part = (days - stops[place]) / (stops[place + 1] - stops[place])
    return (place + min(1.0, part)) / last


def _expiry(each: CertificateOverview, now: datetime) -> Expiry:
    end = each.certificate.not_after
    left = (end - now) / DAY
    if each.status == "Expired":
        left = min(left, -1 / 86400)
    # The last second is a valid one.
    return Expiry(each.name, each.status, end, left if each.status == "Expired" else max(0.0, left))


def _order(each: Expiry) -> tuple[float, str]:
    return each.left, each.name
