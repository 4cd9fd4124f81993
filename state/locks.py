"""Locks between processes: `flock` on an open file or directory.

The kernel drops such a lock when its process ends, however it ends. That makes it right for two
purposes: one writer at a time, and telling the files of living processes from those of dead ones.
"""

from __future__ import annotations

import fcntl
import select

FIRST_PAUSE_SECONDS = 0.0005
LONGEST_PAUSE_SECONDS = 0.02


def try_lock(descriptor: int) -> bool:
    """Lock an open file without waiting; return whether that was possible."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def acquire(descriptor: int, patience: float) -> bool:
    """Lock an open file, waiting up to `patience` seconds; return whether that was possible."""
    pause = FIRST_PAUSE_SECONDS
    waited = 0.0
    while not try_lock(descriptor):
        if waited >= patience:
            return False
        # `flock` cannot wait with a time-out, and a stopped process must not stop all others.
        select.select((), (), (), pause)
        waited += pause
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
    return True
