"""What is pending, as a tree: login > area > object, with the settings of each object below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from state.changes import Change
from state.objects import ObjectPath
from state.store.merge import Collision
from state.store.revision import Login, PendingChanges

NodeKind = Literal["login", "area", "object", "setting"]
LEVELS: Final = {"machines": 2, "groups": 2, "cluster": 1}
"""First step of a path to the place of the area in it."""
CLUSTER: Final = "cluster"
"""The area of what is no setting of an area: members of the cluster."""


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the tree. `key` names it for good, `parent` is the key of what it is part of."""

    key: str
    parent: str
    kind: NodeKind
    login: Login
    area: str = ""
    change: Change | None = None
    collision: Collision | None = None
    count: int = 0
    """Changes in a login or an area."""

    @property
    def depth(self) -> int:
        """How many nodes it is part of."""
        return ("login", "area", "object", "setting").index(self.kind)


@dataclass(frozen=True, slots=True)
class Branch:
    """The changes of one login."""

    login: Login
    changes: Sequence[Change]
    collisions: Mapping[ObjectPath, Collision]


def area_of(path: ObjectPath) -> str:
    """Return the field of the area that an object belongs to, such as `destinations`."""
    place = LEVELS.get(path[0]) if path else None
    return path[place] if place is not None and len(path) > place else CLUSTER


def branches(
    login: Login,
    changes: Sequence[Change],
    collisions: Iterable[Collision],
    everybody: Iterable[PendingChanges],
) -> tuple[Branch, ...]:
    """Return this login and then all others that have something pending."""
    own = Branch(login, changes, {each.change.path: each for each in collisions})
    others = (
        Branch(each.login, each.changes, {})
        for each in everybody
        if each.login.id != login.id and each.changes
    )
    return tuple(branch for branch in (own, *others) if branch.changes)


def nodes(branch: Branch) -> tuple[Node, ...]:
    """Return the login, its areas and their objects, each after what it is part of.

    Areas and objects are in the order of the changes, those in conflict first.
    """
    login = branch.login
    root = f"login {login.id}"
    found = [Node(root, "", "login", login, count=len(branch.changes))]
    ordered = sorted(branch.changes, key=lambda change: change.path not in branch.collisions)
    areas: dict[str, list[Change]] = {}
    for change in ordered:
        areas.setdefault(area_of(change.path), []).append(change)
    for area, changes in areas.items():
        key = f"area {login.id} {area}"
        found.append(Node(key, root, "area", login, area, count=len(changes)))
        found += [
            Node(
                f"object {login.id} {' '.join(map(repr, change.path))}",
                key,
                "object",
                login,
                area,
                change,
                branch.collisions.get(change.path),
            )
            for change in changes
        ]
    return tuple(found)


def only(change: Change, setting: str) -> Change:
    """Return the part of a change that is about one setting, or all of it if it has no parts."""
    if change.whole or setting not in change.new:
        return change
    return Change(change.path, {setting: change.old[setting]}, {setting: change.new[setting]})
