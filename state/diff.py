"""The difference between two configurations.

It costs what the tables cost that changed: whatever is the same Python object in both
configurations is skipped. The order of a table is not a difference.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from operator import is_not
from typing import Any, NamedTuple

from state.changes import Change
from state.model.configuration import Configuration
from state.objects import ObjectPath
from state.shape import shape_of

_CHUNK = 256


class Comparison(NamedTuple):
    """The changes from one configuration to another.

    With `in_order`, applying them to the first gives the second with its tables in its order too.
    """

    changes: tuple[Change, ...]
    in_order: bool


def diff(old: Configuration, new: Configuration) -> tuple[Change, ...]:
    """Return the changes that make `new` of `old`, in the order of the model."""
    return compare(old, new).changes


def compare(old: Configuration, new: Configuration) -> Comparison:
    """Return the changes that make `new` of `old`, and whether they keep the order of tables."""
    walk = _Walk()
    walk.fields((), old, new)
    return Comparison(tuple(walk.changes), walk.in_order)


class _Walk:
    """One walk through two configurations side by side."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.in_order = True

    def values(self, path: ObjectPath, old: Any, new: Any) -> None:
        if dataclasses.is_dataclass(old) and dataclasses.is_dataclass(new):
            self.fields(path, old, new)
        elif old != new:
            self.changes.append(Change(path, old, new))

    def fields(self, path: ObjectPath, old: Any, new: Any) -> None:
        if old is new:
            return
        shape = shape_of(type(new))
        differing = [name for name in shape.scalars if getattr(old, name) != getattr(new, name)]
        if differing:
            before, after = (
                {name: getattr(side, name) for name in differing} for side in (old, new)
            )
            self.changes.append(Change(path, before, after))
        for name in shape.types:
            if name in shape.nested:
                self.values((*path, name), getattr(old, name), getattr(new, name))
            elif name in shape.tables:
                self.tables((*path, name), getattr(old, name), getattr(new, name))

    def tables(self, path: ObjectPath, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        if old is new:
            return
        names = list(new)
        if list(old) == names[: len(old)]:
            changed = [*_differing(old, new, names), *names[len(old) :]]
        else:
            changed = list(compress(new, map(is_not, map(old.get, new), new.values())))
            kept = [name for name in old if name in new]
            self.in_order &= names == [*kept, *(name for name in changed if name not in old)]
            for name in (each for each in old if each not in new):
                self.changes.append(Change((*path, name), old[name], None))
        for name in changed:
            self.values((*path, name), old.get(name), new[name])


def _differing(
    old: Mapping[str, Any], new: Mapping[str, Any], names: Sequence[str]
) -> Iterator[str]:
    """Yield the names whose values differ; both tables begin with the names of `old`, in order.

    One of ten thousand entries changed is the rule: lists are compared in C, and there the same
    object is equal at once.
    """
    before, after = list(old.values()), list(new.values())
    for start in range(0, len(before), _CHUNK):
        end = min(start + _CHUNK, len(before))
        if before[start:end] != after[start:end]:
            yield from (names[i] for i in range(start, end) if before[i] is not after[i])
