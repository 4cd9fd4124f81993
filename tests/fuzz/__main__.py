"""Repeat a walk: python -m tests.fuzz SEED KINDS STEPS, as a failed test says."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.fuzz.walk import walk


def main() -> None:
    """Take the walk that the arguments name; kinds of clients are separated by commas."""
    seed, kinds, steps = sys.argv[1:]
    with tempfile.TemporaryDirectory() as directory:
        walk(Path(directory) / "state", int(seed), kinds.split(","), int(steps))


if __name__ == "__main__":
    main()
