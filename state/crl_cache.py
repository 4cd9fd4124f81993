"""Revocation lists as they were fetched: a cache beside the configuration, not part of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import quote

from state.configuration_files import ConfigurationFiles
from state.errors import StateError
from state.model.certificates import CrlSource

MAXIMUM_SIZE: Final = 32 * 1024 * 1024
"""Largest list that is kept, in bytes; those of public authorities reach some 10 MB."""

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class CachedCrl:
    """A fetched list in DER form, and when it was fetched (aware, UTC)."""

    der: bytes = field(repr=False)
    fetched: datetime


class CrlCache:
    """The fetched lists of the CRL sources, one file each in `directory`.

    A list belongs to a source's name and URLs: a source that is given other URLs has none until the
    next update. Any process may replace a list at any time; a reader sees the old or the new one.
    What is missing or cannot be read has to be fetched again, and counts as missing.
    """

    def __init__(self, directory: Path) -> None:
        self._files = ConfigurationFiles(directory)

    def put(self, name: str, source: CrlSource, der: bytes, now: datetime) -> None:
        """Keep a list. Raises `StateError` when the disk refuses."""
        file_name = _file_name(name, source)
        self._files.write(file_name, der)
        seconds = now.timestamp()
        os.utime(self._files.directory / file_name, (seconds, seconds))

    def get(self, name: str, source: CrlSource) -> CachedCrl | None:
        """Return the list that was fetched last for this source."""
        file_name = _file_name(name, source)
        try:
            der = self._files.read(file_name, MAXIMUM_SIZE)
            seconds = (self._files.directory / file_name).stat().st_mtime
        except (StateError, OSError):
            return None
        return CachedCrl(der, datetime.fromtimestamp(seconds, UTC))

    def stamp(self, name: str, source: CrlSource) -> Stamp | None:
        """Return something that differs once another list is kept for this source.

        `None` when there is none. Cheap: nothing is read.
        """
        try:
            status = (self._files.directory / _file_name(name, source)).stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size


def _file_name(name: str, source: CrlSource) -> str:
    urls = f"{source.primary_url}\n{source.secondary_url or ''}"
    # The hash comes first: a file name must not begin with a period, which a name may.
    return f"{sha256(urls.encode()).hexdigest()[:16]}-{quote(name, safe='')}.crl"
