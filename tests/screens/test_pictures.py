"""Pictures of all sections and dialogs. They were looked at before they were accepted."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from screens.app import Dashboard
from tests.screens import busy
from tests.screens.desks import appliance_at, dashboard, desk_at, seen
from tests.screens.pictures import same_picture
from tests.screens.scenes import SCENES, Scene, Size

PICTURES = [(scene, size) for scene in SCENES for size in scene.sizes]


async def played(app: Dashboard, pilot: Pilot[None], scene: Scene) -> None:
    for step in scene.steps:
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


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state directory of a busy appliance, to be copied."""
    directory = tmp_path_factory.mktemp("busy") / "state"
    appliance = appliance_at(directory)
    desk = desk_at(appliance)
    busy.fill(appliance, desk)
    desk.candidate.close()
    appliance.store.close()
    return directory


@pytest.mark.parametrize(
    ("scene", "size"),
    PICTURES,
    ids=[f"{scene.name}-{size[0]}x{size[1]}" for scene, size in PICTURES],
)
def test_picture(scene: Scene, size: Size, tmp_path: Path, filled: Path) -> None:
    directory = tmp_path / "state"
    if scene.state != "factory":
        shutil.copytree(filled, directory)
    appliance = appliance_at(directory)
    desk = desk_at(appliance)
    if scene.state == "pending":
        busy.pending(appliance, desk)
    if scene.state == "conflict":
        busy.collide(appliance, desk)

    async def scenario() -> None:
        async with dashboard(desk, size=size, language=scene.language) as (app, pilot):
            app.theme = scene.theme
            await played(app, pilot, scene)
            same_picture(app, scene.name)

    try:
        asyncio.run(scenario())
    finally:
        appliance.store.close()
