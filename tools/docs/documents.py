"""All documents that are made, as texts by their place in the checkout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import tomli_w

from esatui.manual import markdown
from esatui.manual.examples import Example, parse
from esatui.manual.page import Page, find_page, page_names
from tools.docs import coverage
from tools.docs.excerpts import choose
from tools.docs.trace import Trace

MANUAL = "docs/manual"
EXAMPLES = "esatui/manual/examples.toml"


@dataclass(frozen=True)
class Documents:
    """The texts by name, and the rows of the coverage table that nothing shows or explains."""

    texts: dict[str, str]
    empty: tuple[str, ...]

    def stale(self, root: Path) -> list[Path]:
        """Return the pages that are there but of no command."""
        there = sorted((root / MANUAL).glob("*.md"))
        return [path for path in there if f"{MANUAL}/{path.name}" not in self.texts]


def made(traces: Sequence[Trace], root: Path) -> Documents:
    """Return the documents; those in `root` say what had been chosen before."""
    table = coverage.coverage(traces, _read(root / coverage.TARGET))
    chosen = choose(traces, parse(_read(root / EXAMPLES)))
    pages = [_page(name, chosen) for name in page_names()]
    texts = {
        coverage.TARGET: coverage.table(table),
        EXAMPLES: _examples({page.name: chosen[page.name] for page in pages if page.example}),
        f"{MANUAL}/README.md": markdown.index(pages),
        **{f"{MANUAL}/{page.name}.md": markdown.render(page) for page in pages},
    }
    return Documents(texts, tuple(each.row.label for each in table if each.empty))


def _page(name: str, chosen: dict[str, Example]) -> Page:
    page = find_page(name)
    if page is None:
        raise KeyError(name)
    return replace(page, example=chosen.get(name))


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _examples(chosen: dict[str, Example]) -> str:
    found = {name: {"transcript": e.transcript, "text": e.text} for name, e in chosen.items()}
    return "# Made by `make docs`; do not edit.\n\n" + tomli_w.dumps(found, multiline_strings=True)
