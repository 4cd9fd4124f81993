"""The dashboard: from a key to the frame that shows it, with much in the tables and in the log."""

from __future__ import annotations

import asyncio
import dataclasses
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

from bench._stage import Stage, holds, staged
from bench.rows import Row, at_most
from bench.store import CERTIFICATES, DESTINATIONS, FEW, fill
from esatui.appliance import Appliance
from esatui.dashboard import desk_of
from esatui.dashboard.memory import steady
from screens.app import Dashboard
from screens.kit.listing import Search
from screens.kit.table import Table
from state.store import Login

LIMIT_MS = 16.0
SEEN_MS = 100.0
REPEAT = 0.033
"""Seconds between two keys: those of a key that is held down."""
KEYS = (*["down"] * 40, *["pagedown"] * 20, *["up"] * 20, *["pageup"] * 10, "end", "home")
LETTERS = ("1", "2", "backspace", "7", "backspace", "backspace", "9", "9", "backspace", "backspace")
SEARCHES = 10
RATE = 1000
SETTLED = 1.0
"""Seconds that are left to an application before it is measured."""
LOG_KEYS = (*["up"] * 30, *["pageup"] * 10, *["down"] * 30, *["pagedown"] * 10) * 2
OPENED = 9
COMMITS = 31


def run() -> list[Row]:
    """Measure on a full appliance and on one with little in it."""
    with tempfile.TemporaryDirectory() as name:
        full, small = Path(name) / "full", Path(name) / "small"
        fill(full, DESTINATIONS, CERTIFICATES)
        fill(small, FEW, FEW)
        return asyncio.run(measured(full, small))


async def measured(full: Path, small: Path) -> list[Row]:
    """Return all rows."""
    return [
        *await tables(full),
        await opening(full, small),
        await log(full),
        await heard(full),
        await told(full),
    ]


# What is measured.


async def tables(directory: Path) -> list[Row]:
    """Move and search in both large tables, beside Textual's own table with the same rows."""
    rows = []
    for key, title in (("4", "Destination Controls"), ("2", "Certificates")):
        async with dashboard(directory) as stage:
            table = await opened(stage, key)
            cells = [row.cells for row in table.rows]
            moved = await moving(stage, KEYS, Moves(table))
            searched = await searching(stage, table)
        async with plain(cells) as (stage, grid):
            yardstick = await moving(stage, KEYS, grid)
        count = f"{len(cells):,} rows"
        rows.append(within(f"key to paint, {title}, {count}", moved, yardstick, DATA_TABLE))
        rows.append(
            within(f"letter of a search to paint, {title}, {count}", searched, moved, MOVED)
        )
    return rows


async def opening(full: Path, small: Path) -> Row:
    """Open the section with the largest table for the first time, with much and with little."""
    times: dict[Path, list[float]] = {full: [], small: []}
    for _ in range(OPENED):
        for directory, taken in times.items():
            async with dashboard(directory) as stage:
                taken.append(await stage.paint("4", "domain0.example.com"))
    ours, bare = (1000 * statistics.median(times[each]) for each in (full, small))
    what = f"first look at Destination Controls with {DESTINATIONS:,} entries"
    return at_most(what, ours, bare, "ms", f"with {FEW}", 1.5)


async def log(directory: Path) -> Row:
    """Move in the mail log while it grows, beside the same keys while it does not."""
    async with dashboard(directory) as stage:
        with process(["bench._writer", str(directory), "log", str(RATE)]):
            table = await opened(stage, "8")
            begun, lines = time.monotonic(), len(table.rows)
            ours = await moving(stage, LOG_KEYS, Moves(table))
            rate = (len(table.rows) - lines) / (time.monotonic() - begun)
        await settled()
        rest = await moving(stage, LOG_KEYS, Moves(table))
    what = f"key to paint, Mail Log that grows by {RATE:,} lines a second"
    return within(what, ours, rest, "the log at rest", f"{rate:,.0f} lines a second shown")


async def heard(directory: Path) -> Row:
    """Commit in another process; the frame that shows it, counted from the end of the commit."""
    seen, alone = [], []
    async with dashboard(directory) as stage:
        with process(["bench._writer", str(directory), "commit"]) as writer:
            for number in range(COMMITS):
                name = f"mail{number}.example.com"
                shown = stage.driver.expect(holds(name))
                begun = time.monotonic()
                print(name, file=writer.stdin, flush=True)
                committed = float(await asyncio.to_thread(line, writer))
                seen.append(await shown - committed)
                alone.append(committed - begun)
    what = "a commit of another process is on the screen, after it has returned"
    return in_time(what, seen, alone, "the commit by itself")


async def told(directory: Path) -> Row:
    """Commit in the dashboard; another process has read it, counted from the key."""
    seen, alone = [], []
    async with dashboard(directory) as stage:
        with process(["bench._watcher", str(directory)]) as watcher:
            await stage.paint("9", "Pending Changes")
            for number in range(COMMITS):
                change(stage, number)
                await settled()
                await stage.paint("c", "Comment")
                begun = time.monotonic()
                shown = stage.driver.expect(holds("Changes committed."))
                stage.press("ctrl+s")
                _, moment = (await asyncio.to_thread(line, watcher)).split()
                seen.append(float(moment) - begun)
                alone.append(await shown - begun)
    what = "Commit Changes: another process has read what was committed, from the key"
    return in_time(what, seen, alone, "the dashboard says so itself")


