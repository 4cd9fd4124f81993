from __future__ import annotations

import asyncio

import pytest
from textual.widgets import Static

from screens.desk import Desk
from screens.destinations import screen as destinations
from screens.destinations import words as outbound
from screens.kit.cells import cut, widths
from screens.listeners import words as inbound
from screens.listeners.policies import Policies
from screens.listeners.screen import ListenersScreen
from tests.screens.desks import LARGE, dashboard, seen


def test_tls_is_required_of_a_sender_group(desk: Desk) -> None:
    """What an operator does for one partner: a policy with TLS, and a group that has it."""

    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("3")
            await seen(app, pilot, "InboundMail")
            await pilot.press("p")
            await seen(app, pilot, "Mail Flow Policies: InboundMail")
            await pilot.press("a")
            await seen(app, pilot, "Add Policy")
            await pilot.press(*"TLS_ONLY", "tab", "tab", "enter", "down", "down", "down", "enter")
            await seen(app, pilot, "Mail is taken over TLS only")
            await pilot.press("ctrl+s")
            await seen(app, pilot, "TLS_ONLY")
            await pilot.press("escape")
            await pilot.press("h")
            await seen(app, pilot, "HAT Overview: InboundMail")
            await pilot.press("a")
            await seen(app, pilot, "Add Sender Group")
            await pilot.press(*"PARTNERS", "tab", "enter", "end", "enter", "tab", *"192.0.2.0/24")
            await pilot.press("ctrl+s")
            await seen(app, pilot, "PARTNERS")
        hat = desk.draft.listeners.entries["InboundMail"].hat
        assert hat.policies["TLS_ONLY"].parameters.tls == "required"
        assert hat.groups["PARTNERS"].policy == "TLS_ONLY"
        assert hat.groups["PARTNERS"].senders == ("192.0.2.0/24",)

    asyncio.run(scenario())


def test_recipients(desk: Desk) -> None:
    before = set(desk.draft.listeners.entries["InboundMail"].rat)

    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("3")
            await seen(app, pilot, "InboundMail")
            await pilot.press("r")
            await seen(app, pilot, "Recipient Access Table")
            await pilot.press("a")
            await seen(app, pilot, "Add Recipient")
            await pilot.press(*"seoul.example, .seoul.example", "ctrl+s")
            await seen(app, pilot, ".seoul.example  ")
        table = desk.draft.listeners.entries["InboundMail"].rat
        assert set(table) - before == {"seoul.example", ".seoul.example"}
        assert table["seoul.example"].accept

    asyncio.run(scenario())


def test_a_listener_moves_and_gets_another_name(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("3")
            await seen(app, pilot, "InboundMail")
            await pilot.press("e")
            await seen(app, pilot, "Edit Listener: InboundMail")
            await pilot.press(*"InboundMail2", "tab", "tab", *"2525", "ctrl+s")
            await seen(app, pilot, "InboundMail2")
        assert desk.draft.listeners.entries["InboundMail2"].port == 2525
        assert "InboundMail" not in desk.draft.listeners.entries

    asyncio.run(scenario())


def test_what_the_default_level_does_not_reach_is_said(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk, size=LARGE) as (app, pilot):
            await pilot.press("3")
            await seen(app, pilot, "InboundMail")
            await pilot.press("p")
            words = "This TLS level does not reach policies with their own"
            await seen(app, pilot, words)
            await pilot.press("e")
            await seen(app, pilot, "Edit Default Parameters")
            form = app.screen.query_one(".note", Static)
            assert str(form.content).startswith(words)
            assert "ACCEPTED (Off)" in str(form.content)

    asyncio.run(scenario())


@pytest.mark.parametrize("width", [80, 120, 200])
def test_tls_levels_are_told_apart(width: int) -> None:
    for columns, words in (
        (destinations.COLUMNS, outbound.TLS),
        (ListenersScreen.COLUMNS, inbound.TLS),
        (Policies.COLUMNS, inbound.TLS),
    ):
        # A dialog takes the least of the width; beside the menu there is no more on wide terminals.
        found = widths(columns, min(width, width * 96 // 100) - 6 - (26 if width >= 100 else 0))
        place = next(i for i, column in enumerate(columns) if "TLS" in column.title)
        assert place in found
        for name, _ in words.values():
            assert cut(name, found[place]) == name
