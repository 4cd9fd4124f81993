"""The fenced blocks of the documents: what kind each is, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Fence:
    """One block. `line` is that of its first line of text; `info` what stands behind the ticks."""

    document: str
    line: int
    info: str
    text: str

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"


def fences(document: str, *infos: str, section: str = "") -> list[Fence]:
    """Return the blocks of a document in order: of these kinds, and below one `## section`."""
    whole = (ROOT / document).read_text("utf-8")
    start, end = _bounds(whole, section) if section else (0, len(whole))
    found = [
        Fence(document, whole.count("\n", 0, each.start()) + 2, each["info"], each["text"])
        for each in _FENCE.finditer(whole)
        if start <= each.start() < end
    ]
    return [fence for fence in found if not infos or fence.info in infos]


def _bounds(whole: str, section: str) -> tuple[int, int]:
    start = whole.index(f"\n## {section}\n")
    end = whole.find("\n## ", start + 1)
    return start, len(whole) if end < 0 else end
