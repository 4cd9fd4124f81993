"""Changes side by side."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from screens.appliance_words import named, setting_named, value_named
from screens.language import later, tr
from state.changes import Change, ChangeKind
from state.objects import printable
from state.overview.changes import Difference, Step, differences, title

OTHERS = {
    Step("key", key=False): later("another key"),
    Step("csr", key=False): later("another request"),
}
"""Settings of which a person can know whether they are the same: a key's hash, a request."""
NOTHING = {"", "-"}
SIGNS: dict[ChangeKind, str] = {"added": "+", "removed": "-", "changed": "~"}


def sides(found: Iterable[Difference], before: str, after: str) -> Table:
    """Return a table of settings with two values each; `before` and `after` are its titles."""
    table = Table(box=None, padding=(0, 1, 0, 0), expand=True, show_edge=False)
    table.add_column(Text(tr("Setting")), ratio=3, overflow="fold")
    table.add_column(Text(before), ratio=4, overflow="fold")
    table.add_column(Text(after), ratio=4, overflow="fold")
    for each in found:
        old, new = (value_words(each, value) for value in (each.old, each.new))
        table.add_row(Text(setting_words(each)), Text(old), Text(new, "bold"))
    return table


def setting_words(each: Difference) -> str:
    """Return what a setting is called, after what it is part of."""
    return " > ".join(
        printable(step.name) if step.key else setting_named(step.name) for step in each.steps
    )


def value_words(each: Difference, value: str) -> str:
    """Return a value of a setting; one that the model has no name for stays as it is."""
    last = each.steps[-1] if each.steps else None
    if last in OTHERS and value not in NOTHING:
        is_other = each.old not in NOTHING and value == each.new
        return tr(OTHERS[last]) if is_other else tr("there")
    if last is not None and last.named:
        value = ", ".join(map(value_named, value.split(", ")))
    return value or "-"


def change_view(change: Change) -> RenderableType:
    """Return a change: its object, and each setting before and after."""
    head = Text(f"{SIGNS[change.kind]} {object_words(change)}", "bold underline")
    found = differences(change)
    if not found:
        return Group(head, Text(without_settings(change)))
    return Group(head, sides(found, tr("Before"), tr("After")))


def object_words(change: Change) -> str:
    """Return what the object of a change is called."""
    return named(title(change))


def without_settings(change: Change) -> str:
    """Return what there is to say of a change in which no setting has a value."""
    return tr("with default settings") if change.kind == "added" else tr("nothing was set")
