"""Changes side by side: each setting with its old and its new value. Secrets are never shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, NamedTuple

from state.apply import overlay
from state.changes import Change
from state.diff_text import settings_of, value_text
from state.errors import StateError
from state.model.configuration import Configuration, Draft
from state.objects import ObjectPath, label
from state.references import broken
from state.shape import is_data_class


class Difference(NamedTuple):
    """One setting. An empty side does not exist."""

    setting: str
    old: str
    new: str


def differences(change: Change) -> tuple[Difference, ...]:
    """Return the settings that a change touches, in the order of the model."""
    if not change.whole:
        return tuple(
            Difference(name, value_text(name, old), value_text(name, change.new[name]))
            for name, old in change.old.items()
        )
    old, new = dict(settings_of(change.old)), dict(settings_of(change.new))
    names = list(dict.fromkeys((*old, *new)))
    return tuple(
        Difference(name, old.get(name, ""), new.get(name, ""))
        for name in names
        if old.get(name) != new.get(name)
    )


def value_at(configuration: Configuration, path: ObjectPath) -> Any:
    """Return what stands at `path`, `None` when there is nothing."""
    value: Any = configuration
    for name in path:
        if isinstance(value, Mapping):
            value = value.get(name)
        elif is_data_class(type(value)):
            value = getattr(value, name, None)
        else:
            return None
    return value


def undone(draft: Draft, base: Configuration, change: Change) -> Draft:
    """Return a draft in which the object of `change` is as in `base`.

    Raises `StateError` when something that is still pending needs the change.
    """
    result = _with(draft, _back(base, change))
    known = broken(draft.configuration)
    for reference in sorted(broken(result.configuration) - known):
        needed = label(reference.target)
        raise StateError(f"{needed} is used by {label(reference.source)}. Undo that change first.")
    return result


def redone(draft: Draft, change: Change) -> Draft:
    """Return a draft in which `change` is made, whatever others have made of its object.

    Raises `StateError` when fields change of an object that is gone.
    """
    return _with(draft, change)


def _back(base: Configuration, change: Change) -> Change:
    if change.whole:
        return Change(change.path, change.new, value_at(base, change.path))
    there = value_at(base, change.path)
    return Change(change.path, change.new, {name: getattr(there, name) for name in change.new})


def _with(draft: Draft, change: Change) -> Draft:
    configuration = overlay(draft.configuration, [change])
    return dataclasses.replace(draft, configuration=configuration)
