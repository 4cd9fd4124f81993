"""How data classes and elements correspond: small declarations, read in both directions.

Data classes are merged and tables are replaced: what an element does not contain is absent from
the result, and so stays as it is. Where that matters (`explicit`), writing therefore says even that
something is not there: an empty element is an optional value that is not set, or, for a table or a
list, that it has no entries.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass
from functools import cached_property
from typing import Any, Protocol

from state.configfile.codecs import NAME, TEXT, Codec
from state.configfile.elements import Element
from state.configfile.faults import ParseFault
from state.errors import StateError
from state.operations.values import shown
from state.shape import shape_of

Values = dict[str, Any]
"""Attribute name to value in plain data, as `msgspec.convert` takes it."""

Found = Mapping[str, list[Element]]
"""The children of an element, by name."""

Sorting = Callable[[str], Any]
"""Sort key of the names in a table."""


class Part(Protocol):
    """One aspect of a data class: the elements that some of its attributes become."""

    @property
    def elements(self) -> tuple[str, ...]:
        """Names of the elements."""

    @property
    def attributes(self) -> tuple[str, ...]:
        """Names of the attributes."""

    def write(self, owner: Any, *, explicit: bool) -> Iterable[Element]:
        """Return the elements for the attributes of `owner`."""

    def read(self, found: Found, kind: type) -> Values:
        """Return plain data of the attributes that are there. Raises `ParseFault`.

        `kind` is the data class that the attributes belong to.
        """


def single(element: str, found: Found) -> Element | None:
    """Return the only element of this name; raises `ParseFault` when there are several."""
    elements = found.get(element, ())
    if len(elements) > 1:
        raise ParseFault(f"{elements[1].place}: the element is repeated.")
    return elements[0] if elements else None


def decode(codec: Codec, element: Element) -> Any:
    """Return the value of an element without children; raises `ParseFault` that names it."""
    if element.children:
        raise ParseFault(f"{element.place}: elements are not expected in it.")
    try:
        return codec.read(element.text)
    except StateError as error:
        raise ParseFault(f"{element.place}: {error.text}") from error


@dataclass(frozen=True)
class Leaf:
    """One value in one element."""

    element: str
    attribute: str
    codec: Codec = TEXT

    @property
    def elements(self) -> tuple[str, ...]:
        return (self.element,)

    @property
    def attributes(self) -> tuple[str, ...]:
        return (self.attribute,)

    def write(self, owner: Any, *, explicit: bool) -> Iterable[Element]:
        value = getattr(owner, self.attribute)
        if value is not None:
            yield Element(self.element, self.codec.write(value))
        elif explicit:
            yield Element(self.element)

    def read(self, found: Found, kind: type) -> Values:
        element = single(self.element, found)
        if element is None:
            return {}
        blank = element.text == "" if self.codec is TEXT else element.empty
        if blank and not element.children and self.attribute in shape_of(kind).optional:
            return {self.attribute: None}
        return {self.attribute: decode(self.codec, element)}


@dataclass(frozen=True)
class Repeated:
    """A tuple: one element a value, in an element of their own when `container`."""

    element: str
    attribute: str
    codec: Codec = TEXT
    container: str | None = None

    @property
    def elements(self) -> tuple[str, ...]:
        return (self.container or self.element,)

    @property
    def attributes(self) -> tuple[str, ...]:
        return (self.attribute,)

    def write(self, owner: Any, *, explicit: bool) -> Iterable[Element]:
        value = getattr(owner, self.attribute)
        if value is None:
            return
        items = [Element(self.element, self.codec.write(item)) for item in value]
        yield from contained(self.container, self.element, items, explicit=explicit)

    def read(self, found: Found, kind: type) -> Values:
        items = items_of(self.container, self.element, found)
        if items is None:
            return {}
        return {self.attribute: tuple(decode(self.codec, item) for item in items)}


def contained(
    container: str | None, item: str, items: list[Element], *, explicit: bool
) -> list[Element]:
    """Return the elements of a table or a list, as `items_of` reads them."""
    if container is not None:
        return [Element(container, children=items)]
    return items or ([Element(item)] if explicit else [])


def items_of(container: str | None, item: str, found: Found) -> list[Element] | None:
    """Return the elements of a table or a list, `None` when it is not there."""
    if container is None:
        items = found.get(item)
        return [] if items is not None and len(items) == 1 and items[0].empty else items
    element = single(container, found)
    if element is None:
        return None
    refuse_text(element)
    for child in element.children:
        if child.name != item:
            raise ParseFault(f'{child.place} is not expected in "{container}".')
    return element.children


def refuse_text(element: Element) -> None:
    """Raise `ParseFault` for text where only elements are expected."""
    if element.text.strip():
        raise ParseFault(f"{element.place}: text is not expected in it.")


@dataclass(frozen=True)
class Record:
    """A data class and the parts that it is made of."""

    kind: type
    parts: tuple[Part, ...]
    may_lack: frozenset[str] = frozenset()
    """Attributes without a default that follow from something else when they are not there."""

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(element for part in self.parts for element in part.elements)

    @cached_property
    def _required(self) -> frozenset[str]:
        fields = dataclasses.fields(self.kind)
        return frozenset(
            field.name
            for field in fields
            if field.default is MISSING and field.default_factory is MISSING
        ).difference(self.may_lack)

    def write(self, owner: Any, *, explicit: bool = False) -> list[Element]:
        """Return the child elements of `owner`."""
        return [each for part in self.parts for each in part.write(owner, explicit=explicit)]

    def read(self, element: Element, *, also: str | None = None) -> Values:
        """Return plain data of the attributes that `element` contains.

        `also` is an element that is none of this record's own. Raises `ParseFault`.
        """
        refuse_text(element)
        found = element.by_name()
        for name, elements in found.items():
            if name not in self._known and name != also:
                raise ParseFault(f'{elements[0].place} is not expected in "{element.name}".')
        values: Values = {}
        for part in self.parts:
            values.update(part.read(found, self.kind))
        return values

    def read_whole(self, element: Element, *, also: str) -> Values:
        """Like `read`, for an entry of a table: what has no default must be there."""
        values = self.read(element, also=also)
        for part in self.parts:
            for attribute in part.attributes:
                if attribute in self._required and attribute not in values:
                    raise ParseFault(f"{element.place}: {part.elements[0]} is missing.")
        return values


@dataclass(frozen=True)
class Nested:
    """A data class inside another."""

    element: str
    attribute: str
    record: Record

    @property
    def elements(self) -> tuple[str, ...]:
        return (self.element,)

    @property
    def attributes(self) -> tuple[str, ...]:
        return (self.attribute,)

    def write(self, owner: Any, *, explicit: bool) -> Iterable[Element]:
        value = getattr(owner, self.attribute)
        yield Element(self.element, children=self.record.write(value, explicit=explicit))

    def read(self, found: Found, kind: type) -> Values:
        element = single(self.element, found)
        return {} if element is None else {self.attribute: self.record.read(element)}


@dataclass(frozen=True)
class Table:
    """A mapping of names to data classes: one `item` an entry, with its name in `key`."""

    item: str
    attribute: str
    key: str
    record: Record
    container: str | None = None
    sorting: Sorting | None = str
    """Order in which entries are written; `None` leaves them as they are."""

    @property
    def elements(self) -> tuple[str, ...]:
        return (self.container or self.item,)

    @property
    def attributes(self) -> tuple[str, ...]:
        return (self.attribute,)

    def write(self, owner: Any, *, explicit: bool) -> Iterable[Element]:
        table = getattr(owner, self.attribute)
        names = table if self.sorting is None else sorted(table, key=self.sorting)
        return self._elements(table, names, explicit=explicit)

    def _elements(
        self, table: Mapping[str, Any], names: Iterable[str], *, explicit: bool
    ) -> list[Element]:
        items = [
            Element(self.item, children=[Element(self.key, n), *self.record.write(table[n])])
            for n in names
        ]
        return contained(self.container, self.item, items, explicit=explicit)

    def read(self, found: Found, kind: type) -> Values:
        table = self._entries(found)
        return {} if table is None else {self.attribute: table}

    def _entries(self, found: Found) -> dict[str, Values] | None:
        items = items_of(self.container, self.item, found)
        if items is None:
            return None
        table: dict[str, Values] = {}
        for item in items:
            key = single(self.key, item.by_name())
            name = "" if key is None else decode(NAME, key)
            if not name:
                raise ParseFault(f"{item.place}: {self.key} is missing.")
            if name in table:
                raise ParseFault(f'{item.place}: "{shown(name)}" stands in the file twice.')
            table[name] = self.record.read_whole(item, also=self.key)
        return table


@dataclass(frozen=True)
class OrderedTable(Table):
    """A table whose order counts and is kept in a second attribute, a tuple of the names."""

    order: str = "order"

    @property
    def attributes(self) -> tuple[str, ...]:
        return (self.attribute, self.order)

    def write(self, owner: Any, *, explicit: bool) -> Iterable[Element]:
        table, order = getattr(owner, self.attribute), getattr(owner, self.order)
        names = dict.fromkeys((*(name for name in order if name in table), *table))
        return self._elements(table, names, explicit=explicit)

    def read(self, found: Found, kind: type) -> Values:
        table = self._entries(found)
        return {} if table is None else {self.attribute: table, self.order: tuple(table)}


@dataclass(frozen=True)
class TextTable:
    """A mapping of texts under a name that follows from the text itself."""

    item: str
    attribute: str
    container: str
    name_of: Callable[[str], str]
    """Returns the name of a text; raises `StateError` for a text that is none of its kind."""

    @property
    def elements(self) -> tuple[str, ...]:
        return (self.container,)

    @property
    def attributes(self) -> tuple[str, ...]:
        return (self.attribute,)

    def write(self, owner: Any, *, explicit: bool) -> Iterable[Element]:
        items = [Element(self.item, text) for text in getattr(owner, self.attribute).values()]
        return contained(self.container, self.item, items, explicit=explicit)

    def read(self, found: Found, kind: type) -> Values:
        items = items_of(self.container, self.item, found)
        if items is None:
            return {}
        table: dict[str, str] = {}
        for item in items:
            text = decode(TEXT, item)
            try:
                name = self.name_of(text)
            except StateError as error:
                raise ParseFault(f"{item.place}: {error.text}") from error
            if name in table:
                raise ParseFault(f"{item.place}: the same stands in the file twice.")
            table[name] = text
        return {self.attribute: table}
