"""Private keys on disk: a file each, readable by their owner only."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain

from state.changes import Change
from state.errors import StateError
from state.model.certificates import CertificateProfile, Certificates
from state.model.configuration import Configuration, Settings
from state.store.disk import Disk
from state.store.errors import DiskError
from state.store.files import Unfinished, remove_if_there, replace_file
from state.store.layout import Layout, is_key_id


def keys_of(configuration: Configuration) -> set[str]:
    """Return the identifiers of all private keys that a configuration uses."""
    levels = (*configuration.machines.values(), *configuration.groups.values())
    return set(chain.from_iterable(map(_keys_in, (*levels, configuration.cluster))))


def keys_in_use_by(changes: Iterable[Change]) -> set[str]:
    """Return the identifiers of the private keys that changes bring into use.

    Costs what the changes cost, not what the configuration weighs.
    """
    return set(chain.from_iterable(_keys_in(change.new) for change in changes))


def _keys_in(value: object) -> Iterable[str]:
    match value:
        case Settings():
            return _keys_in(value.certificates)
        case Certificates():
            return [profile.key for profile in value.profiles.values()]
        case CertificateProfile():
            return [value.key]
        case {"key": str(key)}:  # The one field of the model with this name: of a profile.
            return [key]
    return []


class KeyStore:
    """The keys of one state directory. Everything that writes is done under the lock.

    Before keys are written for a commit, or removed for a reset, their identifiers are noted in a
    file. When that file is found later, a process ended in between, and each of these keys is
    removed unless it is in use.
    """

    def __init__(self, disk: Disk, layout: Layout) -> None:
        self._disk = disk
        self._layout = layout

    def read(self, key_id: str) -> str:
        """Return the PEM text of a key. Raises StateError when it is not there."""
        if not is_key_id(key_id):
            raise StateError("There is no such private key.", "key")
        try:
            return self._disk.read(self._layout.key(key_id)).decode("ascii")
        except FileNotFoundError as error:
            raise StateError("The private key is missing.", "key") from error
        except (OSError, UnicodeDecodeError) as error:
            reason = error if isinstance(error, OSError) else OSError(str(error))
            raise DiskError("Error: the private key cannot be read", reason) from error

    def has(self, key_id: str) -> bool:
        """Whether the key is stored."""
        return is_key_id(key_id) and self._disk.exists(self._layout.key(key_id))

    def stored(self) -> set[str]:
        """Return the identifiers of all stored keys."""
        stems = (name.removesuffix(".pem") for name in self._disk.names(self._layout.keys))
        return {stem for stem in stems if is_key_id(stem)}

    def add(self, keys: Mapping[str, str]) -> None:
        """Write keys to stable storage. Raises OSError."""
        if not keys:
            return
        for key_id, pem in keys.items():
            file = Unfinished(self._disk, self._layout.unfinished)
            file.write(pem.encode("ascii"))
            file.replace(self._layout.key(key_id))
        self._disk.sync_directory(self._layout.keys)

    def remove(self, key_ids: Iterable[str]) -> None:
        """Remove keys for good. Raises OSError."""
        for key_id in key_ids:
            remove_if_there(self._disk, self._layout.key(key_id))
        self._disk.sync_directory(self._layout.keys)

    def note_doubtful(self, key_ids: Collection[str]) -> None:
        """Note that these keys may turn out to be unused. Raises OSError."""
        if not key_ids:
            return
        text = "".join(f"{key_id}\n" for key_id in key_ids)
        path = self._layout.doubtful_keys
        replace_file(self._disk, self._layout.unfinished, path, text.encode("ascii"))

    def doubtful(self) -> list[str] | None:
        """Return the keys that are noted as doubtful, `None` when nothing is noted."""
        try:
            text = self._disk.read(self._layout.doubtful_keys).decode("ascii", "replace")
        except FileNotFoundError:
            return None
        return [line for line in text.splitlines() if is_key_id(line)]

    def settle(self, in_use: Callable[[str], bool]) -> None:
        """Remove the doubtful keys that are not in use, and the note. Raises OSError."""
        doubtful = self.doubtful()
        if doubtful is None:
            return
        self.remove(key_id for key_id in doubtful if not in_use(key_id))
        remove_if_there(self._disk, self._layout.doubtful_keys)

    def forget_doubt(self) -> None:
        """Remove the note: the keys are in use. A note that stays is settled at the next chance."""
        with contextlib.suppress(OSError):
            remove_if_there(self._disk, self._layout.doubtful_keys)
