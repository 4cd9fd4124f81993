"""Processes that are killed at each step of what machines of a cluster do with each other."""

import contextlib
import dataclasses
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from state.certificates.keys import PooledKeyMaker
from state.cluster.log import read_cluster
from state.cluster.membership import leave_cluster, reconnect
from state.model.certificates import CertificateProfile
from state.model.configuration import Configuration, View
from state.model.levels import machine
from state.operations.cluster import linked, without_machine
from state.store import Store
from tests.state.cluster.machines import (
    CLUSTER,
    CLUSTER_ID,
    NAMES,
    SERIALS,
    at,
    create,
    join,
    open_machine,
)
from tests.state.store.appliances import begin, login, set_destination
from tests.state.store.children import KILLED, run_in_child
from tests.state.store.disks import SteppedDisk, counting_disk, fatal_disk
from tests.state.store.volatile import PowerCut, VolatileDisk

SECOND = SERIALS["b"]
KEY = PooledKeyMaker(5).rsa(2048)


def commit_with_key(store: Store) -> None:
    """Commit a certificate with its key at cluster level."""
    with at(store, CLUSTER) as candidate:
        draft = candidate.draft.with_key(KEY.key_id, KEY.pem)
        profile = CertificateProfile(certificate="pasted", key=KEY.key_id)
        certificates = dataclasses.replace(
            draft.certificates, profiles={**draft.certificates.profiles, "partner.com": profile}
        )
        candidate.update(draft.write(certificates=certificates))
        candidate.commit("a certificate")


def committed_with_key(stores: list[Store]) -> bool:
    for store in stores:
        view = View.of_machine(store.head.configuration, store.settings.serial)
        if "partner.com" not in view.certificates.profiles:
            return False
        assert store.private_key(KEY.key_id) == KEY.pem
    return True


def edit_detached(directories: dict[str, Path]) -> None:
    """Detach the second machine, and let both sides commit something."""
    with ExitStack() as stack:
        first, second = (stack.enter_context(open_machine(directories[name])) for name in "ab")
        with at(first, CLUSTER) as candidate:
            candidate.change_at_once(
                lambda draft: dataclasses.replace(
                    draft, configuration=linked(draft.configuration, SECOND, "disconnected")
                )
            )
            set_destination(candidate, "others.example", 1)
            candidate.commit()
        second.refresh()
        with at(second, machine(SECOND)) as candidate:
            set_destination(candidate, "detached.example", 1)
            candidate.commit()


def remove_second(directories: dict[str, Path]) -> None:
    with open_machine(directories["a"]) as first, at(first, CLUSTER) as candidate:
        candidate.change_at_once(
            lambda draft: dataclasses.replace(
                draft, configuration=without_machine(draft.configuration, SECOND)
            )
        )


def commit_elsewhere(directories: dict[str, Path]) -> None:
    with open_machine(directories["a"]) as first:
        commit_with_key(first)


def join_all(directories: dict[str, Path]) -> None:
    """Make a cluster of all machines."""
    with ExitStack() as stack:
        stores = [stack.enter_context(open_machine(directories[name])) for name in NAMES]
        create(stores[0])
        join(stores[1], "b")
        join(stores[2], "c")


def create_only(directories: dict[str, Path]) -> None:
    with open_machine(directories["a"]) as first:
        create(first)


class Act(NamedTuple):
    """What one machine does, what was done before, and whether it has happened."""

    machine: str
    before: tuple[Callable[[dict[str, Path]], None], ...]
    act: Callable[[Store], object]
    done: Callable[[list[Store]], bool]


ACTS = {
    "create": Act(
        "a", (), create, lambda stores: stores[0].head.configuration.cluster_id is not None
    ),
    "join": Act(
        "b",
        (create_only,),
        lambda store: join(store, "b"),
        lambda stores: SECOND in stores[0].head.configuration.members,
    ),
    "commit": Act("b", (join_all,), commit_with_key, committed_with_key),
    "catch up": Act(
        "b", (join_all, commit_elsewhere), lambda store: store.refresh(), committed_with_key
    ),
    "leave": Act(
        "b",
        (join_all,),
        lambda store: leave_cluster(store, login()),
        lambda stores: stores[1].head.configuration.cluster_id is None,
    ),
    "be removed": Act(
        "b",
        (join_all, remove_second),
        lambda store: store.refresh(),
        lambda stores: stores[1].head.configuration.cluster_id is None,
    ),
    "come back": Act(
        "b",
        (join_all, edit_detached),
        lambda store: reconnect(store, login()),
        lambda stores: stores[0].head.configuration.members[SECOND].link == "connected",
    ),
}


