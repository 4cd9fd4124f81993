"""Contrast of what is on the screen, as WCAG 2.2 computes it (success criteria 1.4.3 and 1.4.11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.color import Color
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.scrollbar import ScrollBar

from screens.app import Dashboard

TEXT, GRAPHICS = 4.5, 3.0
"""The least contrast of text, and of lines and bars that mean something."""
_GRAPHICS = range(0x2500, 0x25A0)
"""Lines and blocks of Unicode."""


@dataclass(frozen=True, slots=True)
class Faint:
    """A text that is too faint."""

    text: str
    ratio: float
    colours: str


def luminance(colour: ColorTriplet) -> float:
    """Return the relative luminance of a colour of sRGB, 0 to 1."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value / 255) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: ColorTriplet, other: ColorTriplet) -> float:
    """Return the contrast of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def faint(app: Dashboard) -> Iterator[Faint]:
    """Yield what is too faint on the screen.

    What is behind a dialog is not available and need not be read; scroll bars only repeat what the
    keys do.
    """
    screen = app.screen
    boxes = [screen.region]
    if screen.is_modal:
        boxes = [box.region for box in screen.query(".dialog, CommandPalette > Vertical")]
        assert boxes
    for y, strip in enumerate(screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            seen = segment.text.strip() and any(box.contains(x, y) for box in boxes)
            if seen and not isinstance(screen.get_widget_at(x, y)[0], ScrollBar):
                assert segment.style is not None
                text = segment.text.strip()
                found = _contrast(segment.style)
                graphic = all(ord(each) in _GRAPHICS for each in text.replace(" ", ""))
                if found < (GRAPHICS if graphic else TEXT):
                    yield Faint(text, round(found, 2), str(segment.style))
            x += segment.cell_length


def _contrast(style: Style) -> float:
    return ratio(_triplet(style.color), _triplet(style.bgcolor))


def _triplet(colour: Color | None) -> ColorTriplet:
    assert colour is not None
    assert colour.triplet is not None, colour
    return colour.triplet
