"""The request to forget what was cached about the network (`diagnostic`, NETWORK, FLUSH).

A file in the state directory, written anew for each request: whoever keeps answers looks whether it
is another one than before, in whichever process.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from state.errors import StateError

FILE_NAME: Final = "flush"


def request_flush(directory: Path) -> None:
    """Let everybody forget. Raises `StateError` when the file cannot be written."""
    temporary = directory / f".{FILE_NAME}.{os.getpid()}"
    try:
        temporary.write_bytes(b"")
        temporary.replace(directory / FILE_NAME)
    except OSError as error:
        raise StateError(f"The caches cannot be flushed: {error.strerror or error}") from error


class FlushWatch:
    """Tells one keeper of answers when it has to forget them."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE_NAME
        self._seen = self._now()

    def due(self) -> bool:
        """Return whether there was a request since the last call. One system call."""
        found = self._now()
        if found == self._seen:
            return False
        self._seen = found
        return True

    def _now(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._path)  # noqa: PTH116 - before each lookup.
        except OSError:
            return None
        return (found.st_ino, found.st_mtime_ns)
