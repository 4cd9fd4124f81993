"""Two machines that change the same object at once, and such that change different ones."""

import dataclasses

import pytest

from state.cluster.exchange import ClusterExchange, Entry
from state.model.levels import Level, machine
from state.operations.cluster import add_group, rename_group, without_machine
from state.store import Candidate, ConflictError, Store
from tests.state.cluster.machines import CLUSTER, SERIALS, at, settled
from tests.state.store.appliances import destinations, set_destination


def test_different_objects_are_merged(machines: list[Store]) -> None:
    with at(machines[0], CLUSTER, "alice") as alice, at(machines[1], CLUSTER, "bob") as bob:
        set_destination(alice, "a.example", 1)
        set_destination(bob, "b.example", 2)
        alice.commit()
        assert bob.merge_needed()
        bob.commit()
    configuration = settled(machines)
    assert configuration.cluster is not None
    assert configuration.cluster.destinations is not None
    assert set(configuration.cluster.destinations.entries) == {"a.example", "b.example"}


def test_the_same_object_is_refused_by_name_and_with_who(machines: list[Store]) -> None:
    with at(machines[0], CLUSTER, "alice") as alice, at(machines[1], CLUSTER, "bob") as bob:
        set_destination(alice, "same.example", 1)
        set_destination(bob, "same.example", 2)
        set_destination(bob, "other.example", 3)
        alice.commit()
        with pytest.raises(ConflictError) as refused:
            bob.commit()
        (conflict,) = refused.value.conflicts
        assert conflict.label == "Destination Controls: same.example (Cluster)"
        assert conflict.user == "alice"
        assert destinations(bob.draft) == {"same.example": 1, "other.example": 3}
        set_destination(bob, "same.example", 4)
        bob.commit()
    settled(machines)
    assert machines[2].head.configuration.cluster is not None
    entries = machines[2].head.configuration.cluster.destinations
    assert entries is not None
    assert entries.entries["same.example"].concurrency == 4


class Racing:
    """An exchange on which another machine commits just before this one appends."""

    def __init__(self, exchange: ClusterExchange, other: Candidate) -> None:
        self._exchange = exchange
        self._others: list[Candidate] = [other]

    def append(self, cluster: str, entry: Entry) -> None:
        if self._others:
            self._others.pop().commit("faster")
        self._exchange.append(cluster, entry)

    def __getattr__(self, name: str) -> object:
        return getattr(self._exchange, name)


def test_the_slower_of_two_commits_is_judged_again(machines: list[Store]) -> None:
    first, second, _ = machines
    with at(first, CLUSTER, "alice") as alice, at(second, CLUSTER, "bob") as bob:
        set_destination(alice, "a.example", 1)
        set_destination(bob, "b.example", 2)
        second.replica.exchange = Racing(second.exchange, alice)  # type: ignore[assignment]
        bob.commit()
        assert destinations(bob.draft) == {"a.example": 1, "b.example": 2}
    settled(machines)


def test_the_slower_of_two_commits_of_one_object_is_refused(machines: list[Store]) -> None:
    first, second, _ = machines
    with at(first, CLUSTER, "alice") as alice, at(second, CLUSTER, "bob") as bob:
        set_destination(alice, "same.example", 1)
        set_destination(bob, "same.example", 2)
        second.replica.exchange = Racing(second.exchange, alice)  # type: ignore[assignment]
        with pytest.raises(ConflictError):
            bob.commit()
        assert bob.pending
        assert destinations(alice.draft) == {"same.example": 1}
    settled(machines)


def test_what_takes_effect_at_once_is_judged_again_too(machines: list[Store]) -> None:
    first, second, _ = machines
    with at(first, CLUSTER, "alice") as alice, at(second, CLUSTER, "bob") as bob:
        set_destination(alice, "a.example", 1)
        second.replica.exchange = Racing(second.exchange, alice)  # type: ignore[assignment]
        bob.change_at_once(lambda draft: add_group(draft, "East"))
    configuration = settled(machines)
    assert set(configuration.groups) == {"Main_Group", "East"}


def test_pending_changes_of_a_group_that_is_renamed_are_a_conflict(machines: list[Store]) -> None:
    group = Level("group", "Main_Group")
    with at(machines[0], group, "alice") as alice, at(machines[1], CLUSTER, "bob") as bob:
        set_destination(alice, "a.example", 1)
        bob.change_at_once(lambda draft: rename_group(draft, "Main_Group", "West"))
        with pytest.raises(ConflictError):
            alice.commit()
        alice.clear()
        assert alice.draft.level.kind == "machine"
    settled(machines)


def test_pending_changes_of_a_machine_that_was_removed_are_a_conflict(
    machines: list[Store],
) -> None:
    serial = SERIALS["c"]
    level = machine(serial)
    with at(machines[0], level, "alice") as alice, at(machines[1], CLUSTER, "bob") as bob:
        set_destination(alice, "a.example", 1)
        bob.change_at_once(
            lambda draft: dataclasses.replace(
                draft, configuration=without_machine(draft.configuration, serial)
            )
        )
        with pytest.raises(ConflictError):
            alice.commit()
    settled(machines[:2])
    assert machines[2].refresh().configuration.cluster_id is None
