"""`kill -9` at every step: afterwards there is the old or the new state, and it works.

Steps are those of the disk: each write, fsync, rename and so on; `torn` ones end after half of
the bytes. What is acknowledged before the end must be there afterwards.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from state.model.configuration import Configuration
from state.store import Store
from state.store.keys import keys_of
from tests.state.store.appliances import begin, factory, open_store, set_destination
from tests.state.store.children import KILLED, run_in_child
from tests.state.store.disks import FastDisk, SteppedDisk, fatal_disk
from tests.state.store.edits import edit_at_random
from tests.state.store.volatile import PowerCut, VolatileDisk

MOST_STEPS = 200
SEEDS = range(6)
Operation = Callable[[Store, int], None]
"""What is interrupted: it gets a store and the seed, and returns when it is done."""


@pytest.mark.parametrize("torn", [False, True], ids=["between", "torn"])
@pytest.mark.parametrize("seed", SEEDS)
def test_commit(tmp_path: Path, seed: int, torn: bool) -> None:
    before = prepared(tmp_path, seed)
    interrupt_everywhere(tmp_path, before, commit, seed, torn=torn)


@pytest.mark.long
@pytest.mark.parametrize("torn", [False, True], ids=["between", "torn"])
@pytest.mark.parametrize("seed", range(100, 200))
def test_many_commits(tmp_path: Path, seed: int, torn: bool) -> None:
    before = prepared(tmp_path, seed)
    interrupt_everywhere(tmp_path, before, commit, seed, torn=torn)


@pytest.mark.parametrize("torn", [False, True], ids=["between", "torn"])
@pytest.mark.parametrize("seed", range(2))
def test_commit_on_top_of_somebody_elses(tmp_path: Path, seed: int, torn: bool) -> None:
    before = prepared(tmp_path, seed)
    interrupt_everywhere(tmp_path, before, merging_commit, seed, torn=torn, commits=2)


@pytest.mark.parametrize("torn", [False, True], ids=["between", "torn"])
@pytest.mark.parametrize("seed", range(2))
def test_checkpoint(tmp_path: Path, seed: int, torn: bool) -> None:
    before = prepared(tmp_path, seed)
    interrupt_everywhere(tmp_path, before, checkpoint, seed, torn=torn, commits=0)


@pytest.mark.parametrize("torn", [False, True], ids=["between", "torn"])
@pytest.mark.parametrize("seed", range(2))
def test_reset(tmp_path: Path, seed: int, torn: bool) -> None:
    before = prepared(tmp_path, seed)
    interrupt_everywhere(tmp_path, before, reset, seed, torn=torn)


@pytest.mark.parametrize("torn", [False, True], ids=["between", "torn"])
def test_first_creation(tmp_path: Path, torn: bool) -> None:
    for step in range(MOST_STEPS):
        directory = tmp_path / f"{step}"
        disk = fatal_disk(step, torn=torn)
        disk.armed = True
        code, _ = run_in_child(lambda _: open_store(directory, disk=disk).close())  # noqa: B023
        with open_store(directory) as store:
            assert store.head.number == 0
            check_keys(directory, store)
            check_usable(store)
        check_tidy(directory)
        shutil.rmtree(directory)
        if code == 0:
            assert step > 20
            return
    pytest.fail("too many steps")


@pytest.mark.parametrize("torn", [False, True], ids=["between", "torn"])
def test_pending_changes_of_the_dead_are_swept(tmp_path: Path, torn: bool) -> None:
    before = prepared(tmp_path, 1)
    interrupt_everywhere(tmp_path, before, edit_and_leave, 1, torn=torn, commits=0)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("operation", ["commit", "reset", "checkpoint"])
def test_power_cut(tmp_path: Path, operation: str, seed: int) -> None:
    """Power, unlike a process, takes with it what was not synced."""
    cut_power_everywhere(tmp_path, operation, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 150))
@pytest.mark.parametrize("operation", ["commit", "reset", "checkpoint"])
def test_many_power_cuts(tmp_path: Path, operation: str, seed: int) -> None:
    cut_power_everywhere(tmp_path, operation, seed)


def cut_power_everywhere(tmp_path: Path, operation: str, seed: int) -> None:
    work = {"commit": commit, "reset": reset, "checkpoint": checkpoint}[operation]
    before = prepared(tmp_path, seed)
    states = expected_states(tmp_path, before, work, seed)
    for step in range(MOST_STEPS):
        directory = shutil.copytree(before, tmp_path / f"{step}")
        disk = VolatileDisk(directory, step)
        store = open_store(directory, disk=disk)
        disk.armed = True
        acknowledged = done_before_power_cut(lambda: work(store, seed))  # noqa: B023
        left = tmp_path / f"{step}-left"
        disk.after_power_cut(left, Random(1000 * seed + step))
        disk.armed = False
        store.close()
        number = check_state(left, states)
        if acknowledged:
            assert number == max(states)
            assert disk.steps <= step
            return
    pytest.fail("too many steps")


def done_before_power_cut(work: Callable[[], None]) -> bool:
    try:
        work()
    except PowerCut:
        return False
    return True


def commit(store: Store, seed: int) -> None:
    candidate = begin(store)
    edit_at_random(Random(seed), candidate)
    candidate.commit(f"commit {seed}")


def merging_commit(store: Store, seed: int) -> None:
    random = Random(seed)
    mine, theirs = begin(store, "mine"), begin(store, "theirs")
    edit_at_random(random, mine)
    set_destination(theirs, f"theirs-{random.random()}.example", 1)
    theirs.commit("theirs")
    mine.commit("mine")


def checkpoint(store: Store, seed: int) -> None:
    assert store.checkpoint(always=True)


def reset(store: Store, seed: int) -> None:
    store.reset_to_factory("admin")


def edit_and_leave(store: Store, seed: int) -> None:
    random = Random(seed)
    candidate = begin(store)
    for _ in range(3):
        edit_at_random(random, candidate)


def prepared(parent: Path, seed: int) -> Path:
    """Return a directory with some commits, private keys among them."""
    directory = shutil.copytree(factory(), parent / "before")
    random = Random(-1 - seed)
    with open_store(directory, disk=FastDisk()) as store:
        candidate = begin(store)
        for number in range(3):
            edit_at_random(random, candidate)
            candidate.commit(f"{number}")
    return directory


def interrupt_everywhere(
    parent: Path,
    before: Path,
    operation: Operation,
    seed: int,
    *,
    torn: bool,
    commits: int = 1,
) -> None:
    """Kill a process at each step of an operation in turn, until one gets to its end.

    `commits` is how many the whole operation makes.
    """
    states = expected_states(parent, before, operation, seed)
    assert len(states) == commits + 1
    for step in range(MOST_STEPS):
        directory = shutil.copytree(before, parent / f"{step}")
        disk = fatal_disk(step, torn=torn)
        code, acknowledged = run_in_child(work_on(directory, disk, operation, seed))
        number = check_state(directory, states)
        if acknowledged:
            assert number == 3 + commits
        shutil.rmtree(directory)
        if code != KILLED:
            assert acknowledged
            return
    pytest.fail("too many steps")


def work_on(
    directory: Path, disk: SteppedDisk, operation: Operation, seed: int
) -> Callable[[Callable[[], None]], None]:
    def work(acknowledge: Callable[[], None]) -> None:
        store = open_store(directory, disk=disk)
        disk.armed = True
        operation(store, seed)
        acknowledge()
        # Ending in order is part of it: a lot is written there too.
        store.close()

    return work


def expected_states(
    parent: Path, before: Path, operation: Operation, seed: int
) -> dict[int, Configuration]:
    """Return the configurations by revision from before the operation to its end."""
    directory = shutil.copytree(before, parent / "whole")
    with open_store(directory, disk=FastDisk()) as store:
        first = store.head.number
        operation(store, seed)
        last = store.refresh().number
        states = {number: store.configuration_at(number) for number in range(first, last + 1)}
    shutil.rmtree(directory)
    return states


def check_state(directory: Path, states: dict[int, Configuration]) -> int:
    """Open what is left behind and check it; return the number of its revision."""
    with open_store(directory, disk=FastDisk()) as store:
        number = store.head.number
        assert store.head.configuration == states[number]
        check_keys(directory, store)
        assert store.pending() == ()
        assert store.logins() == ()
        check_usable(store)
    check_tidy(directory)
    # And once more without what the store remembered.
    with open_store(directory, disk=FastDisk()) as store:
        assert store.head.number == number + 1
    return number


def check_keys(directory: Path, store: Store) -> None:
    """Check that all private keys are there that are needed, and no other."""
    needed = keys_of(store.head.configuration)
    for number in range(store.head.number, 0, -1):
        if store.commit_at(number).info.kind == "reset":
            break
        needed |= keys_of(store.configuration_at(number - 1))
    there = {path.stem for path in (directory / "keys").iterdir()}
    assert there == needed
    for key_id in needed:
        assert store.private_key(key_id).endswith("-----END PRIVATE KEY-----\n")


def check_usable(store: Store) -> None:
    candidate = begin(store, "afterwards")
    set_destination(candidate, "afterwards.example", 1)
    candidate.commit("afterwards")
    candidate.close()


def check_tidy(directory: Path) -> None:
    for name in (".unfinished", "pending", "logins"):
        assert [path.name for path in (directory / name).iterdir()] == []


def test_every_kind_of_step_is_interrupted(tmp_path: Path) -> None:
    directory = prepared(tmp_path, 1)
    disk = fatal_disk(-1, torn=False)
    with open_store(directory, disk=disk) as store:
        disk.armed = True
        commit(store, 2)
    kinds = {name.split()[0] for name in disk.trace}
    assert kinds >= {"create", "write", "sync", "link", "remove", "sync_directory", "rename"}
