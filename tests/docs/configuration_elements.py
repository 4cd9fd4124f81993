"""The reference of elements and TOML names in docs/configuration-files.md, made from the schema.

`python -m tests.docs.configuration_elements` brings it up to date.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

from state.configfile.areas import AREAS
from state.configfile.schema import Leaf, Nested, Part, Record, Repeated, Table, TextTable
from state.shape import shape_of

DOCUMENT = Path(__file__).parents[2] / "docs" / "configuration-files.md"


def lines() -> Iterator[str]:
    """Yield the lines of one Markdown table: XML on the left, TOML on the right."""
    yield "| XML, below `<config>` | TOML | |"
    yield "| --- | --- | --- |"
    for each in AREAS:
        path = "" if each.element is None else f"{each.element}/"
        yield from _record(each.record, path, each.area)


def _record(record: Record, elements: str, names: str) -> Iterator[str]:
    for part in record.parts:
        yield from _part(record.kind, part, elements, names)


def _part(kind: type, part: Part, elements: str, names: str) -> Iterator[str]:
    name = f"{names}.{part.attributes[0]}"
    match part:
        case Nested():
            yield from _record(part.record, f"{elements}{part.element}/", name)
        case Table():
            item = elements + _inside(part.container, part.item)
            yield _row(f"{item}/{part.key}", f"{name}.NAME", "name of the entry")
            yield from _record(part.record, f"{item}/", f"{name}.NAME")
            if len(part.attributes) > 1:
                yield _row(item, f"{names}.{part.attributes[1]}", "order of the entries")
        case TextTable():
            item = elements + _inside(part.container, part.item)
            yield _row(item, f"{name}.FINGERPRINT", "PEM")
        case Repeated():
            item = elements + _inside(part.container, part.element)
            yield _row(item, name, f"list {_values(kind, part)}".rstrip())
        case Leaf():
            yield _row(elements + part.element, name, _values(kind, part))


def _inside(container: str | None, item: str) -> str:
    return item if container is None else f"{container}/{item}"


def _values(kind: type, part: Leaf | Repeated) -> str:
    """Return what a setting can be: its words in XML, and those in TOML where they differ."""
    hint = shape_of(kind).types[part.attribute]
    choices = [hint, *get_args(hint)]
    if int in choices:
        return "number"
    if bool in choices:
        values: tuple[object, ...] = (False, True)
    else:
        literal = next((each for each in choices if get_origin(each) is Literal), None)
        plain = tuple(each for each in choices if isinstance(each, str))
        values = plain if literal is None else get_args(literal)
    xml = ", ".join(f"`{part.codec.write(value)}`" for value in values)
    toml = ", ".join(
        f"`{str(value).lower() if isinstance(value, bool) else value}`" for value in values
    )
    return xml if xml == toml else f"{xml}; in TOML {toml}"


def _row(element: str, name: str, note: str) -> str:
    return f"| `{element}` | `{name}` | {note} |".replace("|  |", "| |")


def renewed(document: str) -> str:
    """Return the document with the table as it is now."""
    table = [*lines()]
    before, _, rest = document.partition(table[0])
    after = [line for line in rest.split("\n") if not line.startswith("|")]
    return before + "\n".join([*table, *after[1:]])


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text("utf-8")), "utf-8")
