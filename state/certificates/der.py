"""A reader for DER, as small as certificates allow (X.690, definite lengths only).

`cryptography` refuses a whole name when one attribute is not valid text, and offers no raw fields.
This reader gives the raw parts, so that such a certificate can still be shown and compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

INTEGER: Final = 0x02
OCTET_STRING: Final = 0x04
OBJECT_IDENTIFIER: Final = 0x06
SEQUENCE: Final = 0x30
SET: Final = 0x31
CONTEXT_0: Final = 0xA0


class DerError(ValueError):
    """The bytes are not DER, or not of the expected shape."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its tag octet, its content, and all of it (tag, length and content)."""

    tag: int
    content: bytes
    raw: bytes


def read_element(data: bytes, start: int = 0) -> Element:
    """The element that begins at `start`; what follows it is not looked at."""
    if len(data) < start + 2:
        raise DerError("truncated element")
    tag, first = data[start], data[start + 1]
    if tag & 0x1F == 0x1F:
        raise DerError("tags above 30 are not used in certificates")
    begin = start + 2
    length = first
    if first & 0x80:
        count = first & 0x7F
        if not 1 <= count <= 4:
            raise DerError("indefinite or absurd length")
        length = int.from_bytes(data[begin : begin + count], "big")
        begin += count
    end = begin + length
    if end > len(data):
        raise DerError("truncated element")
    return Element(tag, data[begin:end], data[start:end])


def children(element: Element) -> tuple[Element, ...]:
    """The elements inside a constructed one."""
    found = []
    position = 0
    while position < len(element.content):
        child = read_element(element.content, position)
        found.append(child)
        position += len(child.raw)
    return tuple(found)


def expect(element: Element, tag: int) -> Element:
    """The same element, if it has this tag."""
    if element.tag != tag:
        raise DerError(f"tag {tag:#x} expected, {element.tag:#x} found")
    return element


def object_identifier(content: bytes) -> str:
    """The dotted form of an OBJECT IDENTIFIER's content octets."""
    if not content or content[-1] & 0x80 or len(content) > 128:
        raise DerError("malformed object identifier")
    arcs: list[int] = []
    value = 0
    for octet in content:
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(str(arc) for arc in (first, arcs[0] - 40 * first, *arcs[1:]))
