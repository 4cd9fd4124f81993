"""XML as plain data: a small tree, written by hand and read with expat under strict limits."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from state.configfile.faults import ParseFault
from state.operations.values import shown

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

MAX_DEPTH = 32
MAX_ELEMENTS = 500_000
"""Most elements of one file: four times what ten thousand destinations need."""


@dataclass(slots=True)
class Element:
    """One element: text or children, never both (white space around children is dropped)."""

    name: str
    text: str = ""
    children: list[Element] = field(default_factory=list)
    line: int = 0
    """Where its start tag stands in the file, 0 for an element that was not read from one."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it but white space."""
        return not self.children and not self.text.strip()

    @property
    def place(self) -> str:
        """The element in words, for an error: `element "port" in line 12`."""
        return f'element "{shown(self.name)}" in line {self.line}'

    def by_name(self) -> Mapping[str, list[Element]]:
        """Return the children by their names, each list in the order of the file."""
        found: dict[str, list[Element]] = defaultdict(list)
        for child in self.children:
            found[child.name].append(child)
        return found


_SPECIAL = re.compile(r"[&<>\r]|[^\x20-\x7e\t\n]")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def carries(text: str) -> bool:
    """Whether XML can carry every character of `text` (XML 1.0, production 2)."""
    return _NOT_XML.search(text) is None


def _reference(match: re.Match[str]) -> str:
    character = match.group()
    if not carries(character):
        return "&#xFFFD;"
    return _NAMED.get(character) or f"&#{ord(character)};"


def escape(text: str) -> str:
    """Return `text` as XML character data in ASCII; what XML cannot carry becomes U+FFFD."""
    return _SPECIAL.sub(_reference, text)


def lines(element: Element) -> list[str]:
    """Return the lines of `element` in XML, indented by two spaces a level."""
    written: list[str] = []
    _write(element, "", written)
    return written


def _write(element: Element, indent: str, written: list[str]) -> None:
    if element.children:
        written.append(f"{indent}<{element.name}>")
        for child in element.children:
            _write(child, indent + "  ", written)
        written.append(f"{indent}</{element.name}>")
    elif element.text:
        text = f"{indent}<{element.name}>{escape(element.text)}</{element.name}>"
        written.extend(text.split("\n"))
    else:
        written.append(f"{indent}<{element.name}/>")


def parse(text: str) -> Element:
    """Return the root element of the XML document `text`.

    Attributes, entity declarations and document types inside the file are refused, a document type
    outside of it is never fetched; depth and number of elements are limited. So no file can make
    the parser work for long. Raises `ParseFault` with the line.
    """
    from xml.parsers import expat

    document = text.lstrip()
    skipped = text.count("\n", 0, len(text) - len(document))
    parser = expat.ParserCreate("utf-8")
    builder = _Builder(parser, skipped)
    try:
        parser.Parse(document.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        reason = expat.errors.messages[error.code]
        raise ParseFault(f"{reason} in line {error.lineno + skipped}.") from error
    return builder.root


class _Builder:
    def __init__(self, parser: XMLParserType, skipped: int) -> None:
        self._parser = parser
        self._skipped = skipped
        self._stack: list[Element] = [Element("")]
        self._text: list[str] = []
        self._count = 0
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.StartDoctypeDeclHandler = self._doctype
        parser.SkippedEntityHandler = self._skipped_entity

    @property
    def root(self) -> Element:
        return self._stack[0].children[0]

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self._skipped

    def _start(self, name: str, attributes: Mapping[str, str] | Sequence[str]) -> None:
        self._count += 1
        if len(self._stack) > MAX_DEPTH:
            raise ParseFault(f"the elements are nested too deeply in line {self._line}.")
        if self._count > MAX_ELEMENTS:
            raise ParseFault("the file has too many elements.")
        element = Element(name, line=self._line)
        if attributes:
            raise ParseFault(f"{element.place}: attributes are not allowed.")
        self._drop_space()
        self._stack[-1].children.append(element)
        self._stack.append(element)

    def _end(self, name: str) -> None:
        element = self._stack.pop()
        if element.children:
            self._drop_space()
        else:
            element.text = "".join(self._text)
            self._text.clear()

    def _drop_space(self) -> None:
        """Forget the white space between two elements; other text has no place there."""
        if "".join(self._text).strip():
            raise ParseFault(f"unexpected text before line {self._line}.")
        self._text.clear()

    def _doctype(self, name: str, system: str | None, public: str | None, internal: object) -> None:
        # Whoever can declare an entity in a few bytes can make megabytes of them.
        if internal:
            raise ParseFault(f"declarations in the document type (line {self._line}).")

    def _skipped_entity(self, name: str, is_parameter: object) -> None:
        raise ParseFault(f'undefined entity "{shown(name)}" in line {self._line}.')
