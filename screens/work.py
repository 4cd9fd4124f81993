"""Work in a thread that the person at the dashboard may call off until it takes effect."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class CalledOff(Exception):
    """The person no longer wants what a thread is about to do."""


class Work:
    """Either it takes effect or it is called off, whichever comes first, and never both.

    Threads cannot be interrupted: what was called off goes on, a key of 4096 bits is made, and
    nothing comes of it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._called_off = False
        self._effective = False

    @property
    def called_off(self) -> bool:
        """Whether nothing may come of it."""
        return self._called_off

    def call_off(self) -> bool:
        """Let nothing come of it; return whether that was still possible."""
        with self._lock:
            self._called_off = not self._effective
            return self._called_off

    def take_effect(self) -> None:
        """Go beyond recall. Raises CalledOff."""
        with self._lock:
            if self._called_off:
                raise CalledOff
            self._effective = True


_current: ContextVar[Work | None] = ContextVar("work", default=None)


@contextmanager
def at_work(work: Work) -> Iterator[None]:
    """Do something as part of `work`, in this thread."""
    token = _current.set(work)
    try:
        yield
    finally:
        _current.reset(token)


def take_effect() -> None:
    """Say that from here on something changes. Raises CalledOff if nobody wants it any more."""
    work = _current.get()
    if work is not None:
        work.take_effect()
