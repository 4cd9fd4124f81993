"""`esatui manual`: the page of a command, or the list of all pages."""

from __future__ import annotations

import sys

from esatui.manual import text
from esatui.manual.page import find_page, page_names
from state.errors import StateError


def run(name: str | None) -> int:
    """Print a page; return the exit status. Raises `StateError` for a command that is not there."""
    if name is None:
        pages = (find_page(each) for each in page_names())
        sys.stdout.write(text.index([page for page in pages if page is not None]))
    else:
        page = find_page(name)
        if page is None:
            raise StateError(f"no such command: {name}")
        sys.stdout.write(text.render(page))
    sys.stdout.flush()
    return 0
