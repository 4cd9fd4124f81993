"""Pictures of the dashboard as SVG, kept in `snapshots/screens/` like golden texts.

`tools/pictures.py` turns them into PNG, to be looked at before they are accepted.
"""

from __future__ import annotations

import html
import re

from rich.cells import cell_len

from screens.app import Dashboard
from tests.golden import same_as_golden

_FONTS = re.compile(r"\s*@font-face \{.*?\}\n", re.DOTALL)
CELL = 12.2
"""Width of a cell in such a picture."""
_TEXT = re.compile(
    r'(?P<before><text class="terminal-r\d+"[^>]*?)textLength="[\d.]+"(?P<after>[^>]*>)(?P<text>[^<]*)</text>'
)
_UNIQUE = re.compile(r"terminal-\d+")


def picture(app: Dashboard) -> str:
    """Return what the dashboard shows as SVG, without fonts from outside or numbers by chance."""
    svg = _FONTS.sub("", app.export_screenshot(title="esatui"))
    svg = svg.replace("Fira Code", "D2Coding, NanumGothicCoding, DejaVu Sans Mono")
    return _TEXT.sub(_measured, _UNIQUE.sub("terminal", svg))


def _measured(found: re.Match[str]) -> str:
    """Give a text the length of its cells; Rich takes that of its characters."""
    cells = cell_len(html.unescape(found["text"]))
    return f'{found["before"]}textLength="{cells * CELL:g}"{found["after"]}{found["text"]}</text>'


def same_picture(app: Dashboard, name: str) -> None:
    """Fail unless the dashboard looks as in `snapshots/screens/<name>-<columns>x<rows>.svg`."""
    columns, rows = app.size
    same_as_golden(picture(app), f"screens/{name}-{columns}x{rows}.svg")
