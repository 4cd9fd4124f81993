"""Changes side by side."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from screens.language import later, tr
from state.changes import Change, ChangeKind
from state.overview.changes import Difference, differences

KINDS: dict[ChangeKind, str] = {
    "added": later("added"),
    "removed": later("removed"),
    "changed": later("changed"),
}
SIGNS: dict[ChangeKind, str] = {"added": "+", "removed": "-", "changed": "~"}


def kind_words(change: Change) -> str:
    """Return the sign of a change and its kind in words."""
    return f"{SIGNS[change.kind]} {tr(KINDS[change.kind])}"


def sides(found: Iterable[Difference], before: str, after: str) -> Table:
    """Return a table of settings with two values each; `before` and `after` are its titles."""
    table = Table(box=None, padding=(0, 1, 0, 0), expand=True, show_edge=False)
    table.add_column(Text(tr("Setting")), ratio=2, overflow="fold")
    table.add_column(Text(before), ratio=3, overflow="fold")
    table.add_column(Text(after), ratio=3, overflow="fold")
    for each in found:
        table.add_row(Text(each.setting), Text(each.old or "-"), Text(each.new or "-", "bold"))
    return table


def change_view(change: Change) -> RenderableType:
    """Return a change: its object, and each setting before and after."""
    title = Text.assemble((f"{SIGNS[change.kind]} {change.label}", "bold underline"))
    return Group(title, sides(differences(change), tr("Before"), tr("After")))
