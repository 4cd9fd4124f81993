"""Waiting for one terminal: keys, signals, timers and slow calls, without an event loop library.

Starting asyncio would cost a local shell more time than all the rest of its start.
"""

from __future__ import annotations

import contextlib
import heapq
import os
import select
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from types import FrameType
from typing import Any

from state.clock import Clock

_LONG = 86400.0


class Reactor:
    """The worker of one conversation and the one place where its process waits.

    Slow calls run in a thread each: the conversation waits for the one that it asked for.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._timers: list[tuple[float, int]] = []
        self._calls: dict[int, Callable[[], None]] = {}
        self._numbers = count()
        self._reports: deque[Callable[[], None]] = deque()
        self._signals: deque[int] = deque()
        self._wake_out, self._wake_in = os.pipe()
        os.set_blocking(self._wake_out, False)
        os.set_blocking(self._wake_in, False)

    def submit(
        self,
        call: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        def work() -> None:
            try:
                result = call()
            except Exception as error:  # noqa: BLE001 - the conversation that asked judges it
                self._reports.append(partial(failed, error))
            else:
                self._reports.append(partial(done, result))
            self._wake()

        # A daemon, so that a terminal that is gone does not keep the process for a key.
        threading.Thread(target=work, name="work", daemon=True).start()

    def later(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        number = next(self._numbers)
        self._calls[number] = call
        heapq.heappush(self._timers, (self._clock.monotonic() + seconds, number))

        def cancel() -> None:
            self._calls.pop(number, None)

        return cancel

    @contextmanager
    def watching(self, signals: Iterable[int]) -> Iterator[None]:
        """Let these signals arrive as what `wait` returns, instead of what they do otherwise."""
        before = {number: signal.signal(number, self._note) for number in signals}
        wakeup = signal.set_wakeup_fd(self._wake_in, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)

    def wait(self, descriptor: int | None, longest: float) -> tuple[bool, list[int]]:
        """Wait for something; run timers and reports that are due.

        Returns whether `descriptor` can be read (nobody asks when it is `None`), and the signals
        that came. `longest` is how many seconds are waited at most.
        """
        timeout = 0.0 if self._reports or self._signals else min(longest, self._until_timer())
        waited = [self._wake_out] if descriptor is None else [self._wake_out, descriptor]
        ready, _, _ = select.select(waited, [], [], max(timeout, 0.0))
        if self._wake_out in ready:
            os.read(self._wake_out, 4096)
        while self._reports:
            self._reports.popleft()()
        self._run_timers()
        signals = [self._signals.popleft() for _ in range(len(self._signals))]
        return descriptor in ready, signals

    def close(self) -> None:
        """Release the descriptors; calls that still run report to nobody."""
        wake_in, self._wake_in = self._wake_in, -1
        os.close(wake_in)
        os.close(self._wake_out)

    def note(self, number: int) -> None:
        """Let `wait` return a signal that came while somebody else handled signals."""
        self._signals.append(number)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._signals.append(number)

    def _wake(self) -> None:
        # A full pipe wakes as well, and a closed one wakes nobody.
        with contextlib.suppress(OSError):
            os.write(self._wake_in, b"\0")

    def _until_timer(self) -> float:
        return self._timers[0][0] - self._clock.monotonic() if self._timers else _LONG

    def _run_timers(self) -> None:
        now = self._clock.monotonic()
        while self._timers and self._timers[0][0] <= now:
            _, number = heapq.heappop(self._timers)
            call = self._calls.pop(number, None)
            if call is not None:
                call()
