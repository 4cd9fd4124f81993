"""Locks between processes: `flock` on files beside the data.

The kernel drops such a lock when its process ends, however it ends. That makes it right for two
purposes: one writer at a time, and telling the files of living processes from those of dead ones.
"""

from __future__ import annotations

import fcntl
import os
import select
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from state.store.errors import DiskError, StoreBusy

# A commit holds the lock for milliseconds; making a key for a new appliance may take seconds.
PATIENCE_SECONDS = 30.0
FIRST_PAUSE_SECONDS = 0.0005
LONGEST_PAUSE_SECONDS = 0.02


@contextmanager
def exclusive(path: Path, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the lock file at `path`, waiting up to `patience` seconds for it.

    Raises StoreBusy when somebody else keeps it, DiskError when the file cannot be opened.
    """
    descriptor = _open(path)
    try:
        _acquire(descriptor, patience)
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DiskError("The configuration cannot be locked", error) from error


def try_lock(descriptor: int) -> bool:
    """Lock an open file without waiting; return whether that was possible."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _acquire(descriptor: int, patience: float) -> None:
    pause = FIRST_PAUSE_SECONDS
    waited = 0.0
    while not try_lock(descriptor):
        if waited >= patience:
            raise StoreBusy
        # `flock` cannot wait with a time-out, and a stopped process must not stop all others.
        select.select((), (), (), pause)
        waited += pause
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
