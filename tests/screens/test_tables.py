"""Sections that are tables of entries: interfaces, LDAP, alerts."""

from __future__ import annotations

import asyncio

from screens.desk import Desk
from state.model.services import AlertSubscription
from tests.screens.desks import dashboard, seen


def test_an_interface_is_edited(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("5")
            await seen(app, pilot, "192.168.42.42/24")
            await pilot.press("e")
            await seen(app, pilot, "Edit IP Interface: Management")
            await pilot.press("tab", "tab", "tab", "tab", *"mx.example.com")
            await pilot.press("ctrl+s")
            await seen(app, pilot, "Management - mx.example.com")
        assert desk.draft.interfaces.entries["Management"].hostname == "mx.example.com"

    asyncio.run(scenario())


def test_an_interface_in_use_is_not_deleted(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("5")
            await seen(app, pilot, "192.168.42.42/24")
            await pilot.press("d")
            await seen(app, pilot, 'Delete "Management"?')
            await pilot.press("tab", "tab", "left", "enter")
            await seen(app, pilot, "is used by")
        assert not desk.candidate.pending

    asyncio.run(scenario())


def test_an_ldap_server_with_its_query(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("6")
            await seen(app, pilot, "There are no LDAP servers.")
            await pilot.press("a")
            await seen(app, pilot, "Add LDAP Server")
            await pilot.press(
                *"corp", "tab", *"ldap.example.com", "tab", "tab", "enter", "down", "enter"
            )
            await pilot.press(
                "tab", "tab", *"dc=example", "tab", "tab", "tab", *"corp.accept", "tab"
            )
            await pilot.press(*"(mail={a})", "ctrl+s")
            await seen(app, pilot, "LDAPS")
        server = desk.draft.ldap.servers["corp"]
        assert (server.hosts, server.port, server.ssl) == (("ldap.example.com",), 636, True)
        assert (server.base, server.accept_name) == ("dc=example", "corp.accept")
        assert server.accept_filter == "(mail={a})"

    asyncio.run(scenario())


def test_an_alert_recipient(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("7")
            await seen(app, pilot, "Nobody is told of alerts.")
            await pilot.press("a")
            await seen(app, pilot, "Add Alert Recipient")
            await pilot.press(*"ops@Example.com", "ctrl+s")
            await seen(app, pilot, "ops@example.com")
        assert desk.draft.alerts.recipients == {"ops@example.com": AlertSubscription()}

    asyncio.run(scenario())
