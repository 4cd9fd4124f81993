"""Pictures of all sections and dialogs. They were looked at before they were accepted."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.golden import SNAPSHOTS
from tests.screens.pictures import same_picture
from tests.screens.scenes import SCENES, Scene, Size
from tests.screens.stage import performance

pytestmark = pytest.mark.once

PICTURES = [(scene, size) for scene in SCENES for size in scene.sizes]


def test_no_picture_is_left_over() -> None:
    names = {f"{scene.name}-{columns}x{rows}.svg" for scene, (columns, rows) in PICTURES}
    there = {path.name for path in (SNAPSHOTS / "screens").iterdir()}
    assert there - names == set()


@pytest.mark.parametrize(
    ("scene", "size"),
    PICTURES,
    ids=[f"{scene.name}-{size[0]}x{size[1]}" for scene, size in PICTURES],
)
def test_picture(scene: Scene, size: Size, tmp_path: Path, filled: Path) -> None:
    async def scenario() -> None:
        async with performance(scene, size, tmp_path / "state", filled) as (app, _):
            same_picture(app, scene.name)

    asyncio.run(scenario())
