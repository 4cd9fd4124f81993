from __future__ import annotations

import asyncio

from screens.desk import Desk
from tests.screens.desks import SMALL, dashboard, text_of


def test_the_first_section_is_the_overview(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk, size=SMALL) as (app, _):
            assert "Monitor > Overview" in text_of(app)[0]
            assert "admin (admin)" in text_of(app)[0]

    asyncio.run(scenario())


def test_keys_open_sections(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("2")
            await pilot.pause()
            assert "Network > Certificates" in text_of(app)[0]
            assert any("Cisco Appliance Demo" in line for line in text_of(app))

    asyncio.run(scenario())
