"""The operator's files: what lies in `/configuration`, and nothing outside of it.

The directory is flat. A name may come from a person, a file or a remote, so it is checked before
it is used: no path, no link, no device, no hidden name (those are files being written).
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

from state.errors import StateError
from state.unfinished_file import UnfinishedFile

PREFIX: Final = "/configuration/"
"""How the operator may begin a name; `configuration/` means the same (CLI reference, 1.2)."""

LONGEST_NAME: Final = 255
"""Longest name in bytes: what every common file system can hold."""

FIELD: Final = "file"
"""Name of the field in errors about a file."""


class MissingFile(StateError):
    """There is no such file in `/configuration`."""

    def __init__(self, name: str) -> None:
        super().__init__(f'Error: the file "{_shown(name)}" does not exist.', FIELD)


class ConfigurationFiles:
    """The files in one directory, by name.

    Names are taken as `NAME`, `configuration/NAME` and `/configuration/NAME`. What no such name can
    reach (another directory, the target of a link, a device) does not exist for the operator.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def names(self) -> tuple[str, ...]:
        """Return the names of the files, sorted; an absent directory has none."""
        try:
            entries = list(os.scandir(self.directory))
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StateError(f"Error: the files cannot be listed: {error.strerror}.") from error
        return tuple(sorted(each.name for each in entries if _listed(each)))

    def exists(self, name: str) -> bool:
        """Return whether `name` is a file that can be read or overwritten."""
        try:
            plain = checked_name(name)
            return stat.S_ISREG(os.lstat(self.directory / plain).st_mode)
        except (StateError, OSError):
            return False

    def read(self, name: str, limit: int) -> bytes:
        """Return the content of a file of at most `limit` bytes.

        Raises `MissingFile`, or `StateError` when the file is larger or cannot be read.
        """
        with self.open(name) as file:
            plain = checked_name(name)
            try:
                data = file.read(limit + 1)
            except OSError as error:
                raise _read_fault(plain, error) from error
        if len(data) > limit:
            raise StateError(
                f'Error: the file "{plain}" is larger than {limit} bytes and was not read.', FIELD
            )
        return data

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading. Raises `MissingFile`, or `StateError` when it is unreadable."""
        if not name.strip():
            raise StateError("The value cannot be blank.", FIELD)
        try:
            plain = checked_name(name)
        except StateError as error:
            raise MissingFile(name) from error
        try:
            descriptor = _open_regular(self.directory / plain)
        except OSError as error:
            raise _read_fault(plain, error) from error
        if descriptor is None:
            raise MissingFile(name)
        return os.fdopen(descriptor, "rb")

    def write(self, name: str, data: bytes) -> None:
        """Write a file for its owner's eyes (mode 0600), whole or not at all.

        An existing file of that name is replaced. Raises `StateError` when that is impossible; an
        existing file is then as it was.
        """
        plain = checked_name(name)
        target = self.directory / plain
        try:
            with UnfinishedFile(target) as file:
                file.write(data)
                file.finish()
        except OSError as error:
            reason = error.strerror or str(error)
            raise StateError(
                f'Error: the file "{plain}" could not be written: {reason}.', FIELD
            ) from error


def checked_name(name: str) -> str:
    """Return the plain name of a file in `/configuration` from what was given.

    Raises `StateError` for names that are empty, hidden, too long, unprintable, or a path to
    somewhere else.
    """
    plain = name.strip()
    if not plain:
        raise StateError("The value cannot be blank.", FIELD)
    for prefix in (PREFIX, PREFIX[1:]):
        if plain.startswith(prefix):
            plain = plain.removeprefix(prefix)
            break
    allowed = plain.isprintable() and "/" not in plain and plain[:1] not in ("", ".")
    if not allowed or len(plain.encode()) > LONGEST_NAME:
        raise StateError(f'Error: the file name "{_shown(name)}" is not allowed.', FIELD)
    return plain


def _shown(name: str) -> str:
    text = "".join(character if character.isprintable() else "?" for character in name.strip())
    return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}..."


def _listed(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file(follow_symlinks=False) and checked_name(entry.name) == entry.name
    except StateError:
        return False


def _open_regular(path: Path) -> int | None:
    """Open a file for reading; `None` when there is none, or something else of that name.

    Without O_NONBLOCK a named pipe would hold up whoever opens it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        # ELOOP: a link. ENXIO: a socket. Neither is a file of the operator.
        if error.errno in (errno.ELOOP, errno.EMLINK, errno.ENXIO):
            return None
        raise
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    return None


def _read_fault(name: str, error: OSError) -> StateError:
    reason = error.strerror or str(error)
    return StateError(f'Error: the file "{name}" could not be read: {reason}.', FIELD)
