"""Reading a cluster's log from its beginning."""

from __future__ import annotations

from dataclasses import dataclass, field

from state.apply import apply_changes
from state.changes import ChangeMismatch
from state.cluster.exchange import ClusterExchange
from state.errors import StateError
from state.model.configuration import Configuration

NOTHING = Configuration(machines={})
"""What entry 0 of a log changes."""


@dataclass(frozen=True, slots=True)
class ClusterHead:
    """What a cluster is after its newest entry, and all private keys that it has ever used."""

    number: int
    configuration: Configuration
    keys: dict[str, str] = field(repr=False)


def read_cluster(exchange: ClusterExchange, cluster: str) -> ClusterHead:
    """Return a cluster as its whole log makes it. Costs what the log weighs: not for every day.

    Raises StateError.
    """
    number, configuration = -1, NOTHING
    keys: dict[str, str] = {}
    while (entry := exchange.entry(cluster, number + 1)) is not None:
        number += 1
        try:
            configuration = apply_changes(configuration, entry.changes)
        except ChangeMismatch as error:
            raise damaged(number, error) from error
        keys.update(entry.keys)
    if number < 0:
        raise StateError("The cluster cannot be reached: there is no such cluster.")
    return ClusterHead(number, configuration, keys)


def damaged(number: int, error: ChangeMismatch) -> StateError:
    """Return the error for an entry that does not fit to what was before it."""
    return StateError(f"Entry {number} of the cluster cannot be used: {error.text}")
