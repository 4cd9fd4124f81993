"""The terminal that the program was started on."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Protocol

from esatui.fronts.base import Conversation, Ended, Front
from esatui.fronts.choice import is_incapable, make_front
from esatui.fronts.driver import Driver
from esatui.fronts.history import History
from esatui.fronts.rawmode import RawMode
from esatui.fronts.reactor import Reactor
from esatui.fronts.tty import COLUMNS, PASTE_OFF, ROWS
from esatui.requests import FullScreen
from state.clock import Clock

PIECE = 64 * 1024

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_WATCHED = (*_ENDING, signal.SIGINT, signal.SIGWINCH, signal.SIGCONT)


class Played(Protocol):
    """What is known of a dashboard that is over."""

    @property
    def last_key(self) -> float:
        """When something was typed last, by the monotonic clock."""

    @property
    def ended_by(self) -> int | None:
        """The signal that ended it."""

    @property
    def fault(self) -> Exception | None:
        """The bug that ended it."""


Perform = Callable[[FullScreen], Played]


class LocalTerminal:
    """Carries a conversation on a terminal, which is left as it was found in every case.

    `idle_limit` says after how many seconds without a key the session ends, asked anew each time;
    `resized` is told the size of the terminal, at the beginning too; `active` that somebody types,
    at most once a second.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        history: History,
        idle_limit: Callable[[], float],
        resized: Callable[[int, int], None],
        active: Callable[[], None],
        source: int = 0,
        sink: int = 1,
    ) -> None:
        self._clock = clock
        self._history = history
        self._idle_limit = idle_limit
        self._resized = resized
        self._active = active
        self.perform: Perform | None = None
        """Shows the dashboard on the same terminal, and returns when it is over."""
        self._last_key = clock.monotonic()
        self._source = source
        self._sink = sink
        self._ends: list[BaseException | None] = []
        self._reading = True

    def run(self, make: Callable[[Front], Conversation]) -> int | None:
        """Hold the conversation that `make` makes to its end; raise what ended it.

        Returns the signal that ended it, if one did. Raises `OSError` when the terminal fails.
        """
        reactor = Reactor(self._clock)
        try:
            with reactor.watching(_WATCHED), self._raw() as mode:
                front = self._front(reactor)
                try:
                    front.start(make(front), self._ends.append)
                    ended_by = self._carry(front, reactor, mode)
                finally:
                    self._take_back(front)
        finally:
            reactor.close()
        if self._ends[0] is not None:
            raise self._ends[0]
        return ended_by

    @contextmanager
    def _raw(self) -> Iterator[RawMode]:
        """Keep the terminal in raw mode; on an appliance there is nothing to suspend to."""
        before = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        mode = RawMode(self._source)
        mode.enter()
        try:
            yield mode
        finally:
            mode.leave()
            signal.signal(signal.SIGTSTP, before)

    def _front(self, reactor: Reactor) -> Driver:
        columns, rows = self._size()
        self._resized(columns, rows)
        term = os.environ.get("TERM")
        front = make_front(
            self._send,
            reactor,
            term=term,
            columns=columns,
            rows=rows,
            history=self._history,
            flow=self._flow,
        )
        if self.perform is not None and not is_incapable(term):
            front.stage = partial(self._play, front, reactor, self.perform)
        return front

    def _play(
        self, front: Driver, reactor: Reactor, perform: Perform, request: FullScreen, ended: Ended
    ) -> None:
        """Give the terminal away until it comes back: nothing else happens meanwhile."""
        played = perform(request)
        self._last_key = played.last_key
        if played.ended_by is not None:
            reactor.note(played.ended_by)
        columns, rows = self._size()
        self._resized(columns, rows)
        front.resize(columns, rows)
        ended(played.fault)

    def _carry(self, front: Driver, reactor: Reactor, mode: RawMode) -> int | None:
        """Carry bytes until the conversation ends; return the signal that made an end of it."""
        while not self._ends:
            idle = self._last_key + self._idle_limit() - self._clock.monotonic()
            if idle <= 0 and front.wants_input:
                return None
            readable, signals = reactor.wait(
                self._source if self._reading else None, max(idle, 1.0)
            )
            for number in signals:
                if number in _ENDING:
                    return number
                self._take_signal(number, front, mode)
            if readable:
                now = self._clock.monotonic()
                if now - self._last_key >= 1.0:
                    self._active()
                self._last_key = now
                if not self._read(front):
                    return None
        return None

    def _take_signal(self, number: int, front: Driver, mode: RawMode) -> None:
        if number == signal.SIGINT:
            front.interrupt()
            return
        if number == signal.SIGCONT:
            mode.enter()
        columns, rows = self._size()
        self._resized(columns, rows)
        front.resize(columns, rows)

    def _read(self, front: Driver) -> bool:
        """Hand on what was typed; return whether the terminal is still there."""
        try:
            data = os.read(self._source, PIECE)
        except OSError:
            return False
        if data:
            front.receive(data)
        return bool(data)

    def _size(self) -> tuple[int, int]:
        try:
            columns, rows = os.get_terminal_size(self._sink)
        except OSError:
            return COLUMNS, ROWS
        return columns or COLUMNS, rows or ROWS

    def _flow(self, reading: bool) -> None:
        self._reading = reading

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._sink, view) :]

    def _take_back(self, front: Driver) -> None:
        """End a conversation that has not ended by itself, at the start of a line."""
        if self._ends:
            return
        front.hang_up()
        # A terminal that is gone need not be tidied up.
        with contextlib.suppress(OSError):
            self._send(f"{PASTE_OFF}\r\n".encode())
