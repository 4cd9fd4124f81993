"""The commits of one state directory as this process knows them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import overload

from state.apply import apply_changes
from state.changes import ChangeMismatch, invert
from state.documents import DocumentError
from state.model.configuration import Configuration
from state.store.commit_files import read_commit, read_commit_info
from state.store.disk import Disk
from state.store.errors import DamagedState, DiskError
from state.store.layout import Layout
from state.store.revision import Commit, CommitInfo, Revision

COMMITS_KEPT = 64
"""Commits that are kept in memory; older ones are read again when they are asked for."""


class Timeline:
    """The newest revision, and the way back from it."""

    def __init__(self, disk: Disk, layout: Layout, head: Revision) -> None:
        self._disk = disk
        self._layout = layout
        self._commits: OrderedDict[int, Commit] = OrderedDict()
        self._next = layout.commit(head.number + 1)
        self.head = head
        self.backlog_bytes = 0
        """Bytes of the commits since the checkpoint that was read at start."""

    def refresh(self) -> Revision:
        """Take over what others committed and return the newest revision.

        One system call when there is nothing new. Raises StateError when a commit cannot be read.
        """
        while self._is_there():
            data = self._read(self.head.number + 1)
            self._advance(self._parse(self.head.number + 1, data), len(data))
        return self.head

    def append(self, commit: Commit, configuration: Configuration, size: int) -> Revision:
        """Take over a commit that this process has just written."""
        self._remember(commit)
        self.head = Revision(info=commit.info, configuration=configuration)
        self._next = self._layout.commit(commit.info.number + 1)
        self.backlog_bytes += size
        return self.head

    def commit(self, number: int) -> Commit:
        """Return the commit with this number, 1 and up. Raises StateError."""
        known = self._commits.get(number)
        if known is None:
            known = self._parse(number, self._read(number))
            self._remember(known)
        return known

    def since(self, number: int) -> Iterator[Commit]:
        """Yield the commits after revision `number`, oldest first."""
        for later in range(number + 1, self.head.number + 1):
            yield self.commit(later)

    def info(self, number: int) -> CommitInfo:
        """Return what is known of a commit without its changes."""
        if number in self._commits:
            return self._commits[number].info
        try:
            return read_commit_info(self._read(number))
        except DocumentError as error:
            raise DamagedState(self._layout.commit(number), str(error)) from error

    def content(self, number: int) -> bytes:
        """Return the file of a commit."""
        return self._read(number)

    def configuration_at(self, number: int) -> Configuration:
        """Return the configuration as it was after commit `number`; 0 is the first one."""
        configuration = self.head.configuration
        for later in range(self.head.number, number, -1):
            configuration = self._apply(configuration, self.commit(later), backwards=True)
        return configuration

    def _is_there(self) -> bool:
        try:
            return self._disk.exists(self._next)
        except OSError as error:
            raise DiskError("Error: the configuration cannot be read", error) from error

    def _advance(self, commit: Commit, size: int) -> None:
        configuration = self._apply(self.head.configuration, commit, backwards=False)
        self.append(commit, configuration, size)

    def _apply(
        self, configuration: Configuration, commit: Commit, *, backwards: bool
    ) -> Configuration:
        changes = invert(commit.changes) if backwards else commit.changes
        try:
            return apply_changes(configuration, changes)
        except ChangeMismatch as error:
            raise DamagedState(self._layout.commit(commit.info.number), error.text) from error

    def _remember(self, commit: Commit) -> None:
        self._commits[commit.info.number] = commit
        while len(self._commits) > COMMITS_KEPT:
            self._commits.popitem(last=False)

    def _read(self, number: int) -> bytes:
        try:
            return self._disk.read(self._layout.commit(number))
        except OSError as error:
            raise DiskError(f"Error: commit {number} cannot be read", error) from error

    def _parse(self, number: int, data: bytes) -> Commit:
        path = self._layout.commit(number)
        try:
            commit = read_commit(data)
        except DocumentError as error:
            raise DamagedState(path, str(error)) from error
        if commit.info.number != number:
            raise DamagedState(path, f"it is commit {commit.info.number}")
        return commit


class History(Sequence[CommitInfo]):
    """All commits, newest first; each is read when it is asked for."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._newest = timeline.head.number

    def __len__(self) -> int:
        return self._newest

    @overload
    def __getitem__(self, index: int) -> CommitInfo: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[CommitInfo]: ...
    def __getitem__(self, index: int | slice) -> CommitInfo | Sequence[CommitInfo]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        position = index if index >= 0 else index + len(self)
        if not 0 <= position < len(self):
            raise IndexError(index)
        return self._timeline.info(self._newest - position)
