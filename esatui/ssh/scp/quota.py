"""How much may be uploaded."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from esatui.ssh.scp.errors import ScpError, os_reason

FULL = "No space left on device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Limits of uploads."""

    file: int = 100 * 1024 * 1024
    """Bytes of one file."""
    directory: int = 1024 * 1024 * 1024
    """Bytes of all files in `/configuration`, those that are being uploaded included."""
    files: int = 10_000
    """Files in `/configuration`."""


class Quota:
    """The limits, and what the uploads that are under way at present will need."""

    def __init__(self, sizes: Sizes | None = None) -> None:
        self.sizes = sizes or Sizes()
        self.reserved = 0

    @contextlib.contextmanager
    def reserve(self, directory: Path, size: int, name: str) -> Iterator[None]:
        """Set `size` bytes for the file `name` aside for the time of its upload.

        Raises `ScpError` when they are too many. A file that is replaced counts until it is.
        """
        if size > self.sizes.file:
            raise ScpError(name, f"File too large (at most {self.sizes.file} bytes)")
        try:
            count, used = _usage(directory)
        except OSError as error:
            raise ScpError(name, os_reason(error)) from error
        if count >= self.sizes.files or used + self.reserved + size > self.sizes.directory:
            raise ScpError(name, FULL)
        self.reserved += size
        try:
            yield
        finally:
            self.reserved -= size


def _usage(directory: Path) -> tuple[int, int]:
    """Return the number of files in `directory` and their bytes; uploads in progress count twice.

    (Once here as far as they have come and once as reserved, which errs on the safe side.)
    """
    try:
        with os.scandir(directory) as entries:
            sizes = [entry.stat(follow_symlinks=False).st_size for entry in entries]
    except FileNotFoundError:
        return 0, 0
    return len(sizes), sum(sizes)
