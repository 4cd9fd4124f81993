"""Golden texts: output whose bytes are a contract with those who parse it.

They lie in `snapshots/`, a folder a test module, and are never edited by hand: with the environment
variable ESATUI_UPDATE_SNAPSHOTS set, the tests write them anew, for a person to read in the diff.
"""

from __future__ import annotations

import difflib
import os
from itertools import islice
from pathlib import Path

SNAPSHOTS = Path(__file__).resolve().parent.parent / "snapshots"
MOST_LINES, LONGEST_LINE = 60, 300
"""How much of a difference is shown."""


def same_as_golden(text: str, name: str) -> None:
    """Fail unless `text` is what `snapshots/<name>` says."""
    path = SNAPSHOTS / name
    if os.environ.get("ESATUI_UPDATE_SNAPSHOTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    golden = path.read_text("utf-8")
    if text != golden:
        raise AssertionError(f"{name} differs:\n{_difference(golden, text)}")


def _difference(golden: str, text: str) -> str:
    """Return the first lines of what differs, told here: not only test modules compare."""
    lines = difflib.unified_diff(
        golden.splitlines(), text.splitlines(), "golden", "now", lineterm="", n=1
    )
    return "\n".join(line[:LONGEST_LINE] for line in islice(lines, MOST_LINES))
