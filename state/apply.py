"""Making changes to a configuration: strictly, or over whatever stands there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from state.changes import Change, ChangeMismatch
from state.model.configuration import Configuration
from state.objects import ObjectPath


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
    group: list[Change] = []
    paths: set[ObjectPath] = set()
    around: set[ObjectPath] = set()
    for edit in edits:
        outer = {edit.path[:length] for length in range(len(edit.path) + 1)}
        # What was edited before, or is around or inside of that, has to wait for it.
        if edit.path in around or not paths.isdisjoint(outer):
            configuration = overlay(configuration, group)
            group, paths, around = [], set(), set()
        group.append(edit)
        paths.add(edit.path)
        around |= outer
    return overlay(configuration, group)


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
