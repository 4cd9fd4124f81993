"""Clusters: who is in one, its groups, and what joining and leaving do to settings.

CLI reference, 17. All are pure; what they return takes effect at once, without `commit`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Final, TypeVar

from state.errors import StateError
from state.model.cluster import MACHINE_ONLY, Link, Member, Prepared
from state.model.configuration import Configuration, Draft, Settings, View, effective
from state.model.levels import Level, machine
from state.operations.usage import demo_for_missing
from state.operations.values import BLANK, shown
from state.shape import shape_of

MAIN_GROUP: Final = "Main_Group"
LAST_GROUP: Final = "There must be at least 1 group in the cluster."
T = TypeVar("T")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def check_name(text: str) -> str:
    """Return the name of a cluster or group: letters, digits, `_`, `.` and `-`, at most 64."""
    name = text.strip()
    if not name:
        raise StateError(BLANK, "name")
    if not _NAME.fullmatch(name):
        raise StateError(
            "The name must start with a letter or a number and contain only letters, numbers,\n"
            "dashes, underscores and periods.",
            "name",
        )
    return name


def created(
    alone: Configuration, serial: str, name: str, cluster_id: str, member: Member
) -> Configuration:
    """Return the configuration of a new cluster with one machine.

    The settings of the machine become those of the cluster, except what only machines have.
    """
    settings = alone.settings(machine(serial))
    return Configuration(
        machines={serial: own_settings(settings)},
        groups={MAIN_GROUP: Settings()},
        membership={serial: MAIN_GROUP},
        cluster_name=name,
        cluster_id=cluster_id,
        cluster=dataclasses.replace(settings, **dict.fromkeys(MACHINE_ONLY)),
        members={serial: member},
    )


def joined(
    cluster: Configuration, serial: str, group: str, settings: Settings, member: Member
) -> Configuration:
    """Return a cluster with one more machine, in the first group when `group` is gone.

    `settings` are those of its machine level; what it was prepared with is used up.
    """
    group = group if group in cluster.groups else next(iter(cluster.groups), MAIN_GROUP)
    groups = cluster.groups if group in cluster.groups else {group: Settings()}
    return dataclasses.replace(
        cluster,
        machines={**cluster.machines, serial: settings},
        groups=groups,
        membership={**cluster.membership, serial: group},
        members={**cluster.members, serial: member},
        prepared=_without(cluster.prepared, serial),
    )


def own_settings(settings: Settings) -> Settings:
    """Return what a machine keeps when it joins: what only machines have (CLI reference, 17.1)."""
    return Settings(**{area: getattr(settings, area) for area in MACHINE_ONLY})


def left(cluster: Configuration, serial: str) -> Configuration:
    """Return a machine as it stands alone after it has left.

    It keeps a copy of what was in effect, except certificates of machine mode (17.3). What named
    one of those names Demo.
    """
    level = machine(serial)
    values = {area: effective(cluster, level, area) for area in shape_of(Settings).nested}
    above = [each for each in cluster.lookup_order(level) if each != level]
    if above:
        values["certificates"] = effective(cluster, above[0], "certificates")
    alone = Configuration(machines={serial: Settings(**values)})  # type: ignore[arg-type]
    return demo_for_missing(Draft(alone, level)).configuration


def without_machine(cluster: Configuration, serial: str) -> Configuration:
    """Return a cluster without this machine. Raises `StateError` when it is not in it."""
    _check_member(cluster, serial)
    return dataclasses.replace(
        cluster,
        machines=_without(cluster.machines, serial),
        membership=_without(cluster.membership, serial),
        members=_without(cluster.members, serial),
    )


def linked(cluster: Configuration, serial: str, link: Link) -> Configuration:
    """Return a cluster in which this machine stands to it like that. Raises `StateError`."""
    member = dataclasses.replace(_check_member(cluster, serial), link=link)
    return dataclasses.replace(cluster, members={**cluster.members, serial: member})


def add_group(draft: Draft, text: str) -> Draft:
    """Return a draft with one more group, without settings. Raises `StateError`."""
    name, groups = check_name(text), draft.configuration.groups
    _check_free(draft, name)
    return _changed(draft, groups={**groups, name: Settings()})


def rename_group(draft: Draft, old: str, text: str) -> Draft:
    """Return a draft in which a group has another name. Raises `StateError`."""
    new, configuration = check_name(text), draft.configuration
    _check_group(draft, old)
    if new == old:
        return draft
    if new.lower() != old.lower():
        _check_free(draft, new)
    groups = {new if name == old else name: value for name, value in configuration.groups.items()}
    membership = {
        serial: new if group == old else group for serial, group in configuration.membership.items()
    }
    return _changed(draft, groups=groups, membership=membership)


def delete_group(draft: Draft, name: str) -> Draft:
    """Return a draft without a group; it must be empty and not the last. Raises `StateError`."""
    _check_group(draft, name)
    configuration = draft.configuration
    if len(configuration.groups) == 1:
        raise StateError(LAST_GROUP, "name")
    if name in configuration.membership.values():
        raise StateError(
            f'The group "{name}" is not empty. Use SETGROUP to move its machines to another\n'
            "group first.",
            "name",
        )
    return _changed(draft, groups=_without(configuration.groups, name))


def set_group(draft: Draft, serial: str, name: str) -> Draft:
    """Return a draft in which a machine is a member of this group. Raises `StateError`."""
    _check_member(draft.configuration, serial)
    _check_group(draft, name)
    return _changed(draft, membership={**draft.configuration.membership, serial: name})


def set_name(draft: Draft, text: str) -> Draft:
    """Return a draft in which the cluster has this name. Raises `StateError`."""
    return _changed(draft, cluster_name=check_name(text))


def set_communication(draft: Draft, serial: str, address: str, port: int) -> Draft:
    """Return a draft in which others reach a machine at this address. Raises `StateError`."""
    member = _check_member(draft.configuration, serial)
    changed = dataclasses.replace(member, address=address, port=port)
    return _changed(draft, members={**draft.configuration.members, serial: changed})


def prepare(draft: Draft, serial: str, hostname: str, user_key: str) -> Draft:
    """Return a draft in which a machine may join with this key. Raises `StateError`."""
    if not serial or not user_key:
        raise StateError(BLANK)
    if serial in draft.configuration.members:
        raise StateError(f"The machine {shown(serial)} is already in the cluster.", "serial")
    entry = Prepared(hostname=hostname, user_key=user_key)
    return _changed(draft, prepared={**draft.configuration.prepared, serial: entry})


def unprepare(draft: Draft, serial: str) -> Draft:
    """Return a draft in which a machine may not join with a key any more."""
    return _changed(draft, prepared=_without(draft.configuration.prepared, serial))


def hostname_of(configuration: Configuration, serial: str) -> str:
    """Return the host name by which a machine is called."""
    return View.of_machine(configuration, serial).system.hostname


def title(configuration: Configuration, level: Level) -> str:
    """Return a level as prompts show it: `Cluster americas`, `Machine mail.example.com`."""
    if level.kind == "machine":
        return f"Machine {hostname_of(configuration, level.name)}"
    return str(level)


def levels(configuration: Configuration) -> tuple[Level, ...]:
    """Return all levels: the cluster, the groups and the machines, each by name."""
    above = (
        ()
        if configuration.cluster_name is None
        else (Level("cluster", configuration.cluster_name),)
    )
    groups = tuple(Level("group", name) for name in sorted(configuration.groups))
    serials = sorted(configuration.machines, key=lambda each: machine_key(configuration, each))
    return (*above, *groups, *map(machine, serials))


def machine_key(configuration: Configuration, serial: str) -> tuple[str, str]:
    """Return what machines are sorted by: host name, then serial number."""
    return hostname_of(configuration, serial), serial


def find_machine(configuration: Configuration, text: str) -> str:
    """Return the serial number of the machine with this host name or serial number.

    Raises `StateError` when there is none, or more than one of that host name.
    """
    if text.upper() in configuration.machines:
        return text.upper()
    found = [
        serial
        for serial in configuration.machines
        if hostname_of(configuration, serial).lower() == text.lower()
    ]
    if not found:
        raise StateError(f'The machine "{shown(text)}" is not in the cluster.')
    if len(found) > 1:
        raise StateError(f'There is more than one machine "{shown(text)}": give a serial number.')
    return found[0]


def _check_member(configuration: Configuration, serial: str) -> Member:
    member = configuration.members.get(serial)
    if member is None:
        raise StateError(f'The machine "{shown(serial)}" is not in the cluster.')
    return member


def _check_group(draft: Draft, name: str) -> None:
    if name not in draft.configuration.groups:
        raise StateError(f'The group "{shown(name)}" does not exist.', "name")


def _check_free(draft: Draft, name: str) -> None:
    if any(name.lower() == each.lower() for each in draft.configuration.groups):
        raise StateError(f'The group "{name}" already exists.', "name")


def _without(table: Mapping[str, T], name: str) -> dict[str, T]:
    return {key: value for key, value in table.items() if key != name}


def _changed(draft: Draft, **fields: object) -> Draft:
    configuration = dataclasses.replace(draft.configuration, **fields)  # type: ignore[arg-type]
    return dataclasses.replace(draft, configuration=configuration)
