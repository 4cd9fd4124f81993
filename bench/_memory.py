"""How much memory a process has."""

from __future__ import annotations

import re
from pathlib import Path


def resident(process: int | str = "self") -> float:
    """Return the resident memory of a process, in MB (1,048,576 bytes)."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024
