"""The copy of a cluster that one machine keeps, and how it stays in step with the others.

The machine's own commits are the copy: each entry of the cluster's log becomes a commit here, with
the same changes. Every step is one atomic act, here or in the exchange, and what is to be done next
is read from what stands there. So a process may be killed between any two of them, and whoever
comes next goes on:

- A commit is appended to the cluster's log first. With that it has happened; the copy follows.
- A machine that creates or joins a cluster first says so in its own copy (`founding`, `joining`),
  then the cluster learns of it.
- A machine that is `disconnected` follows nothing. Its machine level belongs to it alone until it
  is back, everything else to the others, so there is never a conflict.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping

from state.apply import apply_changes
from state.changes import Change, ChangeMismatch
from state.cluster.exchange import ClusterExchange, Entry
from state.cluster.log import NOTHING, ClusterHead, damaged, read_cluster
from state.diff import diff
from state.errors import StateError
from state.model.cluster import Link
from state.model.configuration import Configuration
from state.model.levels import machine
from state.operations.cluster import hostname_of, joined, left, linked
from state.store.committer import Committer
from state.store.errors import CommitUnconfirmed, DiskError, NotStoredHere, Overtaken
from state.store.keys import KeyStore, keys_in_use_by
from state.store.revision import Commit, CommitInfo, Revision
from state.store.timeline import Timeline


class Replica:
    """Every method but `news` is called under the lock of the state directory, and its mutex."""

    def __init__(
        self,
        exchange: ClusterExchange,
        serial: str,
        timeline: Timeline,
        committer: Committer,
        keys: KeyStore,
    ) -> None:
        self.exchange = exchange
        self._serial = serial
        self._timeline = timeline
        self._committer = committer
        self._keys = keys
        self._looked = -1
        """The newest entry that was looked at while disconnected."""

    @property
    def link(self) -> Link | None:
        """How this machine stands to its cluster; `None` while it stands alone."""
        member = self._head.configuration.members.get(self._serial)
        return member.link if member is not None else None

    def news(self) -> bool:
        """Whether there is something to catch up with. One system call for a connected machine."""
        if self.link in ("founding", "joining"):
            return True
        return self.exchange.has(self._cluster, max(self._position, self._looked) + 1)

    def catch_up(self) -> None:
        """Take over what the others committed, and finish what was begun. Raises StateError."""
        confirmed = False
        while self._head.configuration.cluster_id is not None:
            if self.link != "connected":
                if not self._resume():
                    return
                continue
            entry = self.exchange.entry(self._cluster, self._position + 1)
            if entry is None:
                return
            if not confirmed:
                # Nobody may build on what a power cut could take away again.
                self.exchange.confirm(self._cluster)
                confirmed = True
            self._take(entry)

    def write(
        self, commit: Commit, configuration: Configuration, new_keys: Mapping[str, str]
    ) -> Revision:
        """Commit: into the cluster's log, then here. `configuration` is the head with the changes.

        Raises Overtaken, and other kinds of StateError; nothing has happened then, unless it is
        CommitUnconfirmed or NotStoredHere.
        """
        if self.link != "connected":
            self._check_own(commit.changes)
            info = dataclasses.replace(commit.info, cluster_entry=self._position)
            commit = dataclasses.replace(commit, info=info)
            return self._committer.write(commit, configuration, new_keys)
        self._check_connected(commit.changes)
        entry = self._entry(self._position + 1, commit.info, commit.changes, new_keys)
        self._append(entry)
        fault = self._unconfirmed()
        try:
            self._take(entry, configuration)
        except CommitUnconfirmed:
            raise
        except DiskError as error:
            text = "The commit is in force in the cluster, but is not stored on this machine"
            raise NotStoredHere(text, OSError(error.text)) from error
        if fault is not None:
            raise fault
        return self._head

    def change_cluster(
        self, edit: Callable[[Configuration], Configuration], info: CommitInfo
    ) -> None:
        """Change the cluster's own configuration, whatever the link of this machine is.

        For a machine that is disconnected and wants to be back, or gone. Raises StateError.
        """
        while True:
            head = read_cluster(self.exchange, self._cluster)
            changes = diff(head.configuration, edit(head.configuration))
            if not changes:
                return
            try:
                self._append(self._entry(head.number + 1, info, changes, {}))
            except Overtaken:
                continue
            self.exchange.confirm(self._cluster)
            return

    def confirm(self) -> None:
        """Wait until the newest entry is on stable storage. Raises CommitUnconfirmed."""
        fault = self._unconfirmed()
        if fault is not None:
            raise fault

    @property
    def _head(self) -> Revision:
        return self._timeline.head

    @property
    def _cluster(self) -> str:
        cluster = self._head.configuration.cluster_id
        if cluster is None:
            raise StateError("The machine is not in a cluster.")
        return cluster

    @property
    def _position(self) -> int:
        entry = self._head.info.cluster_entry
        return -1 if entry is None else entry

    def _take(self, entry: Entry, configuration: Configuration | None = None) -> None:
        """Make an entry a commit of this machine; `configuration` is the head with its changes."""
        if configuration is None:
            try:
                configuration = apply_changes(self._head.configuration, entry.changes)
            except ChangeMismatch as error:
                raise damaged(entry.number, error) from error
        if self._serial not in configuration.members:
            self._leave(entry.commit.info)
            return
        info = dataclasses.replace(
            entry.commit.info, number=self._head.number + 1, cluster_entry=entry.number
        )
        commit = Commit(info=info, changes=entry.changes)
        self._committer.write(commit, configuration, entry.keys)

    def _resume(self) -> bool:
        """Do what a machine that is not connected has to do next; whether anything was done."""
        if self.link == "founding":
            self._found()
        elif self.link == "disconnected" and not self.news():
            return False
        head = read_cluster(self.exchange, self._cluster)
        self._looked = head.number
        member = head.configuration.members.get(self._serial)
        if member is None and self.link != "joining":
            self._leave(self._head.info)
            return True
        if member is not None and member.link == "disconnected":
            return False
        if member is None or member.link == "reconnecting":
            try:
                head = self._bring_back(head)
            except Overtaken:
                return True
        self.exchange.confirm(self._cluster)
        self._write_here(head.configuration, head.keys, head.number, self._head.info)
        return True

    def _found(self) -> None:
        """Write entry 0, unless that was done already."""
        if self.exchange.has(self._cluster, 0):
            return
        configuration = linked(self._head.configuration, self._serial, "connected")
        changes = diff(NOTHING, configuration)
        self._append(self._entry(0, self._head.info, changes, {}))

    def _bring_back(self, head: ClusterHead) -> ClusterHead:
        """Append this machine with its machine level to the cluster. Raises Overtaken."""
        here, serial = self._head.configuration, self._serial
        known = head.configuration.members.get(serial, here.members[serial])
        merged = joined(
            head.configuration,
            serial,
            head.configuration.membership.get(serial, here.membership[serial]),
            here.settings(machine(serial)),
            dataclasses.replace(known, link="connected"),
        )
        changes = diff(head.configuration, merged)
        self._append(self._entry(head.number + 1, self._head.info, changes, {}))
        return ClusterHead(head.number + 1, merged, head.keys)

    def _leave(self, info: CommitInfo) -> None:
        """Stand alone from now on. `info` says who wanted it."""
        alone = left(self._head.configuration, self._serial)
        self._write_here(alone, {}, None, info)

    def _write_here(
        self,
        configuration: Configuration,
        keys: Mapping[str, str],
        entry: int | None,
        info: CommitInfo,
    ) -> None:
        number = self._head.number + 1
        info = dataclasses.replace(
            info, number=number, kind="immediate", saved_for_rollback=False, cluster_entry=entry
        )
        changes = diff(self._head.configuration, configuration)
        self._committer.write(Commit(info=info, changes=changes), configuration, keys)

    def _entry(
        self,
        number: int,
        info: CommitInfo,
        changes: tuple[Change, ...],
        new_keys: Mapping[str, str],
    ) -> Entry:
        """Return an entry with the private keys that it brings into use. Raises StateError."""
        keys = {
            key_id: new_keys[key_id] if key_id in new_keys else self._keys.read(key_id)
            for key_id in sorted(keys_in_use_by(changes))
        }
        # What a machine saves for its own rollback means nothing to the others.
        info = dataclasses.replace(
            info, number=number, cluster_entry=None, saved_for_rollback=False
        )
        return Entry(commit=Commit(info=info, changes=changes), keys=keys)

    def _append(self, entry: Entry) -> None:
        try:
            self.exchange.append(self._cluster, entry)
        except Overtaken:
            raise
        except StateError:
            # It may be there all the same.
            if self.exchange.entry(self._cluster, entry.number) != entry:
                raise

    def _unconfirmed(self) -> CommitUnconfirmed | None:
        try:
            self.exchange.confirm(self._cluster)
        except StateError as error:
            text = f"Commit {self._head.number} is in force, but is perhaps not stored safely"
            return CommitUnconfirmed(text, OSError(error.text))
        return None

    def _check_own(self, changes: Iterable[Change]) -> None:
        """Refuse changes of anything but its machine level to a machine that is not connected."""
        if any(change.path[:2] != ("machines", self._serial) for change in changes):
            name = hostname_of(self._head.configuration, self._serial)
            raise StateError(
                f"Machine {name} is currently disconnected.\n"
                "Only its own settings, those of machine mode, can be changed until it is\n"
                "reconnected."
            )

    def _check_connected(self, changes: Iterable[Change]) -> None:
        """Refuse changes of the machine level of a machine that is not connected."""
        configuration = self._head.configuration
        for change in changes:
            member = configuration.members.get(change.path[1]) if len(change.path) > 2 else None
            if change.path[:1] != ("machines",) or member is None or member.link == "connected":
                continue
            name = hostname_of(configuration, change.path[1])
            raise StateError(f"Machine {name} is currently disconnected.")
