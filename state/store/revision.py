"""Logins, commits and the revisions that commits make."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from state.changes import Change
from state.model.configuration import Configuration

LoginKind = Literal["cli", "gui"]
CommitKind = Literal["factory", "commit", "rollback", "reset", "immediate"]
"""`immediate`: a change that takes effect without `commit`, such as one's own passphrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One login: a session of an administrator."""

    id: str
    """Unique while the login lasts, among all logins of its process."""
    user: str
    remote: str
    """Address of the client; `local` for a shell that was opened on the machine itself."""
    started: datetime
    kind: LoginKind = "cli"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitInfo:
    """What is known of a commit without reading what it changed."""

    number: int
    """1 and up; 0 is the factory configuration, which nobody committed."""
    user: str
    remote: str
    time: datetime
    login: str = ""
    """Identifier of the login that committed."""
    kind: CommitKind = "commit"
    saved_for_rollback: bool = False
    comment: str = ""
    cluster_entry: int | None = None
    """Number of the newest entry of the cluster that is part of it; none when standing alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit with its changes, as a file in `commits/` keeps it."""

    info: CommitInfo
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A committed configuration and the commit that made it."""

    info: CommitInfo
    configuration: Configuration = field(repr=False)

    @property
    def number(self) -> int:
        """Number of the commit; it only grows."""
        return self.info.number

    @property
    def user(self) -> str:
        """Who committed."""
        return self.info.user

    @property
    def time(self) -> datetime:
        """When it was committed, aware, in UTC."""
        return self.info.time

    @property
    def comment(self) -> str:
        """The comment, possibly empty or of several lines."""
        return self.info.comment

    @property
    def saved_for_rollback(self) -> bool:
        """Whether `rollbackconfig` offers it."""
        return self.info.saved_for_rollback


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingChanges:
    """What a login of any process has not committed yet."""

    login: Login
    base: int
    """Number of the revision that the changes are based on."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An object that two logins changed: what it is, and who committed it first."""

    label: str
    user: str
    time: datetime
