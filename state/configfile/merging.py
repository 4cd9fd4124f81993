"""Laying what a file contains over what is configured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from state import documents
from state.configfile.faults import ParseFault
from state.configfile.schema import Values
from state.errors import StateError
from state.model.certificates import DEMO
from state.model.configuration import Draft
from state.model.destinations import Destination, Destinations
from state.model.interfaces import Interfaces
from state.model.listeners import DEFAULT_PARAMETERS, Listener, Listeners, PolicyParameters
from state.operations.addresses import check_ipv6
from state.operations.bounces import DEFAULT_PROFILE
from state.operations.destinations import canonical_default, canonical_entry
from state.operations.domains import check_domain
from state.operations.values import shown
from state.shape import shape_of

D = TypeVar("D", bound=Draft)

_PERMANENT = {("certificates", "profiles"): DEMO, ("bounces", "profiles"): DEFAULT_PROFILE}
"""Tables with an entry that cannot be deleted: a file without it leaves it as it is."""


def merged(draft: D, areas: Mapping[str, Values]) -> D:
    """Return `draft` with what a file contains.

    Data classes are merged, tables and lists are replaced. Destinations and policy parameters come
    in the one form that operations keep them in. Raises `ParseFault` for unknown names and values
    of a wrong type or of no meaning.
    """
    changed = {area: _merged((area,), getattr(draft, area), v) for area, v in areas.items()}
    draft = draft.write(**changed)
    if "destinations" in areas:
        draft = draft.write(destinations=_canonical_destinations(draft))
    if "interfaces" in areas:
        draft = draft.write(interfaces=_canonical_interfaces(draft.interfaces))
    if "listeners" in areas:
        draft = draft.write(listeners=_completed(draft.listeners))
    return draft


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


def _canonical_destinations(draft: Draft) -> Destinations:
    destinations = draft.destinations
    entries: dict[str, Destination] = {}
    for domain, entry in destinations.entries.items():
        try:
            name = check_domain(domain)
            entries[name] = canonical_entry(draft, entry)
        except StateError as error:
            reason = f"{error.field}: {error.text}" if error.field else error.text
            raise ParseFault(f'destination "{shown(domain)}": {reason}') from error
    if len(entries) < len(destinations.entries):
        raise ParseFault("a destination stands in the file twice, in two ways of writing it.")
    try:
        default = canonical_default(destinations.default)
    except StateError as error:
        raise ParseFault(f"default destination: {error.field}: {error.text}") from error
    return replace(destinations, default=default, entries=entries)


def _canonical_interfaces(interfaces: Interfaces) -> Interfaces:
    """Write IPv6 addresses in the one way in which they are compared."""
    entries = dict(interfaces.entries)
    for name, interface in entries.items():
        if interface.ipv6 is not None:
            try:
                entries[name] = replace(interface, ipv6=check_ipv6(interface.ipv6))
            except StateError as error:
                raise ParseFault(f'interface "{shown(name)}": ipv6: {error.text}') from error
    return replace(interfaces, entries=entries)


def _completed(listeners: Listeners) -> Listeners:
    """Give the default policy parameters a value for everything that has one."""
    entries = {name: _completed_listener(each) for name, each in listeners.entries.items()}
    return replace(listeners, entries=entries)


def _completed_listener(listener: Listener) -> Listener:
    default = listener.hat.default
    missing: dict[str, Any] = {
        each.name: getattr(DEFAULT_PARAMETERS, each.name)
        for each in fields(PolicyParameters)
        if getattr(default, each.name) is None
    }
    completed = replace(default, **missing)
    if completed == default:
        return listener
    return replace(listener, hat=replace(listener.hat, default=completed))
