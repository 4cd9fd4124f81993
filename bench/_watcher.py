"""A process that says when it sees a commit: the number and the time, a line each."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench.store import opened
from state.watch import Notice, watch


def say(notice: Notice) -> None:
    """Print a commit that has been read."""
    if notice.kind == "commit":
        print(notice.revision.number, time.monotonic(), flush=True)


def main() -> None:
    """Watch the directory that the argument names, until the process is ended."""
    with opened(Path(sys.argv[1])) as store, watch(store, say):
        print("watching", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
