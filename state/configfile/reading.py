"""From the bytes of a configuration file to plain data by area."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from state import documents
from state.configfile.areas import from_elements
from state.configfile.elements import parse
from state.configfile.faults import NoData, ParseFault
from state.configfile.schema import Values
from state.model.configuration import Settings
from state.operations.values import shown
from state.shape import shape_of

MAX_BYTES = 32 * 1024 * 1024
"""Largest file that is read. Ten thousand destinations and a thousand certificates need half."""

_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_LATIN = {
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "latin-1": "iso-8859-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "windows-1252",
}
_REVISION = "revision"
_MACHINES = "machines"


@dataclass(frozen=True)
class Content:
    """What is in a configuration file."""

    areas: dict[str, Values]
    """Area to field to value in plain data. `None` is an optional value that is not set."""
    xml: bool
    """Whether the file is XML, so that its settings are known to the operator as elements."""


def read(data: bytes | str) -> Content:
    """Return what is in a configuration file, and nothing that is not.

    `data` is XML as `saveconfig` writes it, or TOML as in the state directory: what begins with `<`
    is XML. Raises `ParseFault`, and `NoData` when there is nothing in it.
    """
    if len(data) > MAX_BYTES:
        raise ParseFault(f"the file is larger than {MAX_BYTES} bytes.")
    text = data if isinstance(data, str) else decoded(data)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise NoData
    if text.lstrip().startswith("<"):
        return Content(from_elements(parse(text)), xml=True)
    return Content(_read_toml(text), xml=False)


def decoded(data: bytes) -> str:
    """Return the text of a file.

    UTF-8 is tried first, whatever the file says: editors change the encoding and leave the
    declaration alone, and a text in ISO-8859-1 that happens to be UTF-8 as well is none that
    anybody writes. Raises `ParseFault`.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decoded_as(data, "utf-16")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        declared = _DECLARED.search(data, 0, 200)
        name = declared[1].decode("ascii") if declared else "UTF-8"
        latin = _LATIN.get(name.lower())
        if latin is not None:
            return _decoded_as(data, latin)
        line = data.count(b"\n", 0, error.start) + 1
        raise ParseFault(f"line {line} is not in the encoding {name}.") from error


def _decoded_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ParseFault(f"the file is not in the encoding {encoding.upper()}.") from error


def _read_toml(text: str) -> dict[str, Values]:
    try:
        document = documents.parse(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise ParseFault("the text is not UTF-8.") from error
    except ValueError as error:
        # A DocumentError, or a number with more digits than Python converts.
        raise ParseFault(f"{error}.") from error
    areas = _machine_level(document)
    for name, values in areas.items():
        if name not in shape_of(Settings).nested:
            raise ParseFault(f'there is no area "{shown(name)}".')
        if not isinstance(values, dict):
            raise ParseFault(f"{name}: a table is expected.")
    return {name: _blank_as_none(shape_of(Settings).nested[name], areas[name]) for name in areas}


def _machine_level(document: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of the machine in a document that may be a whole `running.toml`."""
    machines = document.get(_MACHINES)
    if machines is None:
        return document
    if set(document) - {_MACHINES, _REVISION}:
        raise ParseFault("settings of clusters and groups cannot be loaded.")
    if not isinstance(machines, dict) or len(machines) != 1:
        raise ParseFault("the file must be about one machine.")
    (settings,) = machines.values()
    if not isinstance(settings, dict):
        raise ParseFault(f"{_MACHINES}: a table is expected.")
    return settings


def _blank_as_none(kind: type, values: Mapping[str, Any]) -> Values:
    """Return parsed TOML with `None` for the empty texts that stand for "not set".

    TOML has no word for that. Values of wrong types are left alone: they are found later.
    """
    shape = shape_of(kind)
    result: Values = {}
    for name, value in values.items():
        if name in shape.nested and isinstance(value, dict):
            result[name] = _blank_as_none(shape.nested[name], value)
        elif name in shape.tables and isinstance(value, dict):
            result[name] = _entries(shape.tables[name], value)
        elif value == "" and name in shape.optional:
            result[name] = None
        else:
            result[name] = value
    return result


def _entries(kind: type, table: Mapping[str, Any]) -> Values:
    if kind is str:
        return dict(table)
    return {
        name: _blank_as_none(kind, entry) if isinstance(entry, dict) else entry
        for name, entry in table.items()
    }
