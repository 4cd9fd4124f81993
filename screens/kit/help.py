"""All keys that do something at the moment, and what they do."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

from screens.kit.cells import Column
from screens.kit.keybar import is_typed
from screens.kit.table import Row, Table
from screens.language import later, tr

SIDEWAYS = {"scroll_left", "scroll_right", "page_left", "page_right"}
"""Actions of what scrolls: nothing here is wider than the screen."""


MOVING = ("move(", "page(", "edge(", "scroll_", "page_", "cursor_")
"""How actions begin that move a cursor or scroll."""


class KeyHelp(ModalScreen[None]):
    """Keys of the screen that was shown before, also those that the key bar leaves out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,question_mark", "close", later("Close")),
    ]

    def __init__(self, screen: Screen[object]) -> None:
        super().__init__()
        self._rows = _rows(screen)

    def compose(self) -> ComposeResult:
        columns = (Column(later("Key"), 24, rank=9), Column(later("Action"), 30, share=1, rank=9))
        with Vertical(classes="dialog keys") as box:
            box.border_title = Text(tr("Keys"))
            # A row each, one of titles, and the border; no more than the screen has room for.
            box.styles.height = len(self._rows) + 3
            yield Table(columns)

    def on_mount(self) -> None:
        table = self.query_one(Table)
        table.show_rows(self._rows)
        table.focus()

    def action_close(self) -> None:
        """Close it."""
        self.dismiss()


def _rows(screen: Screen[object]) -> list[Row]:
    keys: dict[tuple[str, str], list[str]] = {}
    moving: list[str] = []
    # What is special here comes first, what works everywhere later.
    bindings = sorted(screen.active_bindings.values(), key=partial(_rank, screen))
    for node, binding, enabled, _ in bindings:
        if not enabled or binding.action in SIDEWAYS or "super+" in binding.key:
            continue
        if is_typed(screen, binding.key):
            continue
        key = screen.app.get_key_display(binding)
        if binding.description and not binding.system:
            if binding.action.startswith(MOVING):
                moving.append(key)
                continue
            name = (binding.action, _words(screen, node, binding))
            keys.setdefault(name, []).append(key)
    rows = [
        Row(action, (", ".join(dict.fromkeys(names)), tr(words)))
        for (action, words), names in keys.items()
    ]
    if moving:
        rows.append(Row("moving", (" ".join(dict.fromkeys(moving)), tr("Move and scroll"))))
    return rows


def _rank(screen: Screen[object], each: ActiveBinding) -> tuple[bool, bool, bool]:
    """Order the keys: what the key bar shows, what fields and tables have, the dashboard's."""
    return each.node is screen.app, not each.binding.show, each.binding.action == "menu"


def _words(screen: Screen[object], node: DOMNode, binding: Binding) -> str:
    """Return what a key does. What a table hands on, its screen can call by its name."""
    if isinstance(node, Table) and binding.action == "choose":
        for own in screen._bindings.key_to_bindings.get(binding.key, ()):  # noqa: SLF001
            return own.description
    return binding.description
