"""A switch of a form that can be read without colour."""

from __future__ import annotations

from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Checkbox

ON: Final = "[x]"
OFF: Final = "[ ]"
"""Textual draws the same cross for both, in other colours."""


class Tick(Checkbox):
    """A check box without a label, `[x]` or `[ ]`."""

    def render(self) -> Content:
        return Content(ON if self.value else OFF)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return len(ON)
