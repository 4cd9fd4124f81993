"""Limits of delivery: connections at one time, recipients in some minutes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable


class Gate:
    """At most so many at one time; who comes too many waits, the first first.

    `limit` is asked each time, since a commit may change it.
    """

    def __init__(self, limit: Callable[[], int]) -> None:
        self._limit = limit
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.inside = 0

    async def enter(self) -> None:
        """Wait until there is room, and take it. Has to be followed by `leave`."""
        if self.inside < self._limit() and not self._waiting:
            self.inside += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                # The room was given to somebody who has gone.
                self.leave()
            else:
                self._waiting.remove(turn)
            raise

    def leave(self) -> None:
        """Give the room back."""
        self.inside -= 1
        self.admit()

    def admit(self) -> None:
        """Let in whom there is room for."""
        while self._waiting and self.inside < self._limit():
            turn = self._waiting.popleft()
            if not turn.done():
                self.inside += 1
                turn.set_result(None)


class RecipientWindow:
    """Counts recipients over some minutes: the first one begins a window."""

    def __init__(self) -> None:
        self._begun = 0.0
        self._count = 0

    def room(self, limit: int | None, minutes: int, now: float) -> int | None:
        """Return how many more recipients may be tried, `None` for any number."""
        if now >= self._begun + minutes * 60:
            self._begun, self._count = now, 0
        return None if limit is None else max(0, limit - self._count)

    def took(self, recipients: int) -> None:
        """So many recipients are tried."""
        self._count += recipients

    def ends(self, minutes: int) -> float:
        """Return when the window ends, in seconds since 1970."""
        return self._begun + minutes * 60
