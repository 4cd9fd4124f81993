"""Makes the coverage table, the examples and the pages of the manual: `make docs`."""

from __future__ import annotations

import sys

from tools.docs.documents import made
from tools.docs.trace import ROOT, trace_all


def main() -> int:
    """Write what has changed; return 1 if the table has an empty row."""
    documents = made(trace_all(), ROOT)
    for path in documents.stale(ROOT):
        path.unlink()
        print(f"removed {path.relative_to(ROOT)}")
    for name, text in documents.texts.items():
        path = ROOT / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
            print(f"wrote {name}")
    for each in documents.empty:
        print(f"no transcript, and no reason: {each}", file=sys.stderr)
    return 1 if documents.empty else 0


if __name__ == "__main__":
    sys.exit(main())
