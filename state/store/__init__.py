"""Persistence: candidate, commit, history, private keys and logins in one state directory."""

from state.store.candidate import Candidate
from state.store.errors import (
    CommitUnconfirmed,
    ConflictError,
    DamagedState,
    DiskError,
    NothingToCommit,
    StoreBusy,
)
from state.store.logins import LiveLogin
from state.store.revision import Commit, CommitInfo, Conflict, Login, PendingChanges, Revision
from state.store.store import Store

__all__ = [
    "Candidate",
    "Commit",
    "CommitInfo",
    "CommitUnconfirmed",
    "Conflict",
    "ConflictError",
    "DamagedState",
    "DiskError",
    "LiveLogin",
    "Login",
    "NothingToCommit",
    "PendingChanges",
    "Revision",
    "Store",
    "StoreBusy",
]