@pytest.fixture(scope="session")
def prepared(factories: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what makes the machines as they are before an act, once for each act."""
    made: dict[str, Path] = {}

    def of(name: str) -> Path:
        if name not in made:
            parent = shutil.copytree(factories, tmp_path_factory.mktemp("before") / "machines")
            for step in ACTS[name].before:
                step({each: parent / each for each in NAMES})
            made[name] = parent
        return made[name]

    return of


@pytest.mark.parametrize("torn", [False, True])
@pytest.mark.parametrize("name", ACTS)
def test_killed_at_each_step(
    name: str, torn: bool, prepared: Callable[[str], Path], tmp_path: Path
) -> None:
    act = ACTS[name]
    steps = steps_of(act, shutil.copytree(prepared(name), tmp_path / "counted"))
    assert steps > 5
    for step in range(steps):
        parent = shutil.copytree(prepared(name), tmp_path / str(step))
        code, acknowledged = killed(act, parent, fatal_disk(step, torn=torn))
        assert code == KILLED or acknowledged
        after(act, parent, acknowledged=acknowledged)


def killed(act: Act, parent: Path, disk: SteppedDisk) -> tuple[int, bool]:
    """Do an act in a process on a disk that kills it; return how it ended, and if it was done."""

    def work(acknowledge: Callable[[], None]) -> None:
        disk.armed = True
        act.act(open_machine(parent / act.machine, disk=disk))
        acknowledge()

    return run_in_child(work)


@pytest.mark.parametrize("stride", [5, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", ACTS)
def test_without_power(
    name: str, stride: int, prepared: Callable[[str], Path], tmp_path: Path
) -> None:
    """What all three run on loses its power at a step: nobody may build on what is gone."""
    act = ACTS[name]
    for step in count(0, stride):
        parent = shutil.copytree(prepared(name), tmp_path / f"{step}-before")
        disk = VolatileDisk(parent, step)
        disk.armed = True
        acknowledged = False
        with contextlib.suppress(PowerCut):
            act.act(open_machine(parent / act.machine, disk=disk))
            acknowledged = True
        left = tmp_path / f"{step}-after"
        disk.after_power_cut(left, Random(step))
        make_private(left)
        after(act, left, acknowledged=acknowledged)
        if acknowledged:
            assert step > 5
            return


def make_private(directory: Path) -> None:
    for path in directory.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def steps_of(act: Act, parent: Path) -> int:
    """Return how many steps an act takes on the disk, without being killed."""
    disk: SteppedDisk = counting_disk()
    disk.armed = True
    with open_machine(parent / act.machine, disk=disk) as store:
        act.act(store)
        disk.armed = False
        return disk.steps


def after(act: Act, parent: Path, *, acknowledged: bool) -> None:
    """Open all machines again: they agree, what was acknowledged is there, and they go on."""
    with ExitStack() as stack:
        stores = [stack.enter_context(open_machine(parent / name)) for name in NAMES]
        for store in (*stores, *stores):
            store.refresh()
        check_agreement(stores)
        done = act.done(stores)
        assert done or not acknowledged
        check_tidy(parent)
        if not done:
            act.act(stores[NAMES.index(act.machine)])
            for store in stores:
                store.refresh()
            check_agreement(stores)
            assert act.done(stores)
        with begin(stores[0]) as candidate:
            set_destination(candidate, "life-goes-on.example", 1)
            candidate.commit()
        check_agreement([*stores[1:], stores[0]])


def check_agreement(stores: list[Store]) -> None:
    """Every machine has what the cluster's log says, or stands alone and is not in it."""
    exchange = stores[0].exchange
    head: Configuration | None = None
    if exchange.has(CLUSTER_ID, 0):
        head = read_cluster(exchange, CLUSTER_ID).configuration
    for store in stores:
        configuration, serial = store.refresh().configuration, store.settings.serial
        assert not store.troubles, list(store.troubles)
        if configuration.cluster_id is None:
            assert head is None or serial not in head.members
            assert list(configuration.machines) == [serial]
        elif head is not None and configuration.members[serial].link == "disconnected":
            assert head.members[serial].link == "disconnected"
        else:
            assert configuration == head


def check_tidy(parent: Path) -> None:
    """Nothing half-written is left, and nobody else can read what is there."""
    assert not list(parent.rglob("unfinished/*"))
    for path in parent.rglob("*.toml"):
        if path.name != "appliance.toml":
            assert path.stat().st_mode & 0o077 == 0
