"""Between TOML text and data classes, strictly: no value of a wrong type, no unknown name.

Parsed documents become data classes in C (msgspec). Unknown names are then looked for column by
column, one step for each field of a class and not for each entry of a table, so that reading costs
little beside the parser itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar, cast

from state.shape import Shape, is_data_class, shape_of

T = TypeVar("T")

# msgspec says `$.machines[...].ssl`; the dollar sign and the dots are its own notation.
_ROOT = "`$."


class DocumentError(ValueError):
    """A document that is no TOML, or does not fit. The text says what and where."""


def parse(data: bytes) -> dict[str, Any]:
    """Return the TOML document in `data`. Raises DocumentError, with the line."""
    import tomli

    try:
        return tomli.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentError(f"not UTF-8 (at line {line})") from error
    except (ValueError, RecursionError) as error:
        # Not only TOMLDecodeError: a number of five thousand digits is a plain ValueError.
        raise DocumentError(str(error)) from error


def convert(document: Any, kind: type[T]) -> T:
    """Return the parsed `document` as a data class. Raises DocumentError."""
    value: T = convert_value(document, kind)
    if is_data_class(kind):
        _refuse_unknown("", kind, [document])
    return value


def convert_value(value: Any, kind: Any) -> Any:
    """Return one parsed value as the type of an annotation, data classes unchecked for names."""
    import msgspec

    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise DocumentError(str(error).replace(_ROOT, "`")) from error


def plain(value: Any) -> Any:
    """Return a value of the model as TOML can hold it: `None` and empty tables are left out."""
    if is_data_class(type(value)):
        return _plain_fields(value, shape_of(type(value)))
    if isinstance(value, Mapping):
        return {name: plain(entry) for name, entry in value.items()}
    return list(value) if isinstance(value, tuple) else value


def write(document: Mapping[str, Any], *, several_lines: bool = True) -> str:
    """Return `document` as TOML, with texts of several lines as such unless told otherwise."""
    import tomli_w

    # Between triple quotes tomli-w turns CR LF into LF.
    several_lines = several_lines and not _has_carriage_return(document)
    return tomli_w.dumps(document, multiline_strings=several_lines)


def _plain_fields(value: Any, shape: Shape) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name in shape.scalars:
        scalar = getattr(value, name)
        if scalar is not None:
            result[name] = list(scalar) if isinstance(scalar, tuple) else scalar
    for name in shape.types:
        if name in shape.nested:
            inner = getattr(value, name)
            if inner is not None:
                result[name] = plain(inner)
        elif name in shape.tables and (table := getattr(value, name)):
            result[name] = {key: plain(entry) for key, entry in table.items()}
    return result


def _has_carriage_return(value: Any) -> bool:
    if isinstance(value, str):
        return "\r" in value
    if isinstance(value, Mapping):
        return any(map(_has_carriage_return, value.values()))
    return isinstance(value, (list, tuple)) and any(map(_has_carriage_return, value))


def _refuse_unknown(place: str, kind: type, tables: Sequence[Mapping[str, Any]]) -> None:
    shape = shape_of(kind)
    names = set(chain.from_iterable(tables))
    unknown = sorted(names - shape.types.keys())
    if unknown:
        raise DocumentError(f"unknown name `{place}{unknown[0]}`")
    for name in names & shape.nested.keys():
        _refuse_unknown(f"{place}{name}.", shape.nested[name], _column(tables, name))
    for name in names & shape.tables.keys():
        if is_data_class(shape.tables[name]):
            entries = chain.from_iterable(table.values() for table in _column(tables, name))
            _refuse_unknown(f"{place}{name}[...].", shape.tables[name], list(entries))


def _column(tables: Iterable[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    return [cast("Mapping[str, Any]", table[name]) for table in tables if name in table]
