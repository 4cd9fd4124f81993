"""Time as an argument: whoever needs the time is given a clock, so that tests can move it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Source of the time of day and of durations."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""

    def monotonic(self) -> float:
        """Return seconds that only grow, for measuring durations."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class FrozenClock:
    """A clock that stands still until it is moved.

    `moment` is an aware UTC time. `advance` moves both the time of day and the monotonic count.
    """

    moment: datetime
    elapsed: float = field(default=0.0)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.elapsed

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`."""
        self.moment += timedelta(seconds=seconds)
        self.elapsed += seconds
