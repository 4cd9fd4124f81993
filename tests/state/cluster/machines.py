"""Three appliances that can be one cluster."""

import dataclasses
import random
from pathlib import Path

from state.certificates.keys import PooledKeyMaker
from state.clock import FrozenClock
from state.cluster.membership import create_cluster, find, join_cluster
from state.model.cluster import Member
from state.model.configuration import Configuration
from state.model.levels import Level
from state.store import Candidate, Store
from state.store.disk import Disk
from tests.state.store.appliances import MOMENT, begin, login
from tests.state.store.disks import FastDisk

NAMES = ("a", "b", "c")
SERIALS = dict(zip(NAMES, (f"423A5F1C9B27D4E8A6C1-9F3B7D2E5A1{n}" for n in "012"), strict=True))
ADDRESSES = dict(zip(NAMES, ("192.168.42.42", "192.168.42.43", "192.168.42.44"), strict=True))
CLUSTER_ID = "0123456789abcdef" * 2
CLUSTER = Level("cluster", "americas")

SETTINGS = """\
install_date = 2024-05-20T10:02:11Z
serial = "{serial}"
"""


def member(name: str) -> Member:
    """Return what others know of a machine."""
    return Member(address=ADDRESSES[name], release="15.5.0-048", model="C100V")


def new_machine(parent: Path, name: str) -> Path:
    """Return the state directory of a factory appliance with a name and address of its own."""
    directory = parent / name
    directory.mkdir()
    text = SETTINGS.format(serial=SERIALS[name])
    (directory / "appliance.toml").write_text(text, encoding="utf-8")
    with open_machine(directory) as store, begin(store) as candidate:
        draft = candidate.draft
        interfaces = {
            key: dataclasses.replace(each, ip=ADDRESSES[name], hostname=f"{name}.example.com")
            for key, each in draft.interfaces.entries.items()
        }
        system = dataclasses.replace(draft.system, hostname=f"{name}.example.com")
        candidate.update(
            draft.write(
                system=system, interfaces=dataclasses.replace(draft.interfaces, entries=interfaces)
            )
        )
        candidate.commit("who I am")
    return directory


def open_machine(directory: Path, *, disk: Disk | None = None) -> Store:
    """Open the state directory of a machine, on a disk that does not wait unless told otherwise."""
    return Store.open(
        directory,
        clock=FrozenClock(MOMENT),
        key_maker=PooledKeyMaker(1),
        random=random.Random(1),
        disk=disk or FastDisk(),
    )


def create(store: Store) -> None:
    """Make a cluster of the machine `a`."""
    create_cluster(store, login(), "americas", CLUSTER_ID, member("a"))


def join(store: Store, name: str, group: str = "Main_Group") -> None:
    """Let a machine join by the address of the first."""
    found = find(store.exchange, ADDRESSES["a"], 22)
    assert found is not None
    join_cluster(store, login(), found.cluster, group, member(name))


def at(store: Store, level: Level, user: str = "admin") -> Candidate:
    """Return the candidate of a new login that edits at a level."""
    candidate = begin(store, user)
    candidate.switch(level)
    return candidate


def settled(stores: list[Store]) -> Configuration:
    """Return the configuration that all machines agree on."""
    first, *others = [store.refresh().configuration for store in stores]
    for other in others:
        assert other == first
    return first
