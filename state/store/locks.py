"""The lock of a state directory: one writer at a time, among all processes and threads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from state.locks import acquire
from state.store.errors import DiskError, StoreBusy

# A commit holds the lock for milliseconds; making a key for a new appliance may take seconds.
PATIENCE_SECONDS = 30.0


@contextmanager
def exclusive(path: Path, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the lock file at `path`, waiting up to `patience` seconds for it.

    It is a file of its own beside the data, and never replaced: a lock sticks to the file that was
    opened, not to its name. Raises StoreBusy when somebody else keeps it, DiskError when the file
    cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DiskError("Error: the configuration cannot be locked", error) from error
    try:
        if not acquire(descriptor, patience):
            raise StoreBusy
        yield
    finally:
        os.close(descriptor)
