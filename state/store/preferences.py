"""The file with the preferences of all users, shared with other processes."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from state.documents import DocumentError
from state.errors import StateError
from state.model.configuration import Configuration, View
from state.preferences import AUTOMATIC, LARGEST_FILE, Preferences, parse, write
from state.store.disk import Disk
from state.store.errors import DiskError
from state.store.files import replace_file
from state.store.layout import Layout
from state.store.locks import exclusive

NO_ACCOUNT = "This user account does not exist any more."


class PreferenceFile:
    """Reads and replaces the file. `trouble` is told once of each file that cannot be used.

    Readers need no lock: the file is replaced as a whole. Who writes holds the lock of the state
    directory, so that nobody's change is lost.
    """

    def __init__(
        self, disk: Disk, layout: Layout, serial: str, trouble: Callable[[str], None]
    ) -> None:
        self._disk = disk
        self._layout = layout
        self._serial = serial
        self._trouble = trouble
        self._told = ""

    def of(self, user: str) -> Preferences:
        """Return what `user` wants; everything is automatic in a file that cannot be used."""
        try:
            return self._read().get(user, AUTOMATIC)
        except OSError as error:
            self._tell(error.strerror or str(error))
        except DocumentError as error:
            self._tell(str(error))
        return AUTOMATIC

    def set(self, user: str, preferences: Preferences, configuration: Configuration) -> None:
        """Keep what `user` wants. Waits for the lock; must not be called by who holds it.

        A file that cannot be used is replaced. Entries of users without an account in
        `configuration` go. Raises StateError: no such account, lock, disk.
        """
        accounts = self._accounts(configuration)
        if user not in accounts:
            raise StateError(NO_ACCOUNT)
        try:
            with exclusive(self._layout.lock):
                entries = {**self._usable(), user: preferences}
                self._replace({name: entries[name] for name in entries if name in accounts})
        except OSError as error:
            raise DiskError("The preferences cannot be saved", error) from error

    def follow(self, before: Configuration, after: Configuration, *, reset: bool = False) -> None:
        """Forget whose account came or went with a commit, or everybody with a `reset`.

        Whoever gets an account by a name that somebody else had before begins anew. Called under
        the lock, and never fails: what stays is forgotten when the account comes back.
        """
        if not (reset or self._changed(before, after)):
            return
        try:
            if not self._disk.exists(self._layout.preferences):
                return
            entries = self._usable()
            forgotten = entries.keys() & (entries if reset else self._changed(before, after))
            if forgotten:
                self._replace({name: entries[name] for name in entries.keys() - forgotten})
        except OSError as error:
            self._tell(error.strerror or str(error))

    def _changed(self, before: Configuration, after: Configuration) -> Collection[str]:
        """Return whose account is in one of both configurations only."""
        old, new = self._accounts(before), self._accounts(after)
        return () if old is new else old.keys() ^ new.keys()

    def _accounts(self, configuration: Configuration) -> Mapping[str, object]:
        return View.of_machine(configuration, self._serial).users.accounts

    def _usable(self) -> dict[str, Preferences]:
        """Return what the file says, nothing if that cannot be understood. Raises OSError."""
        try:
            return self._read()
        except DocumentError as error:
            self._tell(str(error))
            return {}

    def _read(self) -> dict[str, Preferences]:
        """Return what the file says. Raises OSError, and DocumentError for what is no such file."""
        data = _read_regular(self._layout.preferences)
        found = parse(data)
        self._told = ""
        return found

    def _replace(self, entries: Mapping[str, Preferences]) -> None:
        layout = self._layout
        replace_file(self._disk, layout.unfinished, layout.preferences, write(entries))

    def _tell(self, reason: str) -> None:
        if reason != self._told:
            self._told = reason
            self._trouble(f"{self._layout.preferences.name} cannot be used: {reason}")


def _read_regular(path: Path) -> bytes:
    """Return a file, or as much as shows that it is too long; nothing when there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return b""
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):  # A link, a socket.
            raise DocumentError("not a regular file") from error
        raise
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise DocumentError("not a regular file")
    except DocumentError:
        os.close(descriptor)
        raise
    with os.fdopen(descriptor, "rb") as file:
        return file.read(LARGEST_FILE + 1)
