"""Who is logged in, in all processes, and what each login has not committed yet.

A process that has logins holds a lock on a file of its own as long as it lives. Files of a process
whose lock is free belong to nobody any more.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from state import documents
from state.changes import Change
from state.documents import DocumentError
from state.locks import try_lock
from state.store.commit_files import CHANGE_HEADING, read_changes, write_changes
from state.store.disk import Disk
from state.store.files import remove_if_there
from state.store.layout import Layout
from state.store.revision import Login

_LOCK = ".lock"
_FILE = ".toml"
_HIDDEN = "."


class LiveLogin(NamedTuple):
    """A login of any process."""

    login: Login
    last_active: datetime
    """When it last gave a command."""
    process: int


class PendingFile(NamedTuple):
    """What a login of any process has not committed yet."""

    login: Login
    base: int
    """Number of the revision that the changes are based on."""
    edits: tuple[Change, ...]
    """One edit after the other; an object may have been edited several times."""


class _Read(NamedTuple):
    """A file of a login as it was read last."""

    stamp: tuple[int, int, int]
    """Inode, size and time: a file that is another, or has been touched since, has another one."""
    live: LiveLogin


class Logins:
    """The logins of one state directory; `open` ones are those of this process."""

    def __init__(self, disk: Disk, layout: Layout) -> None:
        self._disk = disk
        self._layout = layout
        self._descriptor: int | None = None
        self._token = ""
        self._serial = count(1)
        self._read: dict[str, _Read] = {}

    def register(self, login: Login, *, visible: bool = True) -> str:
        """Note a login of this process and return the name of its files. Raises OSError.

        One that is not `visible` has no place among the live logins.
        """
        self._claim()
        name = f"{self._token}-{next(self._serial)}"
        if visible:
            text = documents.write(documents.plain(login))
            self._put(self._layout.logins / f"{name}{_FILE}", text.encode())
        return name

    def active(self, name: str, now: datetime) -> None:
        """Note that a login has given a command. Raises OSError."""
        self._disk.set_time(self._layout.logins / f"{name}{_FILE}", now.timestamp())

    def show_pending(self, name: str, login: Login, base: int, changes: Iterable[Change]) -> None:
        """Let other processes see what is pending. Raises OSError or UnicodeEncodeError."""
        head = {"base": base, "login": documents.plain(login)}
        text = documents.write(head) + write_changes(changes)
        self._put(self._layout.pending / f"{name}{_FILE}", text.encode())

    def add_pending(self, name: str, changes: Iterable[Change]) -> None:
        """Add changes to those that `show_pending` has shown. Raises OSError and so on."""
        path = self._layout.pending / f"{name}{_FILE}"
        self._disk.append(path, write_changes(changes).encode())

    def hide_pending(self, name: str) -> None:
        """Note that a login has nothing pending. Raises OSError."""
        remove_if_there(self._disk, self._layout.pending / f"{name}{_FILE}")

    def remove(self, name: str) -> None:
        """Note that a login has ended. Raises OSError."""
        self.hide_pending(name)
        remove_if_there(self._disk, self._layout.logins / f"{name}{_FILE}")

    def live(self) -> list[LiveLogin]:
        """Return the logins of all living processes, oldest first. Raises OSError.

        Only files that are new or were touched are read: each of many dashboards asks whenever
        somebody comes or goes.
        """
        dead = self._dead()
        paths = [path for path in self._files(self._layout.logins) if _token(path.name) not in dead]
        found = {path.name: read for path in paths if (read := self._read_login(path)) is not None}
        self._read = found
        return sorted((each.live for each in found.values()), key=lambda each: each.login.started)

    def pending(self) -> list[PendingFile]:
        """Return what all living logins have not committed yet. Raises OSError."""
        dead = self._dead()
        paths = [
            path for path in self._files(self._layout.pending) if _token(path.name) not in dead
        ]
        return [found for path in paths if (found := self._read_pending(path)) is not None]

    def sweep(self) -> Iterator[LiveLogin]:
        """Remove the files of processes that have ended; yield their logins. Raises OSError."""
        for token in sorted(self._dead()):
            for path in self._files(self._layout.logins):
                if _token(path.name) == token:
                    yield from self._end(path)
            for directory in (self._layout.pending, self._layout.logins):
                for name in self._disk.names(directory):
                    if _token(name) == token:
                        remove_if_there(self._disk, directory / name)
            remove_if_there(self._disk, self._layout.logins / f"{token}{_LOCK}")

    def close(self) -> None:
        """Give up the lock of this process."""
        if self._descriptor is None:
            return
        with contextlib.suppress(OSError):  # The next opening of the store removes what stays.
            self._disk.remove(self._layout.logins / f"{self._token}{_LOCK}")
        os.close(self._descriptor)
        self._descriptor = None

    def _end(self, path: Path) -> Iterator[LiveLogin]:
        found = self._read_login(path)
        try:
            self._disk.remove(path)
        except FileNotFoundError:  # Another process was faster, and has noted it.
            return
        if found is not None:
            yield found.live

    def _claim(self) -> None:
        """Take a name for this process and hold its lock for as long as it lives."""
        if self._descriptor is not None:
            return
        for attempt in count(1):
            token = f"{os.getpid()}.{attempt}"
            path = self._layout.logins / f"{token}{_LOCK}"
            # Locked before it gets its name: it must never look like that of a dead process.
            unnamed = self._layout.unfinished / f"{token}{_LOCK}"
            remove_if_there(self._disk, unnamed)
            descriptor = self._disk.create(unnamed)
            try:
                try_lock(descriptor)
                self._disk.link(unnamed, path)
            except FileExistsError:
                os.close(descriptor)
                continue
            except OSError:
                os.close(descriptor)
                raise
            finally:
                remove_if_there(self._disk, unnamed)
            self._descriptor, self._token = descriptor, token
            return

    def _dead(self) -> set[str]:
        """Return the processes whose lock is free."""
        names = self._disk.names(self._layout.pending) + self._disk.names(self._layout.logins)
        owners = {_token(name) for name in names if name.endswith(_FILE)}
        owners |= {name.removesuffix(_LOCK) for name in names if name.endswith(_LOCK)}
        # The lock is there before any other file of its process, so it is asked last.
        return {token for token in owners - {self._token} if self._is_free(token)}

    def _is_free(self, token: str) -> bool:
        path = self._layout.logins / f"{token}{_LOCK}"
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return True
        try:
            return try_lock(descriptor)
        finally:
            os.close(descriptor)

    def _put(self, path: Path, data: bytes) -> None:
        """Replace a file that nobody misses after a power cut."""
        unnamed = path.with_name(f"{_HIDDEN}{path.name}")
        remove_if_there(self._disk, unnamed)
        descriptor = self._disk.create(unnamed)
        try:
            self._disk.write(descriptor, data)
        finally:
            self._disk.close(descriptor)
        self._disk.rename(unnamed, path)

    def _files(self, directory: Path) -> list[Path]:
        names = self._disk.names(directory)
        return [directory / name for name in names if name.endswith(_FILE) and name[0] != _HIDDEN]

    def _read_login(self, path: Path) -> _Read | None:
        try:
            status = path.stat()
            stamp = (status.st_ino, status.st_size, status.st_mtime_ns)
            known = self._read.get(path.name)
            if known is not None and known.stamp == stamp:
                return known
            login = documents.convert(documents.parse(self._disk.read(path)), Login)
            active = datetime.fromtimestamp(status.st_mtime, UTC)
            return _Read(stamp, LiveLogin(login, active, int(_token(path.name).partition(".")[0])))
        except (FileNotFoundError, ValueError):  # Gone meanwhile, or not one of ours.
            return None

    def _read_pending(self, path: Path) -> PendingFile | None:
        try:
            document = _parse_growing(self._disk.read(path))
            edits = read_changes(document.pop("changes", []))
            base = documents.convert_value(document.get("base"), int)
            login = documents.convert(document.get("login"), Login)
        except (FileNotFoundError, DocumentError):  # Gone meanwhile, or not one of ours.
            return None
        return PendingFile(login, base, edits)


def _parse_growing(data: bytes) -> dict[str, Any]:
    """Parse a file to which somebody may be adding a change just now."""
    try:
        return documents.parse(data)
    except DocumentError:
        return documents.parse(data[: data.rfind(CHANGE_HEADING) + 1])


def _token(name: str) -> str:
    return name.removeprefix(_HIDDEN).removesuffix(_FILE).rpartition("-")[0]
