"""Turns BER into DER as far as PKCS#12 files need it (X.690 section 8).

Firefox and old versions of Windows write indefinite lengths and strings in pieces.
"""

from __future__ import annotations

from typing import Final

from state.certificates.der import OCTET_STRING, DerError

_CONSTRUCTED: Final = 0x20
_CONSTRUCTED_OCTET_STRING: Final = OCTET_STRING | _CONSTRUCTED
_MAXIMUM_DEPTH: Final = 32
_MAXIMUM_ELEMENTS: Final = 50_000


def to_der(data: bytes) -> bytes:
    """The first element of the data in definite lengths, strings in one piece.

    The contents of primitive elements stay as they are. Raises DerError for what is no BER, for
    more than 32 levels and more than 50,000 elements.
    """
    return _Converter(data).element(0, 0)[0]


def encode(tag: int, content: bytes) -> bytes:
    """One element in DER."""
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


class _Converter:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._elements = 0

    def element(self, start: int, depth: int) -> tuple[bytes, int]:
        """The element at `start` in DER, and the position after it."""
        self._elements += 1
        if depth >= _MAXIMUM_DEPTH or self._elements > _MAXIMUM_ELEMENTS:
            raise DerError("too deep or too long")
        tag, begin, end = self._header(start)
        if not tag & _CONSTRUCTED:
            if end is None:
                raise DerError("indefinite length of a primitive element")
            return encode(tag, self._data[begin:end]), end
        parts, after = self._children(begin, end, depth + 1)
        if tag == _CONSTRUCTED_OCTET_STRING:
            return encode(OCTET_STRING, b"".join(_content(part) for part in parts)), after
        return encode(tag, b"".join(parts)), after

    def _header(self, start: int) -> tuple[int, int, int | None]:
        """Tag, where the content begins, and where it ends (None: indefinite)."""
        if len(self._data) < start + 2:
            raise DerError("truncated element")
        tag, first = self._data[start], self._data[start + 1]
        if tag & 0x1F == 0x1F:
            raise DerError("tags above 30 are not used")
        begin = start + 2
        if first == 0x80:
            return tag, begin, None
        length = first
        if first & 0x80:
            count = first & 0x7F
            length = int.from_bytes(self._data[begin : begin + count], "big")
            begin += count
        if begin + length > len(self._data):
            raise DerError("truncated element")
        return tag, begin, begin + length

    def _children(self, begin: int, end: int | None, depth: int) -> tuple[list[bytes], int]:
        parts: list[bytes] = []
        position = begin
        while end is None or position < end:
            if end is None and self._data[position : position + 2] == b"\0\0":
                return parts, position + 2
            part, position = self.element(position, depth)
            parts.append(part)
        if position != end:
            raise DerError("an element reaches beyond the one around it")
        return parts, position


def _content(der: bytes) -> bytes:
    """The content of an element that `encode` made of a piece of a string."""
    if der[0] != OCTET_STRING:
        raise DerError("a piece of a string is no string")
    return der[2 + (der[1] & 0x7F if der[1] & 0x80 else 0) :]
