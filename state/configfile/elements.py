"""XML as plain data: a small tree, written by hand and read with expat under strict limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from state.errors import StateError

MAX_DEPTH = 32
MAX_ELEMENTS = 2_000_000
MAX_CHARACTERS = 64 * 1024 * 1024
"""Longest file that is read, in characters."""


@dataclass(slots=True)
class Element:
    """One element: text or children, never both (white space around children is dropped)."""

    name: str
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def first(self, name: str) -> Element | None:
        """Return the first child called `name`."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Element]:
        """Return every child called `name`, in order."""
        return [child for child in self.children if child.name == name]


class ParseFault(StateError):
    """A configuration file that cannot be used; the text begins with `Parsing failed: `."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Parsing failed: {reason}")


_SPECIAL = re.compile(r"[&<>\r]|[^\x20-\x7e\t\n]")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def _reference(match: re.Match[str]) -> str:
    character = match.group()
    number = ord(character)
    if (
        (number < 0x20
        and character != "\r")
        or 0xD800 <= number <= 0xDFFF
        or number in (0xFFFE, 0xFFFF)
    ):
        return "&#xFFFD;"
    return _NAMED.get(character) or f"&#{number};"


def escape(text: str) -> str:
    """Return `text` as XML character data in ASCII; what XML cannot carry becomes U+FFFD."""
    return _SPECIAL.sub(_reference, text)


def lines(element: Element, depth: int = 0) -> Iterator[str]:
    """Yield the lines of `element` in XML, indented by two spaces a level."""
    indent = "  " * depth
    if element.children:
        yield f"{indent}<{element.name}>"
        for child in element.children:
            yield from lines(child, depth + 1)
        yield f"{indent}</{element.name}>"
    elif element.text:
        yield from f"{indent}<{element.name}>{escape(element.text)}</{element.name}>".split("\n")
    else:
        yield f"{indent}<{element.name}/>"


def parse(text: str) -> Element:
    """Return the root element of the XML document `text`.

    Entity declarations, depth, number of elements and length are limited, so that no file can
    make the parser work for long. Raises `ParseFault`.
    """
    if len(text) > MAX_CHARACTERS:
        raise ParseFault("the file is too large.")
    builder = _Builder()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = builder.entity
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        raise ParseFault(f"{expat.errors.messages[error.code]}: line {error.lineno}.") from error
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self._stack: list[Element] = [Element("")]
        self._count = 0

    @property
    def root(self) -> Element:
        return self._stack[0].children[0]

    def start(self, name: str, attributes: Sequence[str]) -> None:
        self._count += 1
        if len(self._stack) > MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise ParseFault("the file has too many elements.")
        element = Element(name)
        self._stack[-1].children.append(element)
        self._stack.append(element)

    def end(self, name: str) -> None:
        element = self._stack.pop()
        if element.children:
            if element.text.strip():
                raise ParseFault(f'unexpected text in element "{name}".')
            element.text = ""

    def data(self, text: str) -> None:
        self._stack[-1].text += text

    def entity(self, name: str, *_: object) -> None:
        raise ParseFault("entities are not allowed.")
