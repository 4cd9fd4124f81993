"""How data classes and elements correspond: small declarations, read in both directions."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from state.configfile.elements import Element, ParseFault

Values = dict[str, Any]
"""Attribute name to value in plain data, as `msgspec.convert` takes it."""


@dataclass(frozen=True)
class Codec:
    """Text form of a value: `write` gives it, `read` takes it or raises `ValueError`."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.strip().isdecimal() and len(text) < 20):
        raise ValueError("The value must be an integer.")
    return int(text)


def _flag(text: str) -> bool:
    if text.strip() not in ("0", "1"):
        raise ValueError("The value must be 0 or 1.")
    return text.strip() == "1"


def _prefix(text: str) -> int:
    return ipaddress.IPv4Network(f"0.0.0.0/{text.strip()}").prefixlen


def words(table: Mapping[Any, str], synonyms: Mapping[str, Any] | None = None) -> Codec:
    """Return a codec for a few values with a word each; `synonyms` are read as well."""
    reverse = {word: value for value, word in table.items()} | dict(synonyms or {})

    def read(text: str) -> Any:
        if text not in reverse:
            raise ValueError(f'"{text[:40]}" is not allowed.')
        return reverse[text]

    return Codec(table.__getitem__, read)


TEXT = Codec(str, str)
NUMBER = Codec(str, _whole_number)
FLAG = Codec(lambda value: str(int(value)), _flag)
NETMASK = Codec(lambda prefix: str(ipaddress.IPv4Network(f"0.0.0.0/{prefix}").netmask), _prefix)
LINES = Codec("\n".join, lambda text: tuple(text.split("\n")))


class Part(Protocol):
    """One aspect of a data class: the elements that it becomes."""

    element: str
    attribute: str

    def write(self, value: Any) -> Iterable[Element]:
        """Return the elements for the attribute's `value`."""

    def read(self, elements: list[Element]) -> Any:
        """Return plain data for the attribute from all elements of that name."""


@dataclass(frozen=True)
class Leaf:
    """One value in one element; `None` has no element."""

    element: str
    attribute: str
    codec: Codec = TEXT

    def write(self, value: Any) -> Iterable[Element]:
        if value is not None:
            yield Element(self.element, self.codec.write(value))

    def read(self, elements: list[Element]) -> Any:
        if len(elements) > 1 or elements[0].children:
            raise ParseFault(f'element "{self.element}" is not a single value.')
        return decode(self.codec, elements[0])


def decode(codec: Codec, element: Element) -> Any:
    """Return the value of a leaf element; raises `ParseFault` that names it."""
    try:
        return codec.read(element.text)
    except ValueError as error:
        raise ParseFault(f'element "{element.name}": {error}') from error


@dataclass(frozen=True)
class Repeated:
    """A tuple: one element a value."""

    element: str
    attribute: str
    codec: Codec = TEXT

    def write(self, value: Any) -> Iterable[Element]:
        return [Element(self.element, self.codec.write(item)) for item in value]

    def read(self, elements: list[Element]) -> Any:
        return tuple(decode(self.codec, element) for element in elements)


@dataclass(frozen=True)
class Record:
    """The parts of one data class."""

    parts: tuple[Part, ...]

    def write(self, owner: Any) -> list[Element]:
        """Return the child elements of `owner`."""
        return [e for part in self.parts for e in part.write(getattr(owner, part.attribute))]

    def read(self, element: Element, skip: str = "") -> Values:
        """Return plain data of the attributes that `element` contains."""
        known = {part.element for part in self.parts} | {skip}
        for child in element.children:
            if child.name not in known:
                raise ParseFault(f'unknown element "{child.name}" in "{element.name}".')
        found = {part: element.all(part.element) for part in self.parts}
        return {part.attribute: part.read(elements) for part, elements in found.items() if elements}


@dataclass(frozen=True)
class Nested:
    """A data class inside another."""

    element: str
    attribute: str
    record: Record

    def write(self, value: Any) -> Iterable[Element]:
        if value is not None:
            yield Element(self.element, children=self.record.write(value))

    def read(self, elements: list[Element]) -> Any:
        if len(elements) > 1:
            raise ParseFault(f'element "{self.element}" is repeated.')
        return self.record.read(elements[0])


@dataclass(frozen=True)
class Table:
    """A mapping of names to data classes: a container with one `item` an entry."""

    element: str
    attribute: str
    item: str
    key: str
    record: Record

    def write(self, value: Any) -> Iterable[Element]:
        items = [
            Element(self.item, children=[Element(self.key, name), *self.record.write(entry)])
            for name, entry in value.items()
        ]
        yield Element(self.element, children=items)

    def read(self, elements: list[Element]) -> Any:
        if len(elements) > 1:
            raise ParseFault(f'element "{self.element}" is repeated.')
        table: dict[str, Values] = {}
        for item in elements[0].children:
            name = item.first(self.key)
            if item.name != self.item or name is None or not name.text:
                raise ParseFault(f'element "{self.key}" is missing in "{self.element}".')
            if name.text in table:
                raise ParseFault(f'"{name.text[:80]}" stands twice in "{self.element}".')
            table[name.text] = self.record.read(item, skip=self.key)
        return table


@dataclass(frozen=True)
class Container:
    """A tuple in a container element, so that an empty one can be told from a missing one."""

    element: str
    attribute: str
    item: str
    codec: Codec = TEXT

    def write(self, value: Any) -> Iterable[Element]:
        items = [Element(self.item, self.codec.write(entry)) for entry in value]
        yield Element(self.element, children=items)

    def read(self, elements: list[Element]) -> Any:
        if len(elements) > 1:
            raise ParseFault(f'element "{self.element}" is repeated.')
        wrong = [child.name for child in elements[0].children if child.name != self.item]
        if wrong:
            raise ParseFault(f'unknown element "{wrong[0]}" in "{self.element}".')
        return tuple(decode(self.codec, child) for child in elements[0].children)
