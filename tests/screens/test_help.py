"""The help of keys."""

from __future__ import annotations

import asyncio

import pytest

from screens.desk import Desk
from screens.kit.table import Table
from tests.screens.desks import dashboard, seen


@pytest.mark.parametrize(
    ("section", "first", "enter"),
    [("4", "Add", "Open"), ("8", "Filter", "Story")],
)
def test_own_keys_come_first_and_moving_last(
    desk: Desk, section: str, first: str, enter: str
) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press(section)
            await pilot.pause()
            await pilot.press("question_mark")
            await seen(app, pilot, "Move and scroll")
            rows = [row.cells for row in app.screen.query_one(Table).rows]
            words = [row[1] for row in rows]
            assert first in words[:3]
            assert rows[-1][1] == "Move and scroll"
            assert words.count("Move and scroll") == 1
            assert enter in words
            assert ("Open" in words) == (enter == "Open")
            assert not any("super" in row[0] for row in rows)

    asyncio.run(scenario())
