"""Themes. Contrast of text to its background is that of WCAG 2.2 AA (tests/screens/test_themes)."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

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
    variables={"footer-key-foreground": "#ffb454", "block-cursor-text-style": "bold"},
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
    variables={"footer-key-foreground": "#8a4b00", "block-cursor-text-style": "bold"},
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
        "block-cursor-background": "#ffffff",
        "block-cursor-foreground": "#000000",
        "footer-key-foreground": "#ffffff",
    },
)
"""Without colour: what matters is said in words, and the cursor is the reverse of the rest."""

THEMES: Final = (DARK, LIGHT, MONO)
