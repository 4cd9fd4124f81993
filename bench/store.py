"""A large configuration: loading beside the parser alone, a commit beside one of a small one."""

from __future__ import annotations

import dataclasses
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import tomli

from bench.rows import Row, at_most
from esatui.appliance import Appliance
from state.clock import SystemClock
from state.model.certificates import DEMO
from state.model.configuration import Draft
from state.model.destinations import Destination
from state.store import Login, Store
from state.store.checkpoint import read_checkpoint

LARGE = (10_000, 1_000)
"""Destinations and certificate profiles."""
SMALL = (10, 10)
LOADS = 7
COMMITS = 40
_LOGIN = Login(id="bench", user="admin", remote="local", started=SystemClock().now())


def run() -> list[Row]:
    """Measure; both sizes of commits take turns, and so do loading and parsing."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        stores = []
        for size, kind in ((LARGE, "large"), (SMALL, "small")):
            appliance = Appliance.open(Path(name) / kind)
            stack.callback(appliance.store.close)
            fill(appliance.store, *size)
            stores.append(appliance.store)
        loaded, parsed = _loads((stores[0].directory / "running.toml").read_bytes())
        large, small = _commits(stores)
    what = f"{LARGE[0]:,} destinations, {LARGE[1]:,} certificates"
    return [
        at_most(f"load, {what}", loaded * 1e3, parsed * 1e3, "ms", "tomli, the same bytes", 2.0),
        at_most(f"commit of one change, {what}", large * 1e3, small * 1e3, "ms", "with ten", 1.5),
    ]


def fill(store: Store, destinations: int, profiles: int) -> None:
    """Commit that many entries, and write the checkpoint that a start reads."""
    entries = {f"d{n}.example": Destination(concurrency=1 + n % 500) for n in range(destinations)}
    with store.begin(_LOGIN, record=False) as candidate:
        draft = candidate.draft
        demo = draft.certificates.profiles[DEMO]
        more = {f"profile{n}": demo for n in range(profiles)}
        certificates = dataclasses.replace(
            draft.certificates, profiles={**draft.certificates.profiles, **more}
        )
        table = dataclasses.replace(draft.destinations, entries=entries)
        candidate.update(draft.write(certificates=certificates, destinations=table))
        candidate.commit("filled")
    store.checkpoint(always=True)


def _loads(data: bytes) -> tuple[float, float]:
    text = data.decode()
    return _medians([lambda: read_checkpoint(data), lambda: tomli.loads(text)], LOADS)


def _commits(stores: Sequence[Store]) -> tuple[float, float]:
    turns = iter(range(1, 1_000_000))
    return _medians(
        [lambda: _commit(stores[0], next(turns)), lambda: _commit(stores[1], next(turns))], COMMITS
    )


def _commit(store: Store, turn: int) -> None:
    with store.begin(_LOGIN, record=False) as candidate:
        candidate.update(_changed(candidate.draft, turn))
        candidate.commit("one change")


def _changed(draft: Draft, turn: int) -> Draft:
    entries = {**draft.destinations.entries, "d1.example": Destination(recipient_limit=turn)}
    return draft.write(destinations=dataclasses.replace(draft.destinations, entries=entries))


def _medians(work: Sequence[Callable[[], object]], rounds: int) -> tuple[float, float]:
    times: list[list[float]] = [[], []]
    for turn in range(rounds + 1):
        for each, measured in zip(work, times, strict=True):
            begin = time.perf_counter()
            each()
            if turn:
                measured.append(time.perf_counter() - begin)
    first, second = (statistics.median(measured) for measured in times)
    return first, second
