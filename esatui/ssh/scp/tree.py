"""What of the state directory a client sees: `/configuration`, and a directory for each log."""

from __future__ import annotations

import fnmatch
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from esatui.registry import OPERATORS, READERS
from esatui.ssh.scp.errors import ScpError, os_reason
from state.configuration_files import ConfigurationFiles, checked_name
from state.errors import StateError
from state.model.users import Role

CONFIGURATION = "configuration"
MISSING = "No such file or directory"
DENIED = "Permission denied"
_WILDCARDS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Place:
    """A directory, or a file in it."""

    directory: str
    """Name of the directory as the client sees it, without slashes."""
    files: ConfigurationFiles
    name: str | None = None
    """Name of the file, as it was given; `None` for the directory itself."""


class Tree:
    """The directories of one appliance, for a user of one role. Nothing is deeper than two levels.

    Paths: `/configuration/NAME` and `configuration/NAME` are the same (CLI reference, 1.2), and so
    are, for convenience, `NAME` alone and the login directory `.`. Logs (`/mail_logs/...`) are
    read-only. `..` leads nowhere.
    """

    def __init__(self, state_directory: Path, role: Role) -> None:
        self._configuration = ConfigurationFiles(state_directory / CONFIGURATION)
        self._logs = state_directory / "logs"
        self._role = role

    def place(self, path: str) -> Place:
        """Return where `path` leads. Raises `ScpError` when that is nowhere."""
        parts = [part for part in path.split("/") if part not in ("", ".")]
        if ".." in parts or len(parts) > 2:
            raise ScpError(path, MISSING)
        if not parts:
            return Place(CONFIGURATION, self._configuration)
        name = parts[1] if len(parts) > 1 else None
        if parts[0] == CONFIGURATION:
            return Place(CONFIGURATION, self._configuration, name)
        log = self._log(parts[0])
        if log is not None:
            return Place(parts[0], log, name)
        if name is None:
            return Place(CONFIGURATION, self._configuration, parts[0])
        raise ScpError(path, MISSING)

    def writable(self, path: str) -> Place:
        """Return where an upload to `path` leads. Raises `ScpError` where that is forbidden."""
        place = self.place(path)
        if self._role not in OPERATORS or place.directory != CONFIGURATION:
            raise ScpError(path, DENIED)
        return place

    def readable(self, path: str) -> Iterator[Place]:
        """Yield what a download of `path` means: one place, or all files that a pattern matches.

        Raises `ScpError` where it is forbidden or nothing matches.
        """
        place = self.place(path)
        # What lies in /configuration carries private keys and passphrases.
        allowed = OPERATORS if place.directory == CONFIGURATION else READERS
        if self._role not in allowed:
            raise ScpError(path, DENIED)
        if place.name is None or not _WILDCARDS & set(place.name) or place.files.exists(place.name):
            yield place
            return
        names = fnmatch.filter(names_in(place), place.name)
        if not names:
            raise ScpError(path, MISSING)
        for name in names:
            yield Place(place.directory, place.files, name)

    def _log(self, name: str) -> ConfigurationFiles | None:
        """Return the files of the log called `name`; `None` if there is none (a link is none)."""
        try:
            if checked_name(name) != name or not stat.S_ISDIR(os.lstat(self._logs / name).st_mode):
                return None
        except (StateError, OSError):
            return None
        return ConfigurationFiles(self._logs / name)


def names_in(place: Place) -> tuple[str, ...]:
    """Return the names of the files in the directory of `place`. Raises `ScpError`."""
    try:
        return place.files.names()
    except StateError as error:
        cause = error.__cause__
        reason = os_reason(cause) if isinstance(cause, OSError) else MISSING
        raise ScpError(f"/{place.directory}", reason) from error


def file_name(name: str) -> str:
    """Return `name` if a file may be called so, else raise `ScpError`."""
    try:
        plain = checked_name(name)
    except StateError as error:
        raise ScpError(name, "file name not allowed") from error
    if plain != name:
        raise ScpError(name, "file name not allowed")
    return plain
