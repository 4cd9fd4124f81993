"""Laws of the difference between two configurations."""

from random import Random

import pytest

from state.apply import apply_changes, overlay, overlay_all
from state.changes import Change, ChangeMismatch, invert
from state.diff import compare, diff
from state.model.configuration import Configuration, Draft, Settings
from state.model.destinations import Destination, Destinations
from state.model.levels import machine
from tests.state.configurations import configuration, edited, pair

SEEDS = range(150)


@pytest.mark.parametrize("seed", SEEDS)
def test_laws(seed: int) -> None:
    old, new = pair(seed)
    changes, in_order = compare(old, new)
    assert bool(changes) == (old != new)
    assert apply_changes(old, changes) == new
    assert apply_changes(new, invert(changes)) == old
    assert overlay_all(old, changes) == new
    assert len({change.path for change in changes}) == len(changes)
    assert all(change.old != change.new for change in changes)
    if in_order:
        assert repr(apply_changes(old, changes)) == repr(new)
    if changes:
        with pytest.raises(ChangeMismatch):
            apply_changes(new, changes)


@pytest.mark.parametrize("seed", range(0, 150, 5))
def test_any_two_configurations_can_be_compared(seed: int) -> None:
    old, new = configuration(Random(seed)), configuration(Random(seed + 1))
    changes = diff(old, new)
    assert apply_changes(old, changes) == new
    assert apply_changes(new, invert(changes)) == old


@pytest.mark.parametrize("seed", range(30))
def test_edits_one_after_the_other(seed: int) -> None:
    random = Random(seed)
    first = latest = configuration(random)
    edits: list[Change] = []
    for _ in range(5):
        before, latest = latest, edited(random, latest, 3)
        edits.extend(diff(before, latest))
    assert overlay_all(first, edits) == latest


def test_what_did_not_change_is_shared() -> None:
    old = configuration_with({"a.example": Destination(), "b.example": Destination()})
    changed = configuration_with({"a.example": Destination(concurrency=1)})
    new = apply_changes(old, diff(configuration_with({"a.example": Destination()}), changed))
    old_entries, new_entries = entries(old), entries(new)
    assert new_entries["b.example"] is old_entries["b.example"]
    assert new_entries["a.example"] == Destination(concurrency=1)


def test_only_the_fields_that_differ_are_in_a_change() -> None:
    old = configuration_with({"a.example": Destination(concurrency=1, tls="off")})
    new = configuration_with({"a.example": Destination(concurrency=2, tls="off")})
    (change,) = diff(old, new)
    assert change == Change(
        ("machines", "S", "destinations", "entries", "a.example"),
        {"concurrency": 1},
        {"concurrency": 2},
    )
    assert change.kind == "changed"
    assert not change.whole


def test_entries_come_and_go_as_a_whole() -> None:
    old = configuration_with({"a.example": Destination(concurrency=1)})
    new = configuration_with({"b.example": Destination(tls="off")})
    removed, added = diff(old, new)
    assert (removed.kind, removed.path[-1], removed.old) == (
        "removed",
        "a.example",
        Destination(concurrency=1),
    )
    assert (added.kind, added.path[-1], added.new) == (
        "added",
        "b.example",
        Destination(tls="off"),
    )


@pytest.mark.parametrize("size", [1, 255, 256, 257, 1000])
def test_large_tables_are_compared_entry_by_entry(size: int) -> None:
    table = {f"{number}.example": Destination(concurrency=number + 1) for number in range(size)}
    old = configuration_with(table)
    for name in ("0.example", f"{size // 2}.example", f"{size - 1}.example"):
        new = configuration_with({**table, name: Destination(tls="off")})
        assert [change.path[-1] for change in diff(old, new)] == [name]
        without = {other: entry for other, entry in table.items() if other != name}
        assert [change.path[-1] for change in diff(old, configuration_with(without))] == [name]


def test_equal_objects_that_are_not_the_same_are_no_difference() -> None:
    one = configuration_with({"a.example": Destination(concurrency=1)})
    other = configuration_with({"a.example": Destination(concurrency=1)})
    assert diff(one, other) == ()


def test_overlay_does_not_ask_what_was_there() -> None:
    old = configuration_with({"a.example": Destination(concurrency=1)})
    change = diff(old, configuration_with({"a.example": Destination(concurrency=2)}))
    other = configuration_with({"a.example": Destination(concurrency=3, tls="off")})
    assert entries(overlay(other, change))["a.example"] == Destination(concurrency=2, tls="off")
    with pytest.raises(ChangeMismatch):
        overlay(configuration_with({}), change)


def configuration_with(table: dict[str, Destination]) -> Configuration:
    return Configuration(machines={"S": Settings(destinations=Destinations(entries=table))})


def entries(configuration: Configuration) -> dict[str, Destination]:
    return dict(Draft(configuration, machine("S")).destinations.entries)
