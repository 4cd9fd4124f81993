"""Where things lie in the state directory."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from state.settings import FILE_NAME as SETTINGS_FILE

_COMMIT = re.compile(r"(\d{6,12})\.toml")
_KEY_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths below one state directory."""

    root: Path

    @property
    def settings(self) -> Path:
        """The appliance's own settings, for people to edit."""
        return self.root / SETTINGS_FILE

    @property
    def checkpoint(self) -> Path:
        """A whole configuration, with the number of its revision."""
        return self.root / "running.toml"

    @property
    def commits(self) -> Path:
        """One file a commit, never changed."""
        return self.root / "commits"

    @property
    def pending(self) -> Path:
        """The uncommitted changes of each login."""
        return self.root / "pending"

    @property
    def logins(self) -> Path:
        """Who is logged in now, and the locks that tell living processes from dead ones."""
        return self.root / "logins"

    @property
    def keys(self) -> Path:
        """Private keys, a file each, named by key identifier."""
        return self.root / "keys"

    @property
    def journal(self) -> Path:
        """Events."""
        return self.root / "journal"

    @property
    def doubtful_keys(self) -> Path:
        """Keys that an unfinished commit or reset may have left behind, by identifier."""
        return self.keys / "doubtful.txt"

    @property
    def preferences(self) -> Path:
        """What each user wants of the graphical interface."""
        return self.root / "preferences.toml"

    @property
    def unfinished(self) -> Path:
        """Files that are being written, by whoever holds the lock; else left-overs."""
        return self.root / ".unfinished"

    @property
    def lock(self) -> Path:
        """The file that writers lock. It is never replaced."""
        return self.root / ".lock"

    @property
    def directories(self) -> tuple[Path, ...]:
        """All directories of a state directory."""
        others = (self.root / "configuration", self.root / "logs")
        own = (self.commits, self.pending, self.logins, self.keys, self.journal, self.unfinished)
        return (*own, *others)

    def commit(self, number: int) -> Path:
        """Return the file of one commit."""
        return self.commits / f"{number:06d}.toml"

    def key(self, key_id: str) -> Path:
        """Return the file of one key. Raises ValueError unless `key_id` is a key identifier."""
        if not _KEY_ID.fullmatch(key_id):
            raise ValueError(f"not a key identifier: {key_id!r}")
        return self.keys / f"{key_id}.pem"


def commit_number(name: str) -> int | None:
    """Return the number of the commit in the file called `name`, `None` for other files."""
    found = _COMMIT.fullmatch(name)
    return int(found[1]) if found else None


def is_key_id(text: str) -> bool:
    """Whether `text` is a key identifier: 64 lower-case hexadecimal digits."""
    return _KEY_ID.fullmatch(text) is not None
