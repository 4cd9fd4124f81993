"""Changes side by side: each setting with its old and its new value. Secrets are never shown."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple, get_args, get_origin

from state.apply import overlay
from state.changes import Change
from state.diff_text import settings_below, value_text
from state.errors import CertificateError, StateError
from state.model.configuration import Configuration, Draft
from state.objects import ObjectPath, label, printable
from state.references import broken
from state.shape import is_data_class, shape_of, type_at

BEGIN: Final = "-----BEGIN CERTIFICATE-----"
DIGEST: Final = 16
"""Letters of a hash that objects are called by which have no name (`state.objects`)."""
REQUEST: Final = "-----BEGIN CERTIFICATE REQUEST-----"


class Difference(NamedTuple):
    """One setting. An empty side does not exist."""

    setting: str
    old: str
    new: str
    steps: tuple[Step, ...] = ()
    """What leads to the setting from the object of the change."""


class Step(NamedTuple):
    """The name of a setting, or the key of an entry in a table."""

    name: str
    key: bool
    named: bool = False
    """Whether it is a setting that has a choice of values with names of their own."""


def differences(change: Change) -> tuple[Difference, ...]:
    """Return the settings that a change touches, in the order of the model."""
    kind = type_at(change.path)
    if not change.whole:
        return tuple(
            Difference(
                printable(name),
                shown(name, old),
                shown(name, change.new[name]),
                steps_to((name,), kind),
            )
            for name, old in change.old.items()
        )
    old, new = dict(settings_below(change.old)), dict(settings_below(change.new))
    differing = [path for path in dict.fromkeys((*old, *new)) if old.get(path) != new.get(path)]
    old, new = dict(settings_below(change.old, shown)), dict(settings_below(change.new, shown))
    return tuple(
        Difference(
            printable(".".join(path)), old.get(path, ""), new.get(path, ""), steps_to(path, kind)
        )
        for path in differing
    )


def shown(name: str, value: Any) -> str:
    """Return the value of a setting as `value_text` does.

    Certificates are told by name and validity, requests (PKCS#10) by the beginning of a hash.
    """
    if isinstance(value, tuple):
        return ", ".join(shown(name, each) for each in value) or "-"
    if isinstance(value, str) and REQUEST in value:
        return hashlib.sha256(value.encode("utf-8")).hexdigest()[:DIGEST]
    return _certificate(value) or value_text(name, value)


def title(change: Change) -> str:
    """Return what the object of a change is called, an authority by its name, not its hash."""
    words = change.label
    name = _certificate(change.new if change.old is None else change.old)
    digest = change.path[-1][:DIGEST] if change.path else ""
    return words.replace(digest, name, 1) if name and digest else words


def _certificate(value: object) -> str:
    """Return name and validity of a PEM certificate; nothing for anything else."""
    if not isinstance(value, str) or BEGIN not in value:
        return ""
    from state.overview.certificates import parsed

    try:
        found = parsed(value)
    except CertificateError:
        return ""
    name = printable(found.common_name or found.subject)
    return f"{name} ({found.not_before:%Y-%m-%d} - {found.not_after:%Y-%m-%d})"


def steps_to(path: ObjectPath, kind: object) -> tuple[Step, ...]:
    """Return the steps to a setting of an object of the type `kind`."""
    steps: list[Step] = []
    table: object = None
    for name in path:
        if table is not None:
            steps.append(Step(name, key=True))
            kind, table = table, None
        elif isinstance(kind, type) and is_data_class(kind):
            shape = shape_of(kind)
            steps.append(Step(name, key=False, named=_is_choice(shape.types.get(name))))
            kind, table = shape.nested.get(name), shape.tables.get(name)
        else:
            steps.append(Step(name, key=True))
    return tuple(steps)


def _is_choice(kind: object) -> bool:
    """Whether a type is yes or no, one of several literals, or a tuple of them."""
    return kind is bool or get_origin(kind) is Literal or any(map(_is_choice, get_args(kind)))


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


def part_undone(draft: Draft, base: Configuration, change: Change) -> Draft:
    """Return a draft in which some fields of an object are as in `base`, and the others stay.

    Takes a while: the whole configuration is checked. Raises `StateError` when fields that stay do
    not go together with those, or like `undone`.
    """
    from state.validation import new_faults

    result = undone(draft, base, change)
    # Keys are neither made nor lost by this.
    fault = next(new_faults(draft, result, lambda _: ""), None)
    if fault is not None:
        raise StateError(fault.text)
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
