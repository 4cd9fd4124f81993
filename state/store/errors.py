"""Why the store refuses."""

from __future__ import annotations

from pathlib import Path

from state.errors import StateError
from state.store.revision import Conflict


class NothingToCommit(StateError):
    """A commit without changes."""

    def __init__(self) -> None:
        super().__init__("There is no data to commit.")


class ConflictError(StateError):
    """A commit of objects that somebody else committed meanwhile. Nothing was committed.

    `conflicts` names them in the order in which they are shown; the dates in the error's text are
    in UTC.
    """

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        lines = [
            f"  {conflict.label} ({conflict.user}, {conflict.time:%a %b %d %H:%M:%S %Y} GMT)"
            for conflict in conflicts
        ]
        super().__init__("\n".join(["Changed by both:", "", *lines]))
        self.conflicts = conflicts


class DiskError(StateError):
    """The disk refused: full, read-only, or broken. Whatever was asked for did not happen."""

    def __init__(self, doing: str, error: OSError) -> None:
        super().__init__(f"{doing}: {error.strerror or error}")


class CommitUnconfirmed(DiskError):
    """The commit is recorded and in force, but the disk did not confirm that it is stored safely.

    Committing again asks the disk once more.
    """


class NotStoredHere(DiskError):
    """The commit is in force in the cluster, but this machine could not store its copy.

    It does so as soon as it can.
    """


class Overtaken(StateError):
    """Another machine has appended an entry with this number first. Nothing was appended."""

    def __init__(self) -> None:
        super().__init__("The cluster has been changed by another machine. Try again.")


class DamagedState(StateError):
    """A file of the state directory that cannot be used as it is.

    `path` is the file; the text says what is wrong with it, and where.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path


class StoreBusy(StateError):
    """Another process holds the lock of the state directory for too long."""

    def __init__(self) -> None:
        super().__init__("The configuration is locked by another process. Try again later.")
