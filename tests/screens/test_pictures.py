"""Pictures of all sections and dialogs. They were looked at before they were accepted."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.golden import SNAPSHOTS
from tests.screens.desks import LARGE, MIDDLE, SMALL
from tests.screens.pictures import picture, same_picture
from tests.screens.scenes import SCENES, Scene
from tests.screens.stage import performance, resize

pytestmark = pytest.mark.once

RESIZED = ("overview", "certificates-ko", "hat", "certificate-new", "maillog", "pending-conflict")


def test_no_picture_is_left_over() -> None:
    names = {
        f"{scene.name}-{columns}x{rows}.svg" for scene in SCENES for columns, rows in scene.sizes
    }
    there = {path.name for path in (SNAPSHOTS / "screens").iterdir()}
    assert there - names == set()


def test_names_are_unique() -> None:
    names = [scene.name for scene in SCENES]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_picture(scene: Scene, tmp_path: Path, filled: Path) -> None:
    """One run of the dashboard for the pictures in all sizes: that is what resizing has to give."""

    async def scenario() -> None:
        first, *others = scene.sizes
        faults: list[AssertionError] = []
        async with performance(scene, first, tmp_path / "state", filled) as (app, pilot):
            for size in (first, *others):
                if size != app.size:
                    await resize(app, pilot, size)
                try:
                    same_picture(app, scene.name)
                except AssertionError as fault:
                    faults.append(fault)
        if faults:
            raise ExceptionGroup("pictures", faults)

    asyncio.run(scenario())


@pytest.mark.parametrize("name", RESIZED)
def test_resizing_shows_what_a_start_in_that_size_shows(
    name: str, tmp_path: Path, filled: Path
) -> None:
    scene = next(each for each in SCENES if each.name == name)

    async def fresh(size: tuple[int, int]) -> str:
        async with performance(scene, size, tmp_path / f"{size}", filled) as (app, _):
            return picture(app)

    async def resized() -> dict[tuple[int, int], str]:
        shown = {}
        async with performance(scene, LARGE, tmp_path / "resized", filled) as (app, pilot):
            for size in (SMALL, LARGE, MIDDLE, SMALL):
                await resize(app, pilot, size)
                shown[size] = picture(app)
        return shown

    for size, shown in asyncio.run(resized()).items():
        assert shown == asyncio.run(fresh(size)), size
