"""Limits of delivery: connections at one time, recipients in some minutes."""

from __future__ import annotations

import asyncio
import math
from collections import Counter, deque
from collections.abc import Callable
from typing import Final

from state.model.destinations import DefaultDestination

MOST_ADDRESSES: Final = 200
"""Addresses of a domain whose recipients are remembered; DNS may name others each time."""


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


class AddressLimits:
    """The limits of a domain where they count for each address of its exchangers.

    With any other limit type there is room at every address: the whole domain is counted elsewhere.
    """

    def __init__(self) -> None:
        self._connections = Counter[str]()
        self._windows: dict[str, RecipientWindow] = {}

    def room(self, address: str, settings: DefaultDestination, now: float) -> int | None:
        """Return how many recipients an address may still be sent, `None` for any number."""
        if settings.limit_type != "MXIP":
            return None
        window = self._window(address)
        return window.room(settings.recipient_limit, settings.recipient_minutes, now)

    def open(self, address: str, settings: DefaultDestination, now: float) -> bool:
        """Return whether there may be a further connection to an address."""
        if settings.limit_type != "MXIP":
            return True
        few = self._connections[address] < settings.concurrency
        return few and self.room(address, settings, now) != 0

    def enter(self, address: str) -> None:
        """A connection to an address is in the making. Has to be followed by `leave`."""
        self._connections[address] += 1

    def leave(self, address: str) -> None:
        """It has ended, or was never made."""
        self._connections[address] -= 1
        self._connections += Counter()

    def took(self, address: str, recipients: int, settings: DefaultDestination) -> None:
        """So many recipients are tried at an address."""
        if settings.limit_type == "MXIP":
            self._window(address).took(recipients)

    def opens(self, settings: DefaultDestination, now: float) -> float:
        """Return when an address that has had all its recipients may have more."""
        minutes, limit = settings.recipient_minutes, settings.recipient_limit
        windows = self._windows.values()
        ends = (each.ends(minutes) for each in windows if each.room(limit, minutes, now) == 0)
        return min(ends, default=math.inf)

    def _window(self, address: str) -> RecipientWindow:
        if address not in self._windows and len(self._windows) >= MOST_ADDRESSES:
            del self._windows[next(iter(self._windows))]
        return self._windows.setdefault(address, RecipientWindow())
