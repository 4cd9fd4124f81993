"""A field for a text of many lines: a certificate, a list of senders."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from screens.language import later


class Block(TextArea):
    """A text that is emptied with one key, as a line is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+u", "empty", later("Empty the field"), key_display="^u"),
    ]

    @property
    def filled(self) -> bool:
        """Whether there is anything in it."""
        return self.document.line_count > 1 or bool(self.document.get_line(0))

    def action_empty(self) -> None:
        """Delete the whole text; it can be undone as any other edit."""
        self.clear()
