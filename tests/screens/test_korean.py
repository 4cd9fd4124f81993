"""The Korean dashboard has no English in it, but for terms, and for what is the appliance's."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.screens.desks import appliance_at, dashboard, desk_at, seen


def test_palette_without_a_match(tmp_path: Path) -> None:
    async def scenario() -> None:
        appliance = appliance_at(tmp_path)
        async with dashboard(desk_at(appliance), language="ko") as (app, pilot):
            await pilot.press("ctrl+p", *"zzz")
            text = await seen(app, pilot, "일치하는 명령이 없습니다")
            assert "No matches" not in text
        appliance.store.close()

    asyncio.run(scenario())
