"""What is known of a terminal that a dashboard is shown on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from state.preferences import Language

Colours = Literal["none", "standard", "256", "truecolor"]
"""How many colours a terminal has; `none` is one that has none, or whose owner wants none."""

_TRUECOLOR: Final = ("alacritty", "contour", "foot", "ghostty", "iterm2", "kitty", "wezterm")
_MONOCHROME: Final = ("vt100", "vt102", "vt220", "vt320", "vt420", "xterm-mono")


@dataclass(frozen=True, slots=True)
class Display:
    """Size in cells, colours, and how the person at it wants the dashboard."""

    columns: int = 80
    rows: int = 24
    colours: Colours = "truecolor"
    language: Language | None = None
    """What was chosen for this session; `None` is what the user prefers, or `automatic`."""
    theme: str | None = None
    """Name of a theme; `None` is what the user prefers, or the one that fits the colours."""
    automatic: Language = "en"
    """The language of who has chosen none."""


def colours_of(term: str, environment: Mapping[str, str]) -> Colours:
    """Return how many colours a terminal of the type `term` (TERM) has.

    `environment` is what the terminal said of itself: COLORTERM, and NO_COLOR (no-color.org) for
    none at all. What is not known has the sixteen that all terminals have.
    """
    name = term.strip().lower()
    if environment.get("NO_COLOR") or name in _MONOCHROME or name.endswith("-m"):
        return "none"
    if environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return "truecolor"
    if name.endswith("-direct") or any(each in name for each in _TRUECOLOR):
        return "truecolor"
    return "256" if "256color" in name else "standard"
