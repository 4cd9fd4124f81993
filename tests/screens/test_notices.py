"""What is told in passing comes as it is: a name in brackets is no markup."""

from __future__ import annotations

import asyncio
from typing import cast

from screens.desk import Desk
from screens.kit.at_desk import AtDesk
from tests.screens.desks import dashboard


def test_brackets_are_no_markup(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            cast("AtDesk", app.screen).submit(lambda draft: draft, "Deleted: [/x][1.2.3.4]")
            await pilot.pause()
            told = list(app._notifications)
        assert [(each.message, each.markup) for each in told] == [("Deleted: [/x][1.2.3.4]", False)]

    asyncio.run(scenario())
