"""The difference between two configurations, as data: which objects changed, and from what to what.

An *object* is what two administrators can collide on. The scalar fields of one data class are one
object; each entry of a table is an object, and what is nested in it are objects of their own.
The cost of a comparison is the cost of the tables that changed: whatever is the same Python object
in both configurations is skipped. The order of a table is not compared.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import is_not
from typing import Any, Literal

from state.errors import StateError
from state.model.configuration import Configuration
from state.objects import ObjectPath, label
from state.shape import shape_of

ChangeKind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One changed object.

    `old` and `new` are whole values (a data class, or a text in a table of texts) with `None` on
    the side where the object does not exist; or, when a data class changed, a mapping from the
    names of the fields that differ to their values, on both sides the same names.
    """

    path: ObjectPath
    old: Any
    new: Any

    @property
    def kind(self) -> ChangeKind:
        """Whether the object was added, removed or changed."""
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"

    @property
    def whole(self) -> bool:
        """Whether this is about the object with all that is in it, not only about some fields."""
        return not isinstance(self.new if self.old is None else self.old, Mapping)

    @property
    def label(self) -> str:
        """The object in words: `Destination Controls: example.com`."""
        return label(self.path)

    def inverted(self) -> Change:
        """Return the change that undoes this one."""
        return Change(self.path, self.new, self.old)


class ChangeMismatch(StateError):
    """A change does not apply: the object is not what it was when the change was made."""

    def __init__(self, path: ObjectPath) -> None:
        super().__init__(f"{label(path)} is not what it was when the change was made.")
        self.path = path


def diff(old: Configuration, new: Configuration) -> tuple[Change, ...]:
    """Return the changes that make `new` of `old`, in the order of the model."""
    return tuple(_compare_fields((), old, new))


def invert(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes that undo these."""
    return tuple(change.inverted() for change in changes)


def apply_changes(configuration: Configuration, changes: Iterable[Change]) -> Configuration:
    """Return `configuration` with the changes made, sharing what did not change.

    Each change must find its object as its `old` says: raises ChangeMismatch otherwise.
    A change is found once for every path, in any order; entries that are new go last.
    """
    root = _Step()
    for change in changes:
        root.at(change.path).change = change
    result: Configuration = root.rebuild((), configuration)
    return result


def overlay(configuration: Configuration, changes: Iterable[Change]) -> Configuration:
    """Return `configuration` with the new values of the changes, whatever stood there before.

    Raises ChangeMismatch only when fields change of an object that is not there.
    """
    root = _Step()
    for change in changes:
        root.at(change.path).change = change
    result: Configuration = root.rebuild((), configuration, strict=False)
    return result


def overlay_all(configuration: Configuration, edits: Iterable[Change]) -> Configuration:
    """Return `configuration` after one edit and then the next; an object may occur repeatedly."""
    group: dict[ObjectPath, Change] = {}
    for edit in edits:
        if any(edit.path[:length] in group for length in range(len(edit.path) + 1)):
            configuration = overlay(configuration, group.values())
            group.clear()
        group[edit.path] = edit
    return overlay(configuration, group.values())


def _compare(path: ObjectPath, old: Any, new: Any) -> Iterator[Change]:
    if old is new:
        return
    if dataclasses.is_dataclass(old) and dataclasses.is_dataclass(new):
        yield from _compare_fields(path, old, new)
    elif old != new:
        yield Change(path, old, new)


def _compare_fields(path: ObjectPath, old: Any, new: Any) -> Iterator[Change]:
    if old is new:
        return
    shape = shape_of(type(new))
    differing = [name for name in shape.scalars if getattr(old, name) != getattr(new, name)]
    if differing:
        yield Change(
            path,
            {name: getattr(old, name) for name in differing},
            {name: getattr(new, name) for name in differing},
        )
    for name in shape.types:
        if name in shape.nested:
            yield from _compare((*path, name), getattr(old, name), getattr(new, name))
        elif name in shape.tables:
            yield from _compare_tables((*path, name), getattr(old, name), getattr(new, name))


def _compare_tables(
    path: ObjectPath, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    if old is new:
        return
    # Ten thousand entries of which one changed are the rule: the search for it stays in C.
    changed = list(compress(new, map(is_not, map(old.get, new), new.values())))
    added = sum(name not in old for name in changed)
    if len(old) + added > len(new):
        for name in old:
            if name not in new:
                yield Change((*path, name), old[name], None)
    for name in changed:
        yield from _compare((*path, name), old.get(name), new[name])


@dataclass(slots=True)
class _Step:
    """One step of the way to the objects that change."""

    change: Change | None = None
    below: dict[str, _Step] = field(default_factory=dict)

    def at(self, path: Sequence[str]) -> _Step:
        step = self
        for name in path:
            step = step.below.setdefault(name, _Step())
        return step

    def rebuild(self, path: ObjectPath, value: Any, *, strict: bool = True) -> Any:
        if self.change is not None and self.change.whole:
            if strict and value != self.change.old:
                raise ChangeMismatch(path)
            value = self.change.new
        elif isinstance(value, Mapping):
            return self._rebuild_table(path, value, strict)
        elif not dataclasses.is_dataclass(value):
            raise ChangeMismatch(path)
        if not self.below and (self.change is None or self.change.whole):
            return value
        return self._rebuild_fields(path, value, strict)

    def _rebuild_fields(self, path: ObjectPath, value: Any, strict: bool) -> Any:
        fields: dict[str, Any] = {}
        if self.change is not None and not self.change.whole:
            for name, expected in self.change.old.items():
                if strict and getattr(value, name) != expected:
                    raise ChangeMismatch(path)
            fields.update(self.change.new)
        for name, step in self.below.items():
            if not hasattr(value, name):
                raise ChangeMismatch((*path, name))
            fields[name] = step.rebuild((*path, name), getattr(value, name), strict=strict)
        return dataclasses.replace(value, **fields)

    def _rebuild_table(
        self, path: ObjectPath, table: Mapping[str, Any], strict: bool
    ) -> dict[str, Any]:
        rebuilt = dict(table)
        for name, step in self.below.items():
            value = step.rebuild((*path, name), rebuilt.get(name), strict=strict)
            if value is None:
                rebuilt.pop(name, None)
            else:
                rebuilt[name] = value
        return rebuilt
