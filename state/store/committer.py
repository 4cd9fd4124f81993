"""How a commit gets onto the disk: step by step, so that it is there completely or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from state.changes import Change
from state.documents import DocumentError
from state.errors import StateError
from state.model.configuration import Configuration
from state.store.commit_files import read_commit, write_commit
from state.store.disk import Disk
from state.store.errors import CommitUnconfirmed, DiskError
from state.store.files import Unfinished
from state.store.keys import KeyStore, keys_in_use_by, keys_of
from state.store.layout import Layout, is_key_id
from state.store.preferences import PreferenceFile
from state.store.revision import Commit, Revision
from state.store.timeline import Timeline

CANNOT_SAVE = "Error: the configuration cannot be saved"


class Committer:
    """Writes commits. Every method is called under the lock, with the timeline up to date."""

    def __init__(
        self,
        disk: Disk,
        layout: Layout,
        timeline: Timeline,
        keys: KeyStore,
        preferences: PreferenceFile,
    ) -> None:
        self._disk = disk
        self._layout = layout
        self._timeline = timeline
        self._keys = keys
        self._preferences = preferences

    def write(
        self,
        commit: Commit,
        configuration: Configuration,
        new_keys: Mapping[str, str],
        *,
        obsolete: Collection[str] = (),
    ) -> Revision:
        """Commit. `configuration` is the head with the commit's changes.

        The order is: keys, the commit under a temporary name, its name. With the last step it has
        happened. Keys that are `obsolete` are removed after that.
        Raises StateError; then nothing has happened, unless it is CommitUnconfirmed.
        """
        data = _encoded(commit)
        try:
            # First of all: what an earlier commit left behind is not there for this one.
            self._keys.settle(self.key_in_use)
            wanted = self._keys_to_write(commit.changes, new_keys)
            self._keys.note_doubtful([*wanted, *obsolete])
            self._keys.add(wanted)
            self._publish(commit, data)
        except OSError as error:
            self._settle_doubt()
            raise DiskError(CANNOT_SAVE, error) from error
        except StateError:
            self._settle_doubt()
            raise
        before = self._timeline.head.configuration
        revision = self._timeline.append(commit, configuration, len(data))
        self._preferences.follow(before, configuration, reset=commit.info.kind == "reset")
        self.confirm(revision)
        if obsolete:
            self._settle_doubt()
        elif wanted:
            self._keys.forget_doubt()
        return revision

    def confirm(self, revision: Revision) -> None:
        """Wait until the name of the newest commit is on stable storage."""
        try:
            self._disk.sync_directory(self._layout.commits)
        except OSError as error:
            text = f"Commit {revision.number} is in force, but is perhaps not stored safely"
            raise CommitUnconfirmed(text, error) from error

    def key_in_use(self, key_id: str) -> bool:
        """Whether a revision that can be returned to uses a key: any since the last reset."""
        if key_id in keys_of(self._timeline.head.configuration):
            return True
        sought = key_id.encode("ascii")
        for number in range(self._timeline.head.number, 0, -1):
            if self._timeline.info(number).kind == "reset":
                return False
            if sought in self._timeline.content(number):
                return True
        return False

    def _publish(self, commit: Commit, data: bytes) -> None:
        target = self._layout.commit(commit.info.number)
        file = Unfinished(self._disk, self._layout.unfinished)
        file.write(data)
        try:
            _compare(self._disk.read(file.path), commit)
            file.publish(target)
        except (OSError, StateError):
            file.discard()
            # Whoever holds the lock is alone: if the name is there, it is this commit's.
            if not self._disk.exists(target):
                raise

    def _keys_to_write(
        self, changes: tuple[Change, ...], new_keys: Mapping[str, str]
    ) -> dict[str, str]:
        """Return the new keys that the changes use; refuse them when one is nowhere."""
        used = keys_in_use_by(changes)
        missing = {key_id for key_id in used if not self._keys.has(key_id)}
        if missing - new_keys.keys() or not all(map(is_key_id, missing)):
            raise StateError("The private key of a certificate is missing.", "key")
        return {key_id: new_keys[key_id] for key_id in sorted(missing)}

    def _settle_doubt(self) -> None:
        """Remove doubtful keys that are not in use; what cannot be removed now stays noted."""
        try:
            self._keys.settle(self.key_in_use)
        except (OSError, StateError):
            return


def _encoded(commit: Commit) -> bytes:
    try:
        return write_commit(commit)
    except UnicodeEncodeError as error:
        raise StateError("Error: the changes contain characters that cannot be saved.") from error


def _compare(data: bytes, commit: Commit) -> None:
    try:
        same = read_commit(data) == commit
    except DocumentError as error:
        raise StateError(f"{CANNOT_SAVE}: it cannot be read back ({error})") from error
    if not same:
        raise StateError(f"{CANNOT_SAVE}: it reads back differently")
