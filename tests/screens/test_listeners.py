from __future__ import annotations

import asyncio

from screens.desk import Desk
from tests.screens.desks import dashboard, seen


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
