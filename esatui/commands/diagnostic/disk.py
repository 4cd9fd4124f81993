"""`diagnostic`, DISK_USAGE: what lies in the state directory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from esatui.text.layout import table

PARTS = (
    ("Logs", "logs"),
    ("Mail Queue", "queue"),
    ("Configuration Files", "configuration"),
    ("Commit History", "commits"),
)
"""What is listed, and the directory that it lies in."""


def usage(directory: Path) -> str:
    """Return the table of what the parts of an appliance take, in megabytes."""
    sizes = [(name, _size(directory / folder)) for name, folder in PARTS]
    known = sum(size for _, size in sizes)
    sizes.append(("System Files", max(0, _size(directory) - known)))
    rows = [(name, f"{size / 1024 / 1024:.2f}") for name, size in sizes]
    rows.append(("Total", f"{sum(size for _, size in sizes) / 1024 / 1024:.2f}"))
    return table(("Service", "Disk Usage (MB)"), (28, 15), rows)


def _size(directory: Path) -> int:
    return sum(_sizes(directory))


def _sizes(directory: Path) -> Iterator[int]:
    for folder, _, names in os.walk(directory):
        for name in names:
            try:
                yield (Path(folder) / name).lstat().st_size
            except OSError:
                # A log that was rolled over, a message that was delivered meanwhile.
                continue
