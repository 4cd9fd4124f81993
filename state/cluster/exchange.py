"""What the machines of a cluster exchange, and the only way in which they do.

A cluster is one log of entries, numbered from 0 without a gap. Entry 0 makes the cluster out of
nothing, each later one changes it; nothing is ever changed or taken back. The configuration of the
cluster, its groups and machines is what the entries make, one after the other. There is nothing
else: no lock, no leader, no message to a single machine. So whoever stores this log somewhere else
has to keep five promises:

- `append` is atomic: afterwards everybody finds the whole entry, or nobody any of it. Private keys
  are part of the entry that brings them into use, so that the one is never there without the other.
- Of several `append` with the same number one succeeds, the others raise `Overtaken`.
- An entry that one machine has seen is seen by all that look later, and always the same.
- After `confirm` the entries seen so far survive a power cut.
- Nobody but the machines of the cluster can read it.

Every machine keeps a copy of its own and works by that; without the exchange it goes on as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from state.changes import Change
from state.store.revision import Commit


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a cluster's log: a commit, whose number is that of the entry.

    `keys` are the private keys (identifier to PKCS#8 PEM) that the changes bring into use.
    """

    commit: Commit
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def number(self) -> int:
        """Place in the log."""
        return self.commit.info.number

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the entry changes."""
        return self.commit.changes


class ClusterExchange(Protocol):
    """The logs of all clusters that can be reached. A cluster is named by its identifier.

    All raise StateError: DiskError when the exchange does not work, DamagedState for an entry that
    cannot be read.
    """

    def clusters(self) -> Sequence[str]:
        """Return the identifiers of all clusters, in a fixed order."""

    def has(self, cluster: str, number: int) -> bool:
        """Whether there is an entry with this number. Costs next to nothing: it is asked often."""

    def entry(self, cluster: str, number: int) -> Entry | None:
        """Return an entry, `None` while there is none with this number."""

    def append(self, cluster: str, entry: Entry) -> None:
        """Append an entry; it has happened when this returns. Number 0 makes a new cluster.

        Raises Overtaken. With any other StateError the entry may be there or not: look for it.
        """

    def confirm(self, cluster: str) -> None:
        """Wait until all entries that can be seen now are on stable storage."""

    def tidy(self, cluster: str) -> None:
        """Remove what this machine has left unfinished. Called while it appends nothing."""

    def news(self, cluster: str) -> Path | None:
        """Return a directory in which a file appears with each entry, for watchers; if any."""
