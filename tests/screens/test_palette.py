"""The command palette: actions of the section, and names."""

from __future__ import annotations

import asyncio
from functools import partial

from screens.desk import Desk
from screens.kit.commands import BEST, best
from screens.kit.form import Form
from screens.kit.table import Table
from state.model.destinations import Destination
from state.operations.destinations import add_destination
from tests.screens.desks import dashboard, seen


def test_the_actions_of_the_section(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("4")
            await pilot.pause()
            commands = [each.title for each in app.get_system_commands(app.screen)]
            assert {"Add", "Edit", "Settings"} <= set(commands)
            await pilot.press("ctrl+p", *"add")
            await seen(app, pilot, "Key: a")
            await pilot.press("enter")
            await seen(app, pilot, "Add Destination")
            assert isinstance(app.screen, Form)

    asyncio.run(scenario())


def test_what_cannot_be_done_is_not_offered(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("9")
            await seen(app, pilot, "Pending Changes")
            commands = [each.help for each in app.get_system_commands(app.screen)]
            assert "Key: c" not in commands

    asyncio.run(scenario())


def test_a_destination_by_name(desk: Desk) -> None:
    for name in ("first.example", "second.example", "third.example"):
        desk.submit(partial(add_destination, domain=name, entry=Destination()))

    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("ctrl+p", *"second")
            await seen(app, pilot, "Destination: second.example")
            await pilot.press("enter")
            await seen(app, pilot, "Mail Policies > Destination Controls")
            await pilot.pause(0.1)
            assert app.screen.query(Table).first().key == "second.example"

    asyncio.run(scenario())


def test_only_the_best_of_many() -> None:
    names = [f"d{number}.example.com" for number in range(10_000)]
    assert best(names, "D777") == ["d777.example.com"] + [
        f"d777{digit}.example.com" for digit in range(BEST - 1)
    ]
    assert best(names, "nothing") == []
