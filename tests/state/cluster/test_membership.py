"""Creating a cluster, joining, leaving, being detached and coming back."""

import dataclasses
from pathlib import Path

import pytest

from state.cluster.membership import (
    create_cluster,
    find,
    join_cluster,
    leave_cluster,
    reconnect,
)
from state.errors import StateError
from state.model.certificates import DEMO
from state.model.configuration import View
from state.model.levels import machine
from state.operations.cluster import add_group, linked, set_group, without_machine
from state.store import Store
from tests.state.cluster.machines import (
    ADDRESSES,
    CLUSTER,
    CLUSTER_ID,
    SERIALS,
    at,
    create,
    join,
    member,
    open_machine,
    settled,
)
from tests.state.store.appliances import begin, destinations, login, set_destination

A, B, C = SERIALS.values()


def test_the_settings_of_the_first_machine_become_those_of_the_cluster(alone: list[Store]) -> None:
    before = View.of_machine(alone[0].head.configuration, A)
    create(alone[0])
    after = View.of_machine(alone[0].head.configuration, A)
    assert after.listeners == before.listeners
    assert after.configuration.cluster is not None
    assert after.configuration.cluster.listeners == before.listeners
    assert after.configuration.machines[A].listeners is None
    assert after.configuration.machines[A].interfaces == before.interfaces
    assert after.configuration.members[A].link == "connected"


def test_a_machine_that_joins_loses_its_own_settings(alone: list[Store]) -> None:
    with begin(alone[1]) as candidate:
        set_destination(candidate, "own.example", 7)
        candidate.commit()
    with begin(alone[0]) as candidate:
        set_destination(candidate, "cluster.example", 8)
        candidate.commit()
    create(alone[0])
    join(alone[1], "b")
    view = View.of_machine(settled(alone[:2]), B)
    assert list(view.destinations.entries) == ["cluster.example"]
    assert view.system.hostname == "b.example.com"
    key = view.certificates.profiles[DEMO].key
    assert alone[1].private_key(key) == alone[0].private_key(key)


def test_a_commit_at_each_level_is_in_force_where_it_belongs(machines: list[Store]) -> None:
    with at(machines[1], CLUSTER) as candidate:
        set_destination(candidate, "all.example", 1)
        candidate.commit()
    with at(machines[2], machine(A)) as candidate:
        set_destination(candidate, "first.example", 2)
        candidate.commit()
    configuration = settled(machines)
    seen = {
        serial: list(View.of_machine(configuration, serial).destinations.entries)
        for serial in SERIALS.values()
    }
    assert seen == {A: ["all.example", "first.example"], B: ["all.example"], C: ["all.example"]}


def test_all_agree_after_being_closed_and_opened(
    machines: list[Store], directories: dict[str, Path]
) -> None:
    machines[2].close()
    with at(machines[0], CLUSTER) as candidate:
        set_destination(candidate, "meanwhile.example", 1)
        candidate.commit()
    with open_machine(directories["c"]) as again:
        assert again.head.configuration == machines[0].head.configuration


def test_leaving_keeps_what_was_in_effect(machines: list[Store]) -> None:
    with at(machines[0], CLUSTER) as candidate:
        set_destination(candidate, "all.example", 1)
        candidate.commit()
    leave_cluster(machines[1], login())
    alone = machines[1].head.configuration
    assert alone.cluster_id is None
    assert list(alone.machines) == [B]
    assert list(View.of_machine(alone, B).destinations.entries) == ["all.example"]
    assert B not in settled([machines[0], machines[2]]).machines


def test_a_machine_that_was_removed_by_another_stands_alone(machines: list[Store]) -> None:
    with at(machines[0], CLUSTER) as candidate:
        candidate.change_at_once(
            lambda draft: dataclasses.replace(
                draft, configuration=without_machine(draft.configuration, C)
            )
        )
    assert machines[2].refresh().configuration.cluster_id is None
    assert machines[2].head.user == "admin"
    with begin(machines[2]) as candidate:
        set_destination(candidate, "alone.example", 1)
        candidate.commit()
    assert "alone.example" not in str(machines[0].refresh().configuration)


def test_a_machine_can_leave_and_join_again(machines: list[Store]) -> None:
    leave_cluster(machines[1], login())
    join(machines[1], "b")
    settled(machines)


