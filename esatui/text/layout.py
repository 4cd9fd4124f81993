"""Line breaks and columns, measured in terminal cells."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

LINE_WIDTH = 79
"""Questions and paragraphs are broken so that no line is longer (CLI reference, 1.6)."""


def wrap(text: str) -> str:
    """Return `text` with every line broken between words at 79 characters.

    Line ends and runs of spaces in `text` stay; words longer than a line stay whole.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        lines += textwrap.wrap(
            line, LINE_WIDTH, break_long_words=False, break_on_hyphens=False
        ) or [""]
    return "\n".join(lines)


def cell_width(text: str) -> int:
    """Return how many terminal cells `text` takes; control characters count as none."""
    if text.isascii() and text.isprintable():
        return len(text)
    from wcwidth import wcswidth, wcwidth

    if text.isascii() and text.isprintable():
        return len(text)
    width = wcswidth(text)
    return width if width >= 0 else sum(max(wcwidth(character), 0) for character in text)


def cut(text: str, width: int) -> str:
    """Return as much of the beginning of `text` as fits into `width` cells."""
    if text.isascii() and len(text) <= width:
        return text
    from wcwidth import wcwidth

    used = 0
    for index, character in enumerate(text):
        used += max(wcwidth(character), 0)
        if used > width:
            return text[:index]
    return text


def pad(text: str, width: int) -> str:
    """Return `text` cut or filled with spaces to exactly `width` cells."""
    text = cut(text, width)
    return text + " " * (width - cell_width(text))


def table(
    headings: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[str]],
    *,
    rule: str = "-",
) -> str:
    """Return a table with a rule under its headings, columns two spaces apart.

    Values are cut to `widths` (cells). Lines carry no spaces at their end. The result has no final
    line end.
    """
    lines = [_row(headings, widths), "  ".join(rule * width for width in widths)]
    lines += [_row(row, widths) for row in rows]
    return "\n".join(lines)


def _row(values: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(pad(v, w) for v, w in zip(values, widths, strict=True)).rstrip()


def numbered(items: Iterable[str]) -> str:
    """Return `items` as lines `1. item`."""
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
