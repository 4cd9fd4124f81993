"""Headers of a message as the log of its delivery shows them (`logconfig`, LOGHEADERS)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

HEAD_BYTES: Final = 64 * 1024
"""Bytes of a message in which headers are looked for."""
LONGEST_VALUE: Final = 256
MOST: Final = 50


def logged_headers(content: bytes, names: Sequence[str]) -> str:
    """Return `[('from', '...'), ('subject', '...')]`, in the order of the message; '' for none.

    `content` is the message, or its beginning. Names are in small letters, folded values on one
    line, long ones cut. Encoded words stay as they are (mail log reference, 7.1 and 5.1).
    """
    wanted = {name.lower() for name in names}
    found = [(name, value) for name, value in _fields(content) if name in wanted]
    return str(found[:MOST]) if found else ""


def _fields(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the header fields, up to the empty line (RFC 5322, 2.2)."""
    name, value = "", ""
    for line in content[:HEAD_BYTES].split(b"\r\n"):
        text = line.decode("utf-8", "backslashreplace")
        if text[:1] in (" ", "\t"):
            value = f"{value} {text.strip()}"[:LONGEST_VALUE]
            continue
        if name:
            yield name, value
        before, colon, after = text.partition(":")
        name = before.strip().lower() if colon else ""
        value = after.strip()[:LONGEST_VALUE]
        if not text:
            return
    if name:
        yield name, value
