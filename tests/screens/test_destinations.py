from __future__ import annotations

import asyncio

from screens.desk import Desk
from state.model.destinations import Destination
from state.operations.destinations import add_destination
from tests.screens.desks import dashboard, seen


def test_a_destination_from_nothing_to_the_commit(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("4")
            await seen(app, pilot, "Destination Controls")
            await pilot.press("a")
            await seen(app, pilot, "Add Destination")
            await pilot.press(*"partner.com", "tab", "enter")
            await pilot.press("down", "down", "down", "enter")
            await seen(app, pilot, "TLS or nothing")
            await pilot.press("ctrl+s")
            await seen(app, pilot, "partner.com")
        assert desk.draft.destinations.entries["partner.com"] == Destination(tls="required")
        assert desk.running.destinations.entries == {}

    asyncio.run(scenario())


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("4", "a")
            await seen(app, pilot, "Add Destination")
            await pilot.press(*"not a domain", "ctrl+s")
            text = await seen(app, pilot, "A hostname is a string")
            assert "not a domain" in text
        assert not desk.candidate.pending

    asyncio.run(scenario())


def test_a_read_only_operator_changes_nothing(desk: Desk) -> None:
    async def scenario() -> None:
        desk.submit(
            lambda draft: add_destination(draft, "partner.com", Destination(tls="required"))
        )
        desk.candidate.commit("")
        desk.login = type(desk.login)(
            id="x", user="nobody", remote="local", started=desk.login.started, kind="gui"
        )
        async with dashboard(desk) as (app, pilot):
            await pilot.press("4")
            await pilot.pause()
            assert app.current_mode == "overview"

    asyncio.run(scenario())
