"""The idle time-out: one timer for all connections, and none while there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

LONGEST_WAIT = 60.0
"""Seconds after which to look again in any case: a commit may have shortened the time-out."""
SHORTEST_WAIT = 1.0

Later = Callable[[float, Callable[[], None]], Callable[[], None]]
"""Runs a call in some seconds; returns how to cancel it."""


class Idler(Protocol):
    """Something that can be idle for too long."""

    last_active: float
    """Monotonic time of the last activity, in seconds."""

    def expire(self) -> None:
        """Nothing has happened for too long."""


class IdleWatch:
    """Expires what is idle for `timeout()` seconds, as told by `monotonic()`.

    Activity is only noted (`last_active`), so it costs nothing. The timer is set for the moment at
    which the first could be due and looks then what has really happened.
    """

    def __init__(
        self,
        later: Later,
        monotonic: Callable[[], float],
        timeout: Callable[[], float],
        idlers: Callable[[], Iterable[Idler]],
    ) -> None:
        self._later = later
        self._monotonic = monotonic
        self._timeout = timeout
        self._idlers = idlers
        self._cancel: Callable[[], None] | None = None

    def arm(self) -> None:
        """Look from time to time from now on, for as long as there is somebody."""
        if self._cancel is None:
            self._set(self._timeout())

    def check(self) -> None:
        """Expire who has been idle for too long and set the timer for the next one."""
        self.disarm()
        timeout = self._timeout()
        now = self._monotonic()
        idlers = list(self._idlers())
        for idler in idlers:
            if now - idler.last_active >= timeout:
                idler.expire()
        active = [each.last_active for each in idlers if now - each.last_active < timeout]
        if idlers:
            self._set(min(active, default=now) + timeout - now)

    def disarm(self) -> None:
        """Look no more."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    def _set(self, seconds: float) -> None:
        wait = min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)
        self._cancel = self._later(wait, self.check)
