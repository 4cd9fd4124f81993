"""Start-up: `esatui -c version` beside `python -c pass`."""

from __future__ import annotations

import compileall
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import esatui
import state
from bench.rows import Row

RUNS = 15
ALLOWANCE = 0.2
"""Seconds that one command may take longer than the bare interpreter."""


def median_seconds(commands: Sequence[Sequence[str]], runs: int = RUNS) -> list[float]:
    """Return the median wall time of each command; they take turns, after one warm-up each."""
    times: list[list[float]] = [[] for _ in commands]
    for turn in range(runs + 1):
        for command, measured in zip(commands, times, strict=True):
            begin = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            if turn:
                measured.append(time.perf_counter() - begin)
    return [statistics.median(measured) for measured in times]


def run() -> list[Row]:
    """Measure on a state directory that exists, with byte code as any installation has it."""
    for package in (esatui, state):
        compileall.compile_dir(package.__path__[0], quiet=2)
    program = Path(sys.executable).with_name("esatui")
    with tempfile.TemporaryDirectory() as directory:
        used = f"{directory}/state"
        ours, bare = median_seconds(
            [
                [str(program), "--state", used, "-c", "version"],
                [sys.executable, "-c", "pass"],
            ]
        )
    return [
        Row(
            "one command from start to end",
            ours,
            bare,
            "s",
            "python -c pass",
            f"within {ALLOWANCE} s of it",
            ours - bare <= ALLOWANCE,
            f"{ours - bare:.3f} s more",
        )
    ]
