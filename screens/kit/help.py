"""All keys that do something at the moment, and what they do."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen

from screens.kit.cells import Column
from screens.kit.table import Row, Table
from screens.language import later, tr

SIDEWAYS = {"scroll_left", "scroll_right", "page_left", "page_right"}
"""Actions of what scrolls: nothing here is wider than the screen."""


class KeyHelp(ModalScreen[None]):
    """Keys of the screen that was shown before, also those that the key bar leaves out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,question_mark", "close", later("Close")),
    ]

    def __init__(self, screen: Screen[object]) -> None:
        super().__init__()
        self._rows = _rows(screen)

    def compose(self) -> ComposeResult:
        columns = (Column(later("Key"), 16, rank=9), Column(later("Action"), 30, share=1, rank=9))
        with Vertical(classes="dialog keys") as box:
            box.border_title = Text(tr("Keys"))
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
    # What is special here comes first, what works in every table last.
    bindings = sorted(screen.active_bindings.values(), key=lambda each: not each.binding.show)
    for _, binding, enabled, _ in bindings:
        if not enabled or binding.action in SIDEWAYS or binding.key.startswith("super"):
            continue
        if binding.description and not binding.system:
            name = (binding.action, binding.description)
            keys.setdefault(name, []).append(screen.app.get_key_display(binding))
    return [
        Row(action, (", ".join(dict.fromkeys(names)), tr(words)))
        for (action, words), names in keys.items()
    ]
