"""Laying what a file contains over what is configured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from state import documents
from state.configfile.canonical import canonical
from state.configfile.faults import ParseFault
from state.configfile.schema import Values
from state.model.certificates import DEMO
from state.model.configuration import Draft
from state.operations.bounces import DEFAULT_PROFILE
from state.operations.values import shown
from state.shape import shape_of

D = TypeVar("D", bound=Draft)

_PERMANENT = {("certificates", "profiles"): DEMO, ("bounces", "profiles"): DEFAULT_PROFILE}
"""Tables with an entry that cannot be deleted: a file without it leaves it as it is."""


def merged(draft: D, areas: Mapping[str, Values]) -> D:
    """Return `draft` with what a file contains.

    Data classes are merged, tables and lists are replaced. What can be written in several ways
    comes in the one that operations keep. Raises `ParseFault` for unknown names and values of a
    wrong type or of no meaning.
    """
    changed = {area: _merged((area,), getattr(draft, area), v) for area, v in areas.items()}
    draft = draft.write(**changed)
    return canonical(draft, areas)


def _merged(place: tuple[str, ...], current: Any, values: Mapping[str, Any]) -> Any:
    kind = type(current)
    shape = shape_of(kind)
    new: dict[str, Any] = {}
    for name, value in values.items():
        here = (*place, name)
        if name not in shape.types:
            raise ParseFault(f"{_dotted(place)}: there is no setting {shown(name)!r}.")
        if name in shape.nested:
            new[name] = _merged(here, getattr(current, name), _table(here, value))
        elif name in shape.tables:
            table = _entries(here, shape.tables[name], _table(here, value))
            new[name] = _with_permanent(here, table, getattr(current, name))
        else:
            new[name] = _converted(here, value, shape.types[name])
    return replace(current, **new)


def _entries(place: tuple[str, ...], kind: type, table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _converted((*place, f'"{shown(name)}"'), entry, kind) for name, entry in table.items()
    }


def _with_permanent(
    place: tuple[str, ...], table: Mapping[str, Any], current: Mapping[str, Any]
) -> Mapping[str, Any]:
    name = next((each for path, each in _PERMANENT.items() if path == place), None)
    if name is None or name in table or name not in current:
        return table
    return {**table, name: current[name]}


def _table(place: tuple[str, ...], value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ParseFault(f"{_dotted(place)}: a table is expected.")
    return value


def _converted(place: tuple[str, ...], value: Any, kind: Any) -> Any:
    try:
        return documents.convert(value, kind)
    except documents.DocumentError as error:
        raise ParseFault(f"{_dotted(place)}: {error}.") from error


def _dotted(place: tuple[str, ...]) -> str:
    return ".".join(place)
