"""A switch of a form that can be read without colour."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Checkbox

from screens.language import later

ON: Final = "[x]"
OFF: Final = "[ ]"
"""Textual draws the same cross for both, in other colours."""


class Tick(Checkbox):
    """A check box without a label, `[x]` or `[ ]`; the arrows go through several of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", later("Up"), show=False),
        Binding("down", "app.focus_next", later("Down"), show=False),
    ]

    def render(self) -> Content:
        return Content(ON if self.value else OFF)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return len(ON)
