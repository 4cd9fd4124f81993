"""The same at length: ESATUI_FUZZ_MINUTES, new seeds each time (or from ESATUI_FUZZ_SEED on)."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from esatui.menu import Menu
from esatui.registry import all_commands
from tests.fuzz.feeding import feed
from tests.fuzz.targets import TARGETS
from tests.fuzz.walk import walk

MINUTES = float(os.environ.get("ESATUI_FUZZ_MINUTES", "10"))
WALKS = (
    (0.35, ["coroutine"], 1500),
    (0.15, ["piped"], 600),
    (0.1, ["dumb"], 600),
    (0.2, ["tty"], 600),
)
"""Part of the time, the kinds of clients, and how long each walk is."""
PARSERS = 0.2
"""Part of the time that is left for damaged input."""


def seeds(part: float) -> Iterator[int]:
    """Yield new seeds for this part of the time."""
    first = int(os.environ.get("ESATUI_FUZZ_SEED", SystemRandom().randrange(10**9)))
    end = time.monotonic() + 60 * MINUTES * part
    for seed in count(first):
        if time.monotonic() > end:
            return
        yield seed


def keywords(menu: Menu[Any] | None) -> set[str]:
    """Return the keywords of a menu and of those below it."""
    if menu is None:
        return set()
    own = {operation.keyword for operation in menu.operations}
    return own.union(*(keywords(operation.submenu) for operation in menu.operations))


@pytest.mark.long
@pytest.mark.parametrize(("part", "kinds", "steps"), WALKS, ids=str)
def test_random_walks(part: float, kinds: list[str], steps: int) -> None:
    visits = Counter[str]()
    walked = 0
    for seed in seeds(part):
        with TemporaryDirectory() as directory:
            visits += walk(Path(directory) / "state", seed, kinds, steps)
        walked += 1
    print(f"{walked} walks of {steps} answers, {len(visits)} different choices")  # noqa: T201 - for who looks on, with -s
    declared = set().union(*(keywords(command.menu) for command in all_commands()))
    if walked > len(declared):
        assert declared <= visits.keys()


@pytest.mark.long
def test_damaged_input() -> None:
    fed = 0
    for seed in seeds(PARSERS):
        for target in TARGETS:
            feed(target, seed)
            fed += 1
    print(f"{fed} inputs")  # noqa: T201 - as above
