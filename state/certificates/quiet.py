"""Keeps the warnings of `cryptography` about odd but usable input off the operator's terminal."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

# catch_warnings saves and restores a list of the whole process: two threads that do so at the same
# time can leave everything silenced.
_LOCK = Lock()


@contextmanager
def without_warnings() -> Iterator[None]:
    """Within it, no warning is shown or raised. Not re-entrant."""
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
