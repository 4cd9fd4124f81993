"""The content of a message while it comes in: small ones in memory, large ones in a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

IN_MEMORY: Final = 256 * 1024
"""Bytes of one message that are kept in memory at most."""
_PIECE: Final = 1024 * 1024


class Spool:
    """Bytes that are appended, then read from begin to end, once or several times.

    The file has no name: nothing is left behind by a crash. `directory` must exist.
    """

    def __init__(self, directory: Path, *, in_memory: int = IN_MEMORY) -> None:
        self._directory = directory
        self._in_memory = in_memory
        self._memory = bytearray()
        self._file: IO[bytes] | None = None
        self.size = 0

    def write(self, data: bytes) -> None:
        """Append. Raises `OSError` when the disk is full."""
        self.size += len(data)
        if self._file is not None:
            self._file.write(data)
            return
        self._memory += data
        if self.size > self._in_memory:
            self._file = tempfile.TemporaryFile(dir=self._directory, buffering=0)  # noqa: SIM115 - closed by `close`.
            self._file.write(self._memory)
            self._memory = bytearray()

    def pieces(self) -> Iterator[bytes]:
        """Yield the content, in pieces of a megabyte at most if it is in a file."""
        if self._file is None:
            yield bytes(self._memory)
            return
        self._file.seek(0)
        while piece := self._file.read(_PIECE):
            yield piece

    def close(self) -> None:
        """Forget the content."""
        self._memory = bytearray()
        if self._file is not None:
            self._file.close()
            self._file = None
