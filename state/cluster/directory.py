"""The exchange over a directory that all machines of a cluster can write.

    CLUSTER/                  one directory a cluster, named by its identifier
        entries/000000.toml   the log; a file that has its name never changes
        unfinished/           files being written, each begun by the serial number of its machine

An entry is written under another name, brought to stable storage, and then given its own by a hard
link. The file system makes sure that only one machine can: whoever comes second has lost nothing
and tries the next number. A process that is killed at any instant leaves the entry there or not,
and perhaps a file in `unfinished`, which its machine removes the next time. All directories can be
entered by their owner only, all files read by their owner only (0700, 0600).
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from state.cluster.entries import MAX_BYTES, read_entry, write_entry
from state.cluster.exchange import Entry
from state.documents import DocumentError
from state.errors import StateError
from state.store.disk import Disk
from state.store.errors import DamagedState, DiskError, Overtaken
from state.store.files import remove_if_there, write_synced

_CLUSTER_ID = re.compile(r"[0-9a-f]{32}")
_SERIAL = re.compile(r"[A-Za-z0-9-]{1,64}")
UNREACHABLE = "The cluster cannot be reached"
_serial = count()


class DirectoryExchange:
    """See `ClusterExchange`. `serial` is that of this machine."""

    def __init__(self, disk: Disk, root: Path, serial: str) -> None:
        self._disk = disk
        self._root = root
        self._serial = serial if _SERIAL.fullmatch(serial) else "machine"

    def clusters(self) -> Sequence[str]:
        """Return the identifiers of all clusters that have an entry, sorted."""
        try:
            names = self._disk.names(self._root)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise DiskError(UNREACHABLE, error) from error
        return [name for name in names if _CLUSTER_ID.fullmatch(name) and self.has(name, 0)]

    def has(self, cluster: str, number: int) -> bool:
        """Whether the file of an entry is there: one system call."""
        try:
            return self._disk.exists(self._file(cluster, number))
        except OSError as error:
            raise DiskError(UNREACHABLE, error) from error

    def entry(self, cluster: str, number: int) -> Entry | None:
        """Return an entry, `None` while there is none with this number."""
        path = self._file(cluster, number)
        try:
            if self._disk.exists(path) and self._disk.size(path) > MAX_BYTES:
                raise DamagedState(path, "it is too large")
            entry = read_entry(self._disk.read(path))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DiskError(UNREACHABLE, error) from error
        except DocumentError as error:
            raise DamagedState(path, str(error)) from error
        if entry.number != number:
            raise DamagedState(path, f"it is entry {entry.number}")
        return entry

    def append(self, cluster: str, entry: Entry) -> None:
        """Write the file of an entry and give it its name."""
        try:
            data = write_entry(entry)
        except UnicodeEncodeError as error:
            text = "Error: the changes contain characters that cannot be saved."
            raise StateError(text) from error
        try:
            if entry.number == 0:
                self._make(cluster)
            elif not self.has(cluster, entry.number - 1):
                raise DiskError(UNREACHABLE, FileNotFoundError(errno.ENOENT, "No such cluster"))
            self._publish(cluster, entry.number, data)
        except FileExistsError as error:
            raise Overtaken from error
        except OSError as error:
            raise DiskError(UNREACHABLE, error) from error

    def confirm(self, cluster: str) -> None:
        """Wait until the names of the entries are on stable storage."""
        try:
            self._disk.sync_directory(self._entries(cluster))
        except OSError as error:
            raise DiskError(UNREACHABLE, error) from error

    def tidy(self, cluster: str) -> None:
        """Remove the unfinished files of this machine, as far as that is possible."""
        directory = self._directory(cluster) / "unfinished"
        with contextlib.suppress(OSError):
            for name in self._disk.names(directory):
                if name.startswith(f"{self._serial}."):
                    remove_if_there(self._disk, directory / name)

    def news(self, cluster: str) -> Path | None:
        """Return the directory of the entries, once there is one."""
        path = self._entries(cluster)
        with contextlib.suppress(OSError):
            return path if self._disk.exists(path) else None
        return None

    def _make(self, cluster: str) -> None:
        directory = self._directory(cluster)
        directories = (self._root, directory, self._entries(cluster), directory / "unfinished")
        for each in directories:
            self._disk.make_directory(each)
        for each in (directory, self._root, self._root.parent):
            self._disk.sync_directory(each)

    def _publish(self, cluster: str, number: int, data: bytes) -> None:
        # Unlike files of one machine's own there is no lock: without hard links two machines could
        # both believe that the number is theirs. So those are not done without.
        name = f"{self._serial}.{os.getpid()}-{next(_serial)}"
        unfinished = self._directory(cluster) / "unfinished" / name
        try:
            write_synced(self._disk, unfinished, data)
            self._disk.link(unfinished, self._file(cluster, number))
        finally:
            with contextlib.suppress(OSError):
                remove_if_there(self._disk, unfinished)

    def _directory(self, cluster: str) -> Path:
        if not _CLUSTER_ID.fullmatch(cluster):
            raise StateError("The identifier of the cluster is damaged.")
        return self._root / cluster

    def _entries(self, cluster: str) -> Path:
        return self._directory(cluster) / "entries"

    def _file(self, cluster: str, number: int) -> Path:
        return self._entries(cluster) / f"{number:06d}.toml"
