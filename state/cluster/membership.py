"""Becoming part of a cluster, and ceasing to be."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from hmac import compare_digest
from typing import NamedTuple

from state.cluster.exchange import ClusterExchange
from state.cluster.log import ClusterHead, read_cluster
from state.diff import diff
from state.errors import StateError
from state.model.cluster import Member
from state.model.configuration import Configuration
from state.model.levels import machine
from state.operations.cluster import created, joined, linked, own_settings, without_machine
from state.store.revision import Commit, CommitInfo, Login, Revision
from state.store.store import Store

ALREADY = "The machine is in a cluster already."


class Incompatible(StateError):
    """A machine of another version or model."""


class Found(NamedTuple):
    """A cluster with the machine in it that was asked for."""

    cluster: str
    head: ClusterHead
    serial: str

    @property
    def member(self) -> Member:
        """What the cluster knows of that machine."""
        return self.head.configuration.members[self.serial]


def find(exchange: ClusterExchange, address: str, port: int) -> Found | None:
    """Return the cluster with a machine at this address; `None` when nobody answers there.

    A machine answers where the others reach it, and at the SSH and cluster ports of its interfaces.
    Machines of one cluster may claim the same address, as all from the factory do: they know the
    same. Raises StateError when machines of several clusters claim it.
    """
    found = [
        Found(cluster, head, serial)
        for cluster in exchange.clusters()
        for head in [read_cluster(exchange, cluster)]
        for serial in head.configuration.members
        if (address.lower(), port) in _addresses(head.configuration, serial)
    ]
    if len({one.cluster for one in found}) > 1:
        raise StateError(f"{address} port {port} is the address of more than one cluster.")
    return found[0] if found else None


def check_compatible(found: Found, serial: str, release: str, model: str) -> None:
    """Raise `StateError` unless a machine of this version and model can join (17.2)."""
    member = found.member
    if serial in found.head.configuration.members:
        raise StateError(f"A machine with the serial number {serial} is in it already.")
    if member.release != release:
        raise Incompatible(
            f"Cannot join the cluster as the machine version ({release}) differs from the "
            f"cluster version ({member.release})."
        )
    if member.model != model:
        raise Incompatible("The model of the remote server is not compatible.")


def check_prepared(found: Found, serial: str, user_key: str) -> None:
    """Raise `StateError` unless the cluster was prepared for this machine and its key."""
    prepared = found.head.configuration.prepared.get(serial)
    given = user_key.encode("utf-8", "replace")
    if prepared is None or not compare_digest(prepared.user_key.encode(), given):
        raise StateError("Authentication failure.")


def create_cluster(
    store: Store, login: Login, name: str, cluster_id: str, member: Member
) -> Revision:
    """Make a cluster of this machine alone, at once. Raises StateError."""
    serial = store.settings.serial
    with store.writing():
        _check_alone(store)
        founding = dataclasses.replace(member, link="founding")
        here = created(store.head.configuration, serial, name, cluster_id, founding)
        _write(store, login, here, {}, f"Created cluster {name}")
        store.replica.catch_up()
    return store.head


def join_cluster(
    store: Store,
    login: Login,
    cluster: str,
    group: str,
    member: Member,
    own: Configuration | None = None,
) -> Revision:
    """Join a cluster, at once; settings of this machine are lost, except what only machines have.

    `own` is the configuration whose machine settings are kept, if it is not the running one.
    Raises StateError. If it is interrupted, the machine has not joined, or does so by itself.
    """
    serial = store.settings.serial
    with store.writing():
        _check_alone(store)
        head = read_cluster(store.exchange, cluster)
        if serial in head.configuration.members:
            raise StateError(f"A machine with the serial number {serial} is in it already.")
        settings = own_settings((own or store.head.configuration).settings(machine(serial)))
        joining = dataclasses.replace(member, link="joining")
        here = joined(head.configuration, serial, group, settings, joining)
        _write(store, login, here, head.keys, f"Joined cluster {here.cluster_name}")
        store.replica.catch_up()
    return store.head


def leave_cluster(store: Store, login: Login) -> Revision:
    """Leave the cluster, connected or not, at once. Raises StateError."""
    serial = store.settings.serial
    return _change(store, login, "Left the cluster", lambda c: without_machine(c, serial))


def reconnect(store: Store, login: Login) -> Revision:
    """Restore the connection of this machine itself, at once. Raises StateError."""
    serial = store.settings.serial
    return _change(store, login, "Reconnected", lambda c: linked(c, serial, "reconnecting"))


def _change(
    store: Store, login: Login, comment: str, edit: Callable[[Configuration], Configuration]
) -> Revision:
    with store.writing():
        store.replica.change_cluster(edit, _info(store, login, comment))
        store.replica.catch_up()
    return store.head


def _write(
    store: Store, login: Login, here: Configuration, keys: Mapping[str, str], comment: str
) -> None:
    commit = Commit(info=_info(store, login, comment), changes=diff(store.head.configuration, here))
    store.committer.write(commit, here, keys)


def _info(store: Store, login: Login, comment: str) -> CommitInfo:
    return CommitInfo(
        number=store.head.number + 1,
        user=login.user,
        remote=login.remote,
        time=store.clock.now(),
        login=login.id,
        kind="immediate",
        comment=comment,
    )


def _check_alone(store: Store) -> None:
    if store.head.configuration.cluster_id is not None:
        raise StateError(ALREADY)


def _addresses(configuration: Configuration, serial: str) -> Iterator[tuple[str, int]]:
    member = configuration.members[serial]
    yield member.address.lower(), member.port
    interfaces = configuration.settings(machine(serial)).interfaces
    for interface in interfaces.entries.values() if interfaces is not None else ():
        for address in filter(None, (interface.ip, interface.ipv6, interface.hostname)):
            for port in filter(None, (interface.ssh, interface.ccs)):
                yield address.lower(), port
