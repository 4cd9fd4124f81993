"""Pages for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from esatui.manual.page import Entry, Page
from esatui.text.layout import LINE_WIDTH, cell_width, pad

_INDENT = "  "
_LEGEND = {
    "*": "offered only when there is something to do for it",
    "r": "changes nothing; read-only roles are offered these alone",
}


def render(page: Page) -> str:
    """Return a page as lines of at most 79 cells, apart from what is typed and shown."""
    parts = [_part("NAME", _wrapped(f"{page.name} - {page.summary}", ""))]
    if page.aliases:
        parts.append(_part("OTHER NAMES", [", ".join(page.aliases)]))
    parts.append(_part("USE", [line for text in page.attributes for line in _wrapped(text, "")]))
    if page.entries:
        parts.append(_part("OPERATIONS", [*_operations(page.entries)]))
    if page.forms:
        parts.append(_part("BATCH FORM", page.forms))
    if page.options:
        parts.append(_part("OPTIONS", page.options))
    if page.example is not None:
        parts.append(_part("EXAMPLE", page.example.text.removesuffix("\n").split("\n")))
    return "\n".join(parts)


def index(pages: Sequence[Page]) -> str:
    """Return the list of all pages."""
    column = max(cell_width(page.name) for page in pages) + 2
    return "".join(f"{pad(page.name, column)}{page.summary}\n" for page in pages)


def _part(title: str, lines: Sequence[str]) -> str:
    return "".join([f"{title}\n", *(f"{_INDENT}{line}".rstrip() + "\n" for line in lines)])


def _operations(entries: Sequence[Entry]) -> Iterator[str]:
    used: set[str] = set()
    for entry in entries:
        marks = entry.marks
        used.update(marks)
        lead = f"{marks:<3}{_INDENT * entry.depth}"
        yield from _wrapped(f"{entry.keyword} - {entry.description}", lead)
    if used:
        yield ""
    yield from (f"{mark}  {text}" for mark, text in _LEGEND.items() if mark in used)


def _wrapped(text: str, lead: str) -> list[str]:
    """Return `text` behind `lead`; further lines stand a little further in."""
    hanging = " " * len(lead) + (_INDENT if lead else "")
    return textwrap.wrap(
        text,
        LINE_WIDTH - len(_INDENT),
        initial_indent=lead,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
