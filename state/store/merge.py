"""Which changes of two administrators collide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from state.changes import Change
from state.objects import ObjectPath, label
from state.store.revision import Commit, Conflict


@dataclass(frozen=True, slots=True)
class Collision:
    """A pending change, and the commit that it collides with."""

    change: Change
    conflict: Conflict


def collisions(own: Sequence[Change], commits: Iterable[Commit]) -> dict[ObjectPath, Collision]:
    """Return the changes in `own` whose object was changed by one of the commits, by path.

    The commit that is named is the last one that did so.
    """
    found: dict[ObjectPath, Collision] = {}
    for commit in commits:
        for theirs in commit.changes:
            for mine in own:
                if same_object(mine, theirs):
                    outer = min(mine.path, theirs.path, key=len)
                    conflict = Conflict(
                        label=label(outer), user=commit.info.user, time=commit.info.time
                    )
                    found[mine.path] = Collision(mine, conflict)
    return {change.path: found[change.path] for change in own if change.path in found}


def same_object(one: Change, other: Change) -> bool:
    """Whether two changes are about the same object, or one about what the other is part of."""
    if one.path == other.path:
        return True
    return _within(one, other.path) or _within(other, one.path)


def settles(aside: Change, edited: Sequence[Change], touched: Sequence[ObjectPath]) -> bool:
    """Whether an edit settles a change that was set aside: it is about the same object."""
    if any(same_object(aside, change) for change in edited):
        return True
    return any(path == aside.path or _within(aside, path) for path in touched)


def _within(change: Change, path: ObjectPath) -> bool:
    """Whether `path` is inside an object that was added or removed as a whole."""
    return change.whole and path[: len(change.path)] == change.path
