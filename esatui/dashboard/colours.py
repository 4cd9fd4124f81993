"""Fewer colours, for terminals that have fewer than others in the same process.

Rich remembers with a style the codes that it was first drawn with, for whatever terminal that was,
and styles are shared by all dashboards of a process. So a dashboard is drawn with colours that its
own terminal has from the start, and they mean the same codes everywhere.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color


class FewerColours(LineFilter):
    """Turns the colours of lines into the nearest that a terminal of `system` has."""

    def __init__(self, system: ColorSystem) -> None:
        super().__init__()
        self._system = system

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        system = self._system
        return [
            Segment(text, fewer(style, system) if style is not None else None, control)
            for text, style, control in segments
        ]


@lru_cache(4096)
def fewer(style: Style, system: ColorSystem) -> Style:
    """Return `style` with the nearest colours of `system`; everything else stays."""
    color, background = style.color, style.bgcolor
    return style + Style(
        color=color.downgrade(system) if color is not None else None,
        bgcolor=background.downgrade(system) if background is not None else None,
    )
