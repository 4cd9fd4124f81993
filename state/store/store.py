"""The store: one state directory, shared with other processes."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from state.apply import overlay_all
from state.changes import Change, ChangeMismatch
from state.clock import Clock
from state.diff import diff
from state.documents import DocumentError
from state.errors import StateError
from state.journal import LOGOUT, RESET, TROUBLE, Event, Journal
from state.model.configuration import Configuration
from state.settings import ApplianceSettings
from state.store import creation
from state.store.candidate import Candidate
from state.store.checkpoint import read_checkpoint, worthwhile, write_checkpoint
from state.store.committer import Committer
from state.store.disk import Disk, RealDisk
from state.store.errors import DamagedState, DiskError, StoreBusy
from state.store.files import remove_if_there, replace_file
from state.store.keys import KeyStore
from state.store.layout import Layout
from state.store.locks import exclusive
from state.store.logins import LiveLogin, Logins, PendingFile
from state.store.preferences import PreferenceFile
from state.store.presence import Presence
from state.store.revision import Commit, CommitInfo, Login, PendingChanges, Revision
from state.store.timeline import History, Timeline

if TYPE_CHECKING:
    from state.certificates.keys import KeyMaker
    from state.cluster.exchange import ClusterExchange
    from state.cluster.replica import Replica

TROUBLES_KEPT = 100


class Random(Protocol):
    """Source of random bytes; `random.Random` is one."""

    def randbytes(self, n: int, /) -> bytes:
        """Return `n` random bytes."""


class SystemRandom:
    """The operating system's randomness."""

    def randbytes(self, n: int, /) -> bytes:
        return os.urandom(n)


