"""Pages as documents."""

from __future__ import annotations

from collections.abc import Sequence

from esatui.manual.page import Entry, Page

_NOTE = "Made from the declarations by `make docs`; do not edit."
_TRANSCRIPTS = "../../tests/transcripts"


def render(page: Page) -> str:
    """Return the document of a command."""
    parts = [f"# {page.name}", f"{page.summary}."]
    if page.aliases:
        parts.append("Other names: " + ", ".join(f"`{name}`" for name in page.aliases) + ".")
    parts.append("\n".join(f"- {text}" for text in page.attributes))
    if page.entries:
        parts += ["## Operations", "\n".join(_entry(entry) for entry in page.entries)]
        if "*" in page.marks:
            parts.append("An asterisk marks what is offered only when there is something to do.")
        if "r" in page.marks:
            parts.append(
                "An r marks what changes nothing; read-only roles are offered these alone."
            )
    if page.forms:
        parts += ["## Batch form", _fence("\n".join(page.forms))]
    if page.options:
        parts += ["Options:", _fence("\n".join(page.options))]
    if page.example is not None:
        name = page.example.transcript
        parts += ["## Example", _fence(page.example.text.rstrip("\n"))]
        parts.append(f"From [{name}]({_TRANSCRIPTS}/{name}), which is a test.")
    return "\n\n".join([*parts, f"{_NOTE} [All commands](README.md)"]) + "\n"


def index(pages: Sequence[Page]) -> str:
    """Return the list of all commands with links to their pages."""
    head = "# Manual\n\nThe commands of the appliance, one page each: what `esatui manual` shows."
    lines = [f"- [{page.name}]({page.name}.md): {page.summary}" for page in pages]
    return "\n\n".join([head, "\n".join(lines), _NOTE]) + "\n"


def _entry(entry: Entry) -> str:
    indent = "  " * entry.depth
    mark = f" ({entry.marks})".replace("*", "\\*") if entry.marks else ""
    description = entry.description.replace("<", "\\<")
    return f"{indent}- `{entry.keyword}`{mark}: {description}"


def _fence(text: str) -> str:
    return f"```text schematic\n{text}\n```"
