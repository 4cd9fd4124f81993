"""Scenes as they are played, on appliances that are the same each time."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from screens.app import Dashboard
from tests.screens import busy
from tests.screens.desks import appliance_at, dashboard, desk_at, seen
from tests.screens.scenes import Scene, Size


def fill(directory: Path) -> Path:
    """Make the state directory of a busy appliance, to be copied."""
    appliance = appliance_at(directory)
    desk = desk_at(appliance)
    busy.fill(appliance, desk)
    desk.candidate.close()
    appliance.store.close()
    return directory


@asynccontextmanager
async def performance(
    scene: Scene, size: Size, directory: Path, filled: Path
) -> AsyncIterator[tuple[Dashboard, Pilot[None]]]:
    """Play a scene in `directory`, which does not exist yet; `filled` is a busy appliance."""
    if scene.state != "factory":
        shutil.copytree(filled, directory)
    appliance = appliance_at(directory)
    desk = desk_at(appliance)
    if scene.state == "pending":
        busy.pending(appliance, desk)
    if scene.state == "conflict":
        busy.collide(appliance, desk)
    try:
        async with dashboard(desk, size=size, language=scene.language) as (app, pilot):
            app.theme = scene.theme
            await play(app, pilot, scene.steps)
            yield app, pilot
    finally:
        appliance.store.close()


async def play(app: Dashboard, pilot: Pilot[None], steps: Sequence[str]) -> None:
    """Do what a scene says, and wait until it is to be seen."""
    for step in steps:
        kind, _, words = step.partition(":")
        if kind == "wait":
            await seen(app, pilot, words)
        elif kind == "type":
            await pilot.press(*words)
        else:
            await pilot.press(step)
        await pilot.pause()
    await settled(app, pilot)


async def settled(app: Dashboard, pilot: Pilot[None]) -> None:
    """Wait until the picture stays the same: threads have told what they had to tell."""
    for line in app.screen.query(Input):
        line.cursor_blink = False
    for block in app.screen.query(TextArea):
        block.cursor_blink = False
    before, same = "", 0
    for _ in range(200):
        await pilot.pause(0.03)
        now = app.export_screenshot()
        same = same + 1 if now == before else 0
        before = now
        if same >= 4:
            return
    raise AssertionError("the picture does not come to rest")