def test_a_serial_number_joins_once(machines: list[Store], tmp_path: Path) -> None:
    found = find(machines[0].exchange, ADDRESSES["b"], 22)
    assert found is not None
    leave_cluster(machines[1], login())
    join_cluster(machines[1], login(), found.cluster, "Main_Group", member("b"))
    with pytest.raises(StateError, match="already"):
        join_cluster(machines[1], login(), found.cluster, "Main_Group", member("b"))


def test_machines_of_one_cluster_may_claim_the_same_address(alone: list[Store]) -> None:
    create(alone[0])
    join_cluster(alone[1], login(), CLUSTER_ID, "Main_Group", member("a"))
    join(alone[2], "c")
    settled(alone)


def test_an_address_that_two_clusters_claim_is_refused(alone: list[Store]) -> None:
    create(alone[0])
    create_cluster(alone[1], login(), "europe", "f" * 32, member("a"))
    with pytest.raises(StateError, match="more than one cluster"):
        find(alone[2].exchange, ADDRESSES["a"], 22)


def test_a_detached_machine_keeps_its_machine_level(machines: list[Store]) -> None:
    first, second, third = machines
    detach(first, B)
    second.refresh()
    with at(second, machine(B)) as candidate:
        set_destination(candidate, "detached.example", 1)
        candidate.commit()
    with at(second, CLUSTER) as candidate:
        set_destination(candidate, "not-now.example", 1)
        with pytest.raises(StateError, match="currently disconnected"):
            candidate.commit()
    with at(first, machine(B)) as candidate:
        set_destination(candidate, "not-yours.example", 1)
        with pytest.raises(StateError, match="currently disconnected"):
            candidate.commit()
    with at(first, CLUSTER) as candidate:
        set_destination(candidate, "without-it.example", 1)
        candidate.commit()
        candidate.change_at_once(lambda draft: add_group(draft, "Second"))
        candidate.change_at_once(lambda draft: set_group(draft, B, "Second"))
    assert "without-it.example" not in str(second.refresh().configuration)
    reconnect(second, login())
    configuration = settled(machines)
    assert configuration.membership[B] == "Second"
    assert configuration.members[B].link == "connected"
    with begin(second) as candidate:
        assert destinations(candidate.draft) == {"detached.example": 1}
    with begin(third) as candidate:
        assert destinations(candidate.draft) == {"without-it.example": 1}


def test_a_machine_is_brought_back_by_another(machines: list[Store]) -> None:
    first, second, _ = machines
    detach(first, B)
    second.refresh()
    with at(second, machine(B)) as candidate:
        set_destination(candidate, "detached.example", 1)
        candidate.commit()
    detach(first, B, "reconnecting")
    second.refresh()
    assert settled(machines).members[B].link == "connected"
    assert "detached.example" in str(first.head.configuration.machines[B])


def test_a_detached_machine_can_be_removed(machines: list[Store]) -> None:
    first, second, third = machines
    detach(first, B)
    second.refresh()
    leave_cluster(second, login())
    assert second.head.configuration.cluster_id is None
    assert B not in settled([first, third]).members


def test_certificates_of_machine_level_are_lost_and_those_of_the_cluster_stay(
    machines: list[Store],
) -> None:
    second = machines[1]
    for level, name in ((CLUSTER, "cluster.example"), (machine(B), "machine.example")):
        with at(second, level) as candidate:
            draft = candidate.draft
            certificates = draft.certificates
            profiles = {**certificates.profiles, name: certificates.profiles[DEMO]}
            candidate.update(
                draft.write(certificates=dataclasses.replace(certificates, profiles=profiles))
            )
            candidate.commit()
    with at(second, machine(B)) as candidate:
        draft = candidate.draft
        entries = {
            name: dataclasses.replace(each, https_certificate="machine.example")
            for name, each in draft.interfaces.entries.items()
        }
        candidate.update(
            draft.write(interfaces=dataclasses.replace(draft.interfaces, entries=entries))
        )
        candidate.commit()
    leave_cluster(second, login())
    alone = View.of_machine(second.head.configuration, B)
    assert set(alone.certificates.profiles) == {DEMO, "cluster.example"}
    assert alone.interfaces.entries["Management"].https_certificate == DEMO
    join(second, "b")
    view = View.of_machine(settled(machines), B)
    assert set(view.certificates.profiles) == {DEMO, "cluster.example"}


def detach(store: Store, serial: str, link: str = "disconnected") -> None:
    """Change how a machine stands to its cluster, from another one."""
    with at(store, CLUSTER) as candidate:
        candidate.change_at_once(
            lambda draft: dataclasses.replace(
                draft,
                configuration=linked(draft.configuration, serial, link),  # type: ignore[arg-type]
            )
        )
