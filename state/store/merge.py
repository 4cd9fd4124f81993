"""Which changes of two administrators collide.

They do when both changed the same object. They also do when one removed what the other has begun to
use, or both claimed the same thing: each change is right by itself, and the configuration with both
of them would not be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    own: Sequence[Change], commits: Sequence[Commit], head: Configuration, draft: Configuration
) -> dict[ObjectPath, Collision]:
    """Return the changes in `own` after whose merge something names what is not there any more.

    Or two entries claim what only one can have, such as an address.

    `own` are changes that collide with none of the commits, `head` the newest configuration,
    `draft` the one that `own` was made in.
    """
    theirs = [change for commit in commits for change in commit.changes]
    merged = overlay(head, own)
    wrong = {
        reference
        for reference in clashes(merged) - clashes(head) - clashes(draft)
        if any(_is_at(change, reference.target) for change in theirs)
    }
    if any(change.kind == "removed" for change in (*own, *theirs)):
        wrong |= broken(merged) - broken(head) - broken(draft)
    found: dict[ObjectPath, Collision] = {}
    for reference in sorted(wrong):
        conflict = _conflict_about(reference, commits)
        for change in own:
            if conflict is not None and _is_about(change, reference):
                found[change.path] = Collision(change, conflict)
    return found


def _conflict_about(reference: Reference, commits: Sequence[Commit]) -> Conflict | None:
    """Return who committed something about a reference last; the object is what it names."""
    for commit in reversed(commits):
        if any(_is_about(change, reference) for change in commit.changes):
            user, time = commit.info.user, commit.info.time
            return Conflict(label=label(reference.target), user=user, time=time)
    return None


def _is_about(change: Change, reference: Reference) -> bool:
    return any(_is_at(change, path) for path in reference)


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
