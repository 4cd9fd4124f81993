"""Pictures as PNG, to be looked at before they are accepted."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_SIZE: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
MARGIN: Final = 10


def browser() -> str | None:
    """Return a browser that can render, if there is one."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def render(program: str, pictures: Iterable[Path], folder: Path) -> int:
    """Render SVG files as PNG into `folder`, which exists; return how many there are.

    Raises `subprocess.CalledProcessError` where the browser fails, `ValueError` for another file.
    """
    count = 0
    for picture in pictures:
        found = _SIZE.search(picture.read_text("utf-8"))
        if found is None:
            raise ValueError(f"{picture}: no size")
        width, height = (round(float(each)) + MARGIN for each in found.groups())
        subprocess.run(
            [
                program,
                *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
                f"--window-size={width},{height}",
                f"--screenshot={folder / picture.with_suffix('.png').name}",
                picture.resolve().as_uri(),
            ],
            check=True,
            capture_output=True,
        )
        count += 1
    return count
