"""What the data classes of the model are made of, for code that walks any of them.

A value of the model is one of three things: a data class, a table (a mapping from names to data
classes or to texts) or a scalar (everything else: numbers, texts, tuples of texts, `None`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import get_args, get_origin, get_type_hints

from state.model.configuration import Configuration


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of one data class of the model, by what they hold."""

    types: Mapping[str, object]
    """Name of every field to its annotation, resolved."""
    scalars: tuple[str, ...]
    nested: Mapping[str, type]
    """Fields that hold a data class (or `None`), to that class."""
    tables: Mapping[str, type]
    """Fields that hold a mapping, to the type of its values."""
    optional: frozenset[str]
    """Fields that can be `None`."""


def shape_of(cls: type) -> Shape:
    """Return the shape of a data class of the model."""
    return _shape_of(cls)


@cache
def _shape_of(cls: type) -> Shape:
    hints = get_type_hints(cls)
    types = {field.name: hints[field.name] for field in dataclasses.fields(cls)}
    nested: dict[str, type] = {}
    tables: dict[str, type] = {}
    for name, hint in types.items():
        if get_origin(hint) is Mapping:
            tables[name] = get_args(hint)[1]
        elif (inner := _data_class(hint)) is not None:
            nested[name] = inner
    scalars = tuple(name for name in types if name not in nested and name not in tables)
    optional = frozenset(name for name, hint in types.items() if NoneType in get_args(hint))
    return Shape(types, scalars, nested, tables, optional)


def is_data_class(kind: object) -> bool:
    """Whether `kind` is a data class, not an instance of one."""
    return isinstance(kind, type) and dataclasses.is_dataclass(kind)


def type_at(path: tuple[str, ...], root: type = Configuration) -> type | None:
    """Return the type of the object at `path` below `root`: a data class or `str`.

    `None` when no object can be there: an unknown name, a table itself, or a scalar field.
    """
    kind: type | None = root
    names = iter(path)
    for name in names:
        if kind is None or not is_data_class(kind):
            return None
        shape = shape_of(kind)
        if name in shape.tables:
            if next(names, None) is None:
                return None
            kind = shape.tables[name]
        else:
            kind = shape.nested.get(name)
    return kind


def _data_class(hint: object) -> type | None:
    choices = [choice for choice in get_args(hint) if choice is not NoneType] or [hint]
    if len(choices) == 1 and isinstance(choices[0], type) and is_data_class(choices[0]):
        return choices[0]
    return None
