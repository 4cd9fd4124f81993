"""Pictures of the dashboard as SVG, kept in `snapshots/screens/` like golden texts.

`tools/pictures.py` turns them into PNG, to be looked at before they are accepted.
"""

from __future__ import annotations

import re

from screens.app import Dashboard
from tests.golden import same_as_golden

_FONTS = re.compile(r"\s*@font-face \{.*?\}\n", re.DOTALL)
_UNIQUE = re.compile(r"terminal-\d+")


def picture(app: Dashboard) -> str:
    """Return what the dashboard shows as SVG, without fonts from outside or numbers by chance."""
    svg = _FONTS.sub("", app.export_screenshot(title="esatui"))
    svg = svg.replace("Fira Code", "D2Coding, NanumGothicCoding, DejaVu Sans Mono")
    return _UNIQUE.sub("terminal", svg)


def same_picture(app: Dashboard, name: str) -> None:
    """Fail unless the dashboard looks as in `snapshots/screens/<name>-<columns>x<rows>.svg`."""
    columns, rows = app.size
    same_as_golden(picture(app), f"screens/{name}-{columns}x{rows}.svg")
