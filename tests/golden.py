"""Golden texts: output whose bytes are a contract with those who parse it.

They lie in `snapshots/`, a folder a test module, and are never edited by hand: with the environment
variable ESATUI_UPDATE_SNAPSHOTS set, the tests write them anew, for a person to read in the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

SNAPSHOTS = Path(__file__).resolve().parent.parent / "snapshots"


def same_as_golden(text: str, name: str) -> None:
    """Fail unless `text` is what `snapshots/<name>` says."""
    path = SNAPSHOTS / name
    if os.environ.get("ESATUI_UPDATE_SNAPSHOTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    assert text == path.read_text("utf-8")
