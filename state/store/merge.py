"""Which changes of two administrators collide.

They do when both changed the same object. They also do when one removed what the other has begun to
use, or both claimed the same thing: each change is right by itself, and the configuration with both
of them would not be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from state.apply import overlay
from state.changes import Change
from state.model.configuration import Configuration
from state.objects import ObjectPath, label
from state.references import Reference, broken, clashes
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


def broken_by_merging(
    own: Sequence[Change],
    commits: Sequence[Commit],
    head: Configuration,
    draft: Configuration,
    aside: Mapping[ObjectPath, Collision],
) -> dict[ObjectPath, Collision]:
    """Return the changes in `own` after whose merge something names what is not there any more.

    Or after which two entries claim what only one can have, such as an address.

    `own` are changes that collide with none of the commits, `aside` those that do, by path, `head`
    the newest configuration, `draft` the one that all of them were made in.
    """
    changes = [*own, *(change for commit in commits for change in commit.changes)]
    merged = overlay(head, own)
    found: dict[ObjectPath, Collision] = {}
    for clash in sorted(clashes(merged) - clashes(head) - clashes(draft)):
        conflict = _conflict_about(clash, commits, aside)
        for change in own:
            if conflict is not None and _is_at(change, clash.source):
                found[change.path] = Collision(change, conflict)
    if not aside and not any(change.kind == "removed" for change in changes):
        return found
    for reference in sorted(broken(merged) - broken(head) - broken(draft)):
        conflict = _conflict_about(reference, commits, aside)
        for change in own:
            if conflict is not None and any(_is_at(change, path) for path in reference):
                found[change.path] = Collision(change, conflict)
    return found


def _conflict_about(
    reference: Reference, commits: Sequence[Commit], aside: Mapping[ObjectPath, Collision]
) -> Conflict | None:
    """Return who committed something about a reference last; the object is what it names.

    If nobody did, it is what was set aside that is missing now, because of somebody else.
    """
    for commit in reversed(commits):
        if _is_about(reference, commit.changes):
            user, time = commit.info.user, commit.info.time
            return Conflict(label=label(reference.target), user=user, time=time)
    for collision in aside.values():
        if _is_about(reference, [collision.change]):
            return replace(collision.conflict, label=label(reference.target))
    return None


def _is_about(reference: Reference, changes: Iterable[Change]) -> bool:
    """Whether one of the changes is about an end of a reference, or about what is inside."""
    return any(
        _is_at(change, path) or change.path[: len(path)] == path
        for change in changes
        for path in reference
    )


def _is_at(change: Change, path: ObjectPath) -> bool:
    return path == change.path or _within(change, path)


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
