"""Themes. Contrast of text to its background is that of WCAG 2.2 AA (tests/screens/test_themes)."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme


def _variables(muted: str, *, cursor: str, under_cursor: str) -> dict[str, str]:
    """Return the variables of Textual that are given: its own are too faint in places.

    `muted` is the colour of what matters less, `cursor` and `under_cursor` are background and text
    of the line at the cursor.
    """
    return {
        "text-muted": muted,
        "text-disabled": muted,
        "foreground-muted": muted,
        "foreground-disabled": muted,
        "block-cursor-background": cursor,
        "block-cursor-foreground": under_cursor,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-text-style": "bold",
        "option-cursor-background": cursor,
        "option-cursor-foreground": under_cursor,
    }


FIELDS: Final = {
    "field-text-style": "none",
    "field-selection-text-style": "none",
    "focus-background": "#ffb454",
    "focus-foreground": "#0d1620",
    "focus-text-style": "bold underline",
    "option-cursor-background": "#4fb3ff",
    "option-cursor-foreground": "#0d1620",
    "option-cursor-text-style": "bold",
}
"""Variables of our own: how fields, what is selected in them, buttons in focus and the option at
the cursor are marked.
"""
COLOURLESS_FIELDS: Final = {
    "field-text-style": "underline",
    "field-selection-text-style": "reverse",
    "focus-background": "#000000",
    "focus-foreground": "#ffffff",
    "focus-text-style": "bold reverse",
}
"""The same where a background cannot be seen."""

DARK: Final = Theme(
    name="esa-dark",
    dark=True,
    primary="#4fb3ff",
    secondary="#8fc7ff",
    accent="#ffb454",
    warning="#ffcc66",
    error="#ff8a80",
    success="#7bd88f",
    foreground="#e6edf3",
    background="#0d1620",
    surface="#132030",
    panel="#1b2c40",
    variables=_variables("#9fb0c0", cursor="#4fb3ff", under_cursor="#0d1620"),
)
LIGHT: Final = Theme(
    name="esa-light",
    dark=False,
    primary="#00539f",
    secondary="#005f8a",
    accent="#8a4b00",
    warning="#7a5200",
    error="#a8201a",
    success="#1d6b2f",
    foreground="#14202b",
    background="#fafbfc",
    surface="#eef2f6",
    panel="#dde5ed",
    variables={
        **_variables("#4a5866", cursor="#00539f", under_cursor="#fafbfc"),
        "focus-background": "#8a4b00",
        "focus-foreground": "#fafbfc",
    },
)
MONO: Final = Theme(
    name="esa-mono",
    dark=True,
    primary="#ffffff",
    secondary="#ffffff",
    accent="#ffffff",
    warning="#ffffff",
    error="#ffffff",
    success="#ffffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    variables={
        **_variables("#b8b8b8", cursor="#000000", under_cursor="#ffffff"),
        # A terminal without colours still knows reverse and underline.
        "block-cursor-text-style": "bold reverse",
        "block-cursor-blurred-text-style": "bold underline",
        # Lists of options do not know reverse.
        "option-cursor-background": "#ffffff",
        "option-cursor-foreground": "#000000",
        "option-cursor-text-style": "bold underline",
        "input-cursor-background": "#000000",
        "input-cursor-foreground": "#ffffff",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "#000000",
        **COLOURLESS_FIELDS,
    },
)
"""Without colour: what matters is said in words, and the cursor is the reverse of the rest."""

THEMES: Final = (DARK, LIGHT, MONO)
