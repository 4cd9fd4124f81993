"""Makes the pages of pictures, and pictures as PNG for a look: `make pictures`.

Rendered are the pictures that differ from what is committed, or those whose names begin as given.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.pictures.png import browser, render
from tools.pictures.tour import PICTURES, ROOT, pages


def main(beginnings: Sequence[str]) -> int:
    """Write what has changed, and render pictures into a new folder."""
    for name, text in pages().items():
        path = ROOT / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
            print(f"wrote {name}")
    chosen = _chosen(beginnings)
    if not chosen:
        print("no picture has changed; name some to look at: make pictures ARGS=certificate")
        return 0
    program = browser()
    if program is None:
        print("no PNG: there is no Chromium to render them", file=sys.stderr)
        return 0
    folder = Path(tempfile.mkdtemp(prefix="esatui-pictures-"))
    print(f"{render(program, chosen, folder)} pictures in {folder}")
    return 0


def _chosen(beginnings: Sequence[str]) -> list[Path]:
    if beginnings:
        there = sorted((ROOT / PICTURES).glob("*.svg"))
        return [path for path in there if path.name.startswith(tuple(beginnings))]
    command = ["git", "-C", str(ROOT), "status", "--porcelain", "-uall", "--", PICTURES]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    paths = (ROOT / line[3:] for line in done.stdout.splitlines())
    return sorted(path for path in paths if path.suffix == ".svg" and path.exists())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
