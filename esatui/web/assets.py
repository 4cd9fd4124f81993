"""Files for the browser that come with Textual's own server."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

import textual_serve

from esatui.web.pages import SCRIPT, STYLE

_FILES: Final = {
    "textual.js": ("js/textual.js", "text/javascript; charset=utf-8"),
    "xterm.css": ("css/xterm.css", "text/css; charset=utf-8"),
    "roboto-mono.ttf": ("fonts/RobotoMono-VariableFont_wght.ttf", "font/ttf"),
}


@cache
def asset(name: str) -> tuple[bytes, str] | None:
    """Return content and type of the file `name`, `None` when there is none."""
    if name == "style.css":
        return STYLE.encode("utf-8"), "text/css; charset=utf-8"
    if name == "closed.js":
        return SCRIPT.encode("utf-8"), "text/javascript; charset=utf-8"
    found = _FILES.get(name)
    if found is None:
        return None
    path, kind = found
    return (files(textual_serve) / "static" / path).read_bytes(), kind
