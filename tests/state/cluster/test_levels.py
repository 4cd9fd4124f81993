"""Which level holds: a model of three dictionaries against what a machine reads."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.errors import StateError
from state.model.cluster import Member
from state.model.configuration import Configuration, Draft, Settings, View
from state.model.destinations import Delivery
from state.model.levels import Level, machine
from state.model.services import WebSecurity
from state.model.system import System
from state.model.users import Users
from state.operations.cluster import left
from state.operations.levels import (
    copied,
    deleted,
    inherited_from,
    levels_with,
    moved,
    set_at,
    started,
)

MACHINES = {"m1": "East", "m2": "East", "m3": "West"}
LEVELS = [
    Level("cluster", "americas"),
    Level("group", "East"),
    Level("group", "West"),
    *map(machine, MACHINES),
]
AREAS = ("delivery", "websecurity")

levels = st.sampled_from(LEVELS)
areas = st.sampled_from(AREAS)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), levels, areas, st.integers(1, 5)),
        st.tuples(st.just("start"), levels, areas, st.just(0)),
        st.tuples(st.just("delete"), levels, areas, st.just(0)),
        st.tuples(st.just("copy"), levels, areas, st.integers(0, len(LEVELS) - 1)),
        st.tuples(st.just("move"), levels, areas, st.integers(0, len(LEVELS) - 1)),
    ),
    max_size=12,
)


def cluster() -> Configuration:
    member = Member(address="192.168.42.42", release="15.5.0-048", model="C100V")
    return Configuration(
        machines={name: Settings(system=System(hostname=f"{name}.example")) for name in MACHINES},
        groups={"East": Settings(), "West": Settings()},
        membership=MACHINES,
        cluster_name="americas",
        cluster_id="0" * 32,
        cluster=Settings(delivery=Delivery(), websecurity=WebSecurity(), users=Users()),
        members=dict.fromkeys(MACHINES, member),
    )


def value(area: str, number: int) -> Any:
    """Return a value of an area; 0 is the factory's."""
    if area == "delivery":
        return Delivery(concurrency=number) if number else Delivery()
    return WebSecurity(url_list=f"list {number}") if number else WebSecurity()


def above(level: Level) -> list[Level]:
    """Return a level and those above it, the closest first."""
    order = [level]
    if level.kind == "machine":
        order.append(Level("group", MACHINES[level.name]))
    return order if level.kind == "cluster" else [*order, LEVELS[0]]


@given(steps)
def test_the_lowest_level_wins(done: list[tuple[str, Level, str, int]]) -> None:
    draft = Draft(cluster(), LEVELS[0])
    model: dict[tuple[Level, str], Any] = {(LEVELS[0], area): value(area, 0) for area in AREAS}

    def held(level: Level, area: str) -> Any:
        return next(model[each, area] for each in above(level) if (each, area) in model)

    for step, level, area, number in done:
        draft = dataclasses.replace(draft, level=level)
        if step == "write":
            new = value(area, number)
            if (level, area) in model or held(level, area) != new:
                model[level, area] = new
            draft = draft.write(**{area: new})
        elif step == "start":
            model[level, area] = value(area, 0)
            draft = started(draft, [area])
        elif step == "copy":
            model[LEVELS[number], area] = held(level, area)
            draft = copied(draft, [area], level, LEVELS[number])
        elif level.kind == "cluster":
            with pytest.raises(StateError, match="cannot be deleted"):
                deleted(draft, [area])
        elif step == "delete":
            model.pop((level, area), None)
            draft = deleted(draft, [area])
        elif LEVELS[number] != level:
            model[LEVELS[number], area] = held(level, area)
            model.pop((level, area), None)
            draft = moved(draft, [area], LEVELS[number])
        check(draft.configuration, model)


def check(configuration: Configuration, model: dict[tuple[Level, str], Any]) -> None:
    for area in AREAS:
        having = [level for level in LEVELS if (level, area) in model]
        assert set(levels_with(configuration, [area])) == set(having)
        for level in LEVELS:
            holding = next(each for each in above(level) if (each, area) in model)
            assert getattr(View(configuration, level), area) == model[holding, area]
            assert set_at(configuration, level, [area]) == ((level, area) in model)
            upper = next((each for each in above(level)[1:] if (each, area) in model), None)
            assert inherited_from(configuration, level, [area]) == upper
    for name in MACHINES:
        alone = View.of_machine(left(configuration, name), name)
        seen = View.of_machine(configuration, name)
        assert all(getattr(alone, area) == getattr(seen, area) for area in AREAS)
        assert alone.system == seen.system


def test_what_only_machines_have_is_never_set_above() -> None:
    draft = Draft(cluster(), LEVELS[0])
    written = draft.write(system=System(hostname="cluster.example"))
    assert written.configuration == draft.configuration


def test_users_are_those_of_the_cluster() -> None:
    draft = Draft(cluster(), machine("m1"))
    users = dataclasses.replace(draft.users, accounts={})
    policy = dataclasses.replace(users.policy, minimum_length=12)
    written = draft.write(users=dataclasses.replace(users, policy=policy))
    assert written.configuration.machines == draft.configuration.machines
    assert View.of_machine(written.configuration, "m3").users.policy.minimum_length == 12