# How it is measured.

DATA_TABLE, MOVED = "Textual's DataTable, the same rows", "moving in it"


@asynccontextmanager
async def dashboard(directory: Path) -> AsyncIterator[Stage]:
    """Run the dashboard on an appliance; what is loaded is left out of garbage collection."""
    appliance = Appliance.open(directory)
    login = Login(id="bench", user="admin", remote="local", started=appliance.clock.now())
    with appliance.store, appliance.store.begin(login, record=False) as candidate:
        desk = desk_of(appliance, login, candidate)
        async with staged(lambda driver: Dashboard(desk, driver_class=driver)) as stage:
            steady()
            await settled()
            yield stage


@asynccontextmanager
async def plain(rows: Sequence[tuple[str, ...]]) -> AsyncIterator[tuple[Stage, Cursor]]:
    """Run Textual's own table with the same rows."""
    from textual.widgets import DataTable

    from bench import _plain

    async with staged(lambda driver: _plain.Plain(rows, driver)) as stage:
        table = await stage.focused(DataTable)
        steady()
        await settled()
        cursor: Cursor = _plain.Moves(table)
        yield stage, cursor


async def settled() -> None:
    """Let the application come to rest."""
    await asyncio.sleep(SETTLED)


async def opened(stage: Stage, key: str) -> Table:
    """Open a section; return its table when all is shown."""
    stage.press(key)
    table = await stage.focused(Table)
    await settled()
    return table


class Cursor(Protocol):
    """Where the cursor of a table is, and a text of the row there."""

    @property
    def keys(self) -> Mapping[str, str]: ...

    @property
    def place(self) -> str: ...

    @property
    def text(self) -> str: ...


class Moves:
    """The cursor of a table of the dashboard."""

    keys: Mapping[str, str] = {}

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def place(self) -> str:
        """The row, by its key."""
        return self._table.key

    @property
    def text(self) -> str:
        """Something that only this row holds."""
        cells = self._table.row.cells if self._table.row else ("",)
        return cells[-1][:40] if self._table.id == "log" else cells[0]


async def moving(stage: Stage, keys: Sequence[str], cursor: Cursor) -> list[float]:
    """Press keys; return the seconds from each to the frame that shows where it leads."""
    times = []
    for key in keys:
        place = cursor.place
        shows = partial(_moved, cursor, place)
        times.append(await stage.paint(cursor.keys.get(key, key), shows))
        await asyncio.sleep(REPEAT)
    return times


def _moved(cursor: Cursor, place: str, frame: str) -> bool:
    return cursor.place != place and cursor.text in frame


async def searching(stage: Stage, table: Table) -> list[float]:
    """Type into the search; return the seconds from each letter to what is found."""
    texts = ["\n".join(row.cells).casefold() for row in table.rows]
    stage.press("slash")
    await stage.focused(Search)
    await settled()
    times, typed = [], ""
    for letter in LETTERS * SEARCHES:
        typed = typed[:-1] if letter == "backspace" else typed + letter
        found = sum(typed in text for text in texts)
        times.append(await stage.paint(letter, f"{found:} of {len(texts)}"))
        await asyncio.sleep(REPEAT)
    stage.press("escape")
    await settled()
    return times


def change(stage: Stage, number: int) -> None:
    """Make a change pending, as a form does."""
    app = stage.app
    assert isinstance(app, Dashboard)
    draft = app.desk.candidate.draft
    system = dataclasses.replace(draft.system, hostname=f"new{number}.example.com")
    app.desk.candidate.update(draft.write(system=system))
    app.submitted()


@contextmanager
def process(words: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    """Run a module of this directory that says so when it is ready; end it afterwards."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", *words]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as running:
        line(running)
        try:
            yield running
        finally:
            running.terminate()


def line(running: subprocess.Popen[str]) -> str:
    """Return the next line that a process says."""
    assert running.stdout is not None
    found = running.stdout.readline()
    if not found:
        raise RuntimeError(f"{running.args!r} has ended")
    return found


def within(
    what: str, ours: Sequence[float], bare: Sequence[float], against: str, note: str = ""
) -> Row:
    """Return a row about the 95th percentile, in milliseconds."""
    high, beside = (1000 * statistics.quantiles(times, n=20)[-1] for times in (ours, bare))
    median = f"median {1000 * statistics.median(ours):.1f} ms"
    target = f"at most {LIMIT_MS:g} ms at the 95th percentile"
    note = f"{median}; {note}" if note else median
    return Row(what, high, beside, "ms", against, target, high <= LIMIT_MS, note)


def in_time(what: str, ours: Sequence[float], bare: Sequence[float], against: str) -> Row:
    """Return a row about what another process has to know soon."""
    middle, beside = (1000 * statistics.median(times) for times in (ours, bare))
    target, worst = f"at most {SEEN_MS:g} ms", f"{1000 * max(ours):.0f} ms at most"
    return Row(what, middle, beside, "ms", against, target, middle <= SEEN_MS, worst)
