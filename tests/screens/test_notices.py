"""What is told in passing comes as it is: a name in brackets is no markup."""

from __future__ import annotations

import asyncio
from typing import cast

from screens.desk import Desk
from screens.kit.at_desk import AtDesk
from tests.screens.desks import SMALL, dashboard, seen


def test_brackets_are_no_markup(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            cast("AtDesk", app.screen).submit(lambda draft: draft, "Deleted: [/x][1.2.3.4]")
            await pilot.pause()
            told = list(app._notifications)
        assert [(each.message, each.markup) for each in told] == [("Deleted: [/x][1.2.3.4]", False)]

    asyncio.run(scenario())


def test_no_notice_covers_a_field_or_a_button(desk: Desk) -> None:
    """It stands in one line below the bar at the top, and waits while a form is open."""

    async def scenario() -> None:
        async with dashboard(desk, size=SMALL, notifications=True) as (app, pilot):
            await pilot.press("4")
            app.notify("Deleted: partner.com", markup=False)
            text = await seen(app, pilot, "Deleted: partner.com")
            assert "Deleted: partner.com" in text.splitlines()[1]
            await pilot.press("a")
            text = await seen(app, pilot, "Add Destination")
            told = [line for line in text.splitlines() if "Deleted: partner.com" in line]
            assert told == text.splitlines()[1:2], "only in the section, behind the form"
            assert "╭" not in told[0]

    asyncio.run(scenario())