class Store:
    """One state directory. Safe to use from several threads.

    `head` is the newest revision that this process knows; `refresh` looks for newer ones.
    """

    def __init__(
        self,
        layout: Layout,
        disk: Disk,
        clock: Clock,
        key_maker: KeyMaker,
        random: Random,
        settings: ApplianceSettings,
        timeline: Timeline,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.journal = Journal(layout.journal, disk)
        self.troubles: deque[str] = deque(maxlen=TROUBLES_KEPT)
        """What went wrong beside the work, such as a journal that could not be written."""
        self.observers: list[Callable[[Event], None]] = []
        """Are told each event that this process notes, in the thread that does."""
        self.mutex = threading.RLock()
        self._layout = layout
        self._disk = disk
        self._key_maker = key_maker
        self._random = random
        self._timeline = timeline
        self._keys = KeyStore(disk, layout)
        self._logins = Logins(disk, layout)
        self.preferences = PreferenceFile(disk, layout, settings.serial, self._warn)
        """What each user wants of the graphical interface."""
        self._committer = Committer(disk, layout, timeline, self._keys, self.preferences)
        self._candidates: list[Candidate] = []
        self._checkpoint_bytes = 0
        self._exchange: ClusterExchange | None = None
        self._replica: Replica | None = None

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        clock: Clock,
        key_maker: KeyMaker,
        random: Random | None = None,
        disk: Disk | None = None,
        exchange: ClusterExchange | None = None,
    ) -> Self:
        """Open a state directory, making a factory appliance in it on first use.

        `exchange` is how it meets other machines of a cluster; the directory that the settings name
        when there is none. Raises StateError when it cannot be used: unreadable, damaged, or
        somebody's other files.
        """
        layout, disk, random = Layout(directory), disk or RealDisk(), random or SystemRandom()
        creation.prepare_directories(disk, layout)
        if not disk.exists(layout.checkpoint):
            with exclusive(layout.lock):
                if not disk.exists(layout.checkpoint):
                    creation.create(disk, layout, clock, key_maker, random.randbytes)
        settings = creation.read_settings(disk, layout)
        checkpoint, size = _read_checkpoint(disk, layout)
        timeline = Timeline(disk, layout, checkpoint)
        timeline.refresh()
        if settings.serial not in timeline.head.configuration.machines:
            reason = f"there is no configuration for serial number {settings.serial}"
            raise DamagedState(layout.settings, reason)
        store = cls(layout, disk, clock, key_maker, random, settings, timeline)
        store._exchange = exchange
        store._checkpoint_bytes = size
        store._tidy()
        store.refresh()
        store.checkpoint()
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def directory(self) -> Path:
        """The state directory."""
        return self._layout.root

    @property
    def layout(self) -> Layout:
        """Where things lie in the state directory."""
        return self._layout

    @property
    def head(self) -> Revision:
        """The newest revision that this process knows."""
        return self._timeline.head

    def refresh(self) -> Revision:
        """Take over what others committed and return the newest revision.

        One system call when there is nothing new, and one more in a cluster.
        """
        with self.mutex:
            if self._timeline.refresh().configuration.cluster_id is not None:
                self._catch_up()
            return self._timeline.head

    def synchronise(self) -> None:
        """Take over what other machines of the cluster committed, waiting for the lock.

        Must not be called with the mutex held. Never fails; see `troubles`.
        """
        try:
            with self.writing():
                pass
        except StateError as error:
            self.trouble(error.text)

    def cluster_news(self) -> Path | None:
        """Return the directory in which news of the cluster shows, if there is one."""
        cluster = self.head.configuration.cluster_id
        return None if cluster is None else self.exchange.news(cluster)

    def begin(self, login: Login, *, record: bool = True) -> Candidate:
        """Return the candidate of a new login. Close it when the login ends.

        With `record` the login is seen by `who` and `last`, in all processes; who cannot be noted
        (on a full disk) may still log in. Raises StateError when a new commit cannot be read.
        """
        with self.mutex:
            candidate = Candidate(self, login, record=record)
            self._candidates.append(candidate)
            return candidate

    def private_key(self, key_id: str) -> str:
        """Return a committed private key as PEM. Raises StateError."""
        return self._keys.read(key_id)

    def history(self) -> Sequence[CommitInfo]:
        """Return all commits, newest first; each is read when it is looked at."""
        with self.mutex:
            self._timeline.refresh()
            return History(self._timeline)

    def commit_at(self, number: int) -> Commit:
        """Return a commit with its changes. Raises StateError when there is none."""
        self._check_number(number, 1)
        with self.mutex:
            return self._timeline.commit(number)

    def configuration_at(self, number: int) -> Configuration:
        """Return the configuration after commit `number`; 0 is the first. Raises StateError."""
        self._check_number(number, 0)
        with self.mutex:
            return self._timeline.configuration_at(number)

    def rollback_points(self, limit: int = 10) -> tuple[CommitInfo, ...]:
        """Return the newest commits that were saved for rollback, newest first.

        Those before a reset to the factory are left out, since their private keys are gone, and
        those of a cluster, which is not this machine's alone to roll back.
        """
        points: list[CommitInfo] = []
        for info in self.history():
            if info.kind == "reset" or len(points) == limit:
                break
            if info.saved_for_rollback and info.cluster_entry is None:
                points.append(info)
        return tuple(points)

    def diff(self, old: int, new: int) -> tuple[Change, ...]:
        """Return the changes from revision `old` to revision `new`. Raises StateError."""
        return diff(self.configuration_at(old), self.configuration_at(new))

    def reset_to_factory(self, user: str, remote: str = "") -> Revision:
        """Return to the factory configuration, at once, and remove all private keys but Demo's.

        It is a commit, so what was done is kept in the history and other processes follow it like
        any other. But no earlier revision can be returned to: the private keys are gone for good,
        as the reference demands, and with them what the certificates were worth. A machine in a
        cluster leaves it first. Raises StateError.
        """
        from state.store.reset import factory_commit, leave_first

        leave_first(self, user, remote)
        with self.writing():
            head = self._timeline.refresh()
            reset = factory_commit(
                head,
                user,
                remote,
                self.settings,
                self.clock,
                self._key_maker,
                self._random.randbytes,
            )
            obsolete = self._keys.stored() - {reset.demo_key}
            revision = self._committer.write(
                reset.commit, reset.configuration, reset.new_keys, obsolete=sorted(obsolete)
            )
        self.note(Event(time=revision.time, type=RESET, user=user, remote=remote))
        return revision

    def logins(self) -> tuple[LiveLogin, ...]:
        """Return who is logged in, in all processes, oldest first."""
        try:
            return tuple(self._logins.live())
        except OSError as error:
            raise DiskError(f"{self.directory}: cannot be read", error) from error

    def pending(self) -> tuple[PendingChanges, ...]:
        """Return what the logins of all processes have not committed yet."""
        try:
            files = self._logins.pending()
        except OSError as error:
            raise DiskError(f"{self.directory}: cannot be read", error) from error
        found = (self._pending_changes(file) for file in files)
        return tuple(pending for pending in found if pending is not None)

    def close(self) -> None:
        """End all logins of this process and leave the directory tidy."""
        with self.mutex:
            for candidate in list(self._candidates):
                candidate.close()
            self._logins.close()
        self.checkpoint()

    def checkpoint(self, *, always: bool = False) -> bool:
        """Write a new checkpoint if it is worthwhile, or `always`; return whether it was written.

        Never waits for the lock, and never fails: the commits are what counts.
        """
        backlog = self._timeline.backlog_bytes
        if not always and not worthwhile(self._checkpoint_bytes, backlog):
            return False
        try:
            with exclusive(self._layout.lock, patience=0.0), self.mutex:
                revision = self._timeline.refresh()
                data = write_checkpoint(revision)
                if read_checkpoint(data) != revision:
                    raise StateError("the checkpoint reads back differently")
                replace_file(self._disk, self._layout.unfinished, self._layout.checkpoint, data)
        except StoreBusy:
            return False
        except (OSError, StateError, DocumentError) as error:
            self.trouble(f"{self._layout.checkpoint}: cannot be written: {error}")
            return False
        self._checkpoint_bytes, self._timeline.backlog_bytes = len(data), 0
        return True

    # What candidates need.

    @property
    def exchange(self) -> ClusterExchange:
        """How this machine meets others."""
        if self._exchange is None:
            from state.cluster.directory import DirectoryExchange

            root = (self.directory.absolute() / self.settings.cluster.directory).resolve()
            self._exchange = DirectoryExchange(self._disk, root, self.settings.serial)
        return self._exchange

    @property
    def replica(self) -> Replica:
        """The copy of the cluster that this machine keeps, if it is in one."""
        if self._replica is None:
            from state.cluster.replica import Replica

            self._replica = Replica(
                self.exchange, self.settings.serial, self._timeline, self._committer, self._keys
            )
        return self._replica

    @property
    def committer(self) -> Committer:
        """Writes commits, under `writing`."""
        return self._committer

    @property
    def timeline(self) -> Timeline:
        """The commits."""
        return self._timeline

    def presence(self, login: Login, *, recorded: bool) -> Presence:
        """Return what shows a login of this process to the others."""
        return Presence(login, self._logins, self.clock, self.note, self.trouble, recorded=recorded)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock of the state directory. Raises StoreBusy."""
        # In this order: who waits for another process must not stop the threads of this one.
        with exclusive(self._layout.lock), self.mutex:
            if self._timeline.refresh().configuration.cluster_id is not None:
                self.replica.catch_up()
            yield

    def write(
        self, commit: Commit, configuration: Configuration, new_keys: Mapping[str, str]
    ) -> Revision:
        """Commit, under `writing`. `configuration` is the head with the changes of the commit.

        In a cluster all machines get it, and Overtaken is raised when another was faster: then
        nothing has happened, and it can be tried again after `replica.catch_up`. Raises StateError.
        """
        if self._timeline.head.configuration.cluster_id is None:
            return self._committer.write(commit, configuration, new_keys)
        return self.replica.write(commit, configuration, new_keys)

    def confirm(self, revision: Revision) -> None:
        """Wait until the newest commit is on stable storage, under `writing`. Raises StateError."""
        if revision.configuration.cluster_id is not None:
            self.replica.confirm()
        self._committer.confirm(revision)

    def forget(self, candidate: Candidate) -> None:
        """Drop a candidate that was closed."""
        with self.mutex:
            self._candidates.remove(candidate)

    def note(self, event: Event) -> None:
        """Write an event to the journal. Never fails; see `troubles`."""
        try:
            self.journal.write(event)
        except OSError as error:
            self.trouble(f"{self._layout.journal}: {error.strerror or error}")
        for observer in self.observers:
            observer(event)

    def trouble(self, text: str) -> None:
        """Keep a text about what went wrong beside the work."""
        self.troubles.append(text)

    def _warn(self, text: str) -> None:
        """Note what the system log shall tell."""
        self.note(Event(time=self.clock.now(), type=TROUBLE, data={"text": text}))

    def _catch_up(self) -> None:
        """Take over what other machines committed, unless somebody else is about to do so.

        Called with the mutex held, so it never waits; and what is read goes on being what it was
        when the cluster cannot be reached.
        """
        try:
            if self.replica.news():
                with exclusive(self._layout.lock, patience=0.0):
                    self._timeline.refresh()
                    self.replica.catch_up()
        except StoreBusy:
            return
        except StateError as error:
            self.trouble(error.text)

    def _pending_changes(self, file: PendingFile) -> PendingChanges | None:
        edits = file.edits
        try:
            base = self.configuration_at(file.base)
            while True:
                try:
                    changes = diff(base, overlay_all(base, edits))
                    return PendingChanges(login=file.login, base=file.base, changes=changes)
                except ChangeMismatch as error:
                    # Set aside by a conflict: somebody else has removed the object.
                    rest = tuple(edit for edit in edits if edit.path != error.path)
                    if len(rest) == len(edits):
                        raise
                    edits = rest
        except StateError as error:
            self.trouble(f"pending changes of {file.login.user}: {error.text}")
            return None

    def _check_number(self, number: int, lowest: int) -> None:
        if not lowest <= number <= self.refresh().number:
            raise StateError(f"There is no revision {number}.")

    def _tidy(self) -> None:
        """Put right what processes that ended at the wrong moment left behind.

        Never fails and never waits: a directory that cannot be written can still be read, and who
        holds the lock will tidy up another time.
        """
        try:
            for path in creation.secure_keys(self._layout):
                self.trouble(f"{path}: others could read it")
            for lost in self._logins.sweep():
                self._note_lost(lost)
            left_over = self._disk.names(self._layout.unfinished)
            if left_over or self._keys.doubtful() is not None:
                with exclusive(self._layout.lock, patience=0.0):
                    self._timeline.refresh()
                    self._keys.settle(self._committer.key_in_use)
                    for name in self._disk.names(self._layout.unfinished):
                        remove_if_there(self._disk, self._layout.unfinished / name)
            cluster = self._timeline.head.configuration.cluster_id
            if cluster is not None:
                with exclusive(self._layout.lock, patience=0.0):
                    self.exchange.tidy(cluster)
        except StoreBusy:
            return
        except (OSError, StateError) as error:
            self.trouble(f"{self.directory}: {error}")

    def _note_lost(self, lost: LiveLogin) -> None:
        """Note the end of a login whose process is gone."""
        login = lost.login
        data = {"login": login.id, "kind": login.kind, "lost": True}
        self.note(
            Event(
                time=lost.last_active, type=LOGOUT, user=login.user, remote=login.remote, data=data
            )
        )


def _read_checkpoint(disk: Disk, layout: Layout) -> tuple[Revision, int]:
    try:
        data = disk.read(layout.checkpoint)
    except OSError as error:
        raise DiskError(f"{layout.checkpoint}: cannot be read", error) from error
    try:
        return read_checkpoint(data), len(data)
    except DocumentError as error:
        raise DamagedState(layout.checkpoint, str(error)) from error
