from __future__ import annotations

import asyncio
from collections.abc import Sequence

from screens.desk import Desk
from screens.kit.listing import Listing
from state.model.destinations import Destination
from state.operations.destinations import add_destination
from tests.screens.desks import dashboard, seen
from tests.screens.hand import Hand


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


def test_an_international_name_is_shown_as_it_is_written_and_found_both_ways(desk: Desk) -> None:
    async def scenario() -> None:
        desk.submit(lambda draft: add_destination(draft, "partner.com", Destination()))
        async with dashboard(desk) as (app, pilot):
            await pilot.press("4", "a")
            await seen(app, pilot, "Add Destination")
            await pilot.press(*"한국.kr", "ctrl+s")
            await seen(app, pilot, " 한국.kr ")
            assert list(desk.draft.destinations.entries) == ["partner.com", "xn--3e0b707e.kr"]
            for words in ("한국", "XN--3E0"):
                await pilot.press("slash", *words, "enter")
                await seen(app, pilot, "1 of 3")
                text = await seen(app, pilot, "한국.kr (xn--3e0b707e.kr) - No:")
                assert "partner.com" not in text
                assert app.screen.query_one(Listing).key == "xn--3e0b707e.kr"
                await pilot.press("slash", "escape")
            await pilot.press("e")
            await seen(app, pilot, "Edit Destination: 한국.kr")
            await pilot.press("escape", "d")
            await seen(app, pilot, 'Delete the destination "한국.kr (xn--3e0b707e.kr)"?')

    asyncio.run(scenario())


def test_a_picture_is_no_name(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("4", "a")
            await hand.enter("domain", "\U0001f642.com")
            await hand.press("ctrl+s")
            await hand.see("A hostname is a string")
        assert not desk.candidate.pending

    asyncio.run(scenario())


class Asked:
    """Notes what TLS was tried to."""

    def __init__(self) -> None:
        self.tried: list[tuple[str, str, int]] = []

    def verify(self, domain: str, host: str, port: int) -> Sequence[str]:
        self.tried.append((domain, host, port))
        return ("TLS certificate verified.",)


def test_tls_is_not_tried_to_what_is_no_name(desk: Desk) -> None:
    desk.destination_probe = asked = Asked()

    async def scenario() -> None:
        async with dashboard(desk, size=(120, 40)) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("4", "v")
            for field, wrong, why in (
                ("domain", "한글 나라", "A hostname is a string"),
                ("domain", ".example.com", "A hostname is a string"),
                ("host", "no host", "A hostname is a string"),
                ("port", "99999", "must be between 1 and 65535"),
            ):
                await hand.enter("domain", "한국.kr")
                await hand.enter(field, wrong)
                await hand.press("ctrl+s")
                await hand.see(why)
                assert app.focused is not None
                assert app.focused.id == f"field-{field}"
                await hand.enter("host", "")
            assert asked.tried == []
            await hand.enter("port", "26")
            await hand.press("ctrl+s")
            await hand.see("TLS certificate verified.")
            assert asked.tried == [("xn--3e0b707e.kr", "xn--3e0b707e.kr", 26)]

    asyncio.run(scenario())


def test_tls_to_an_address_needs_a_name_as_well(desk: Desk) -> None:
    desk.submit(lambda draft: add_destination(draft, "[IPv6:2001:db8::1]", Destination()))
    desk.destination_probe = asked = Asked()

    async def scenario() -> None:
        async with dashboard(desk, size=(120, 40)) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("4")
            await hand.go_to("[IPv6:2001:db8::1]")
            await hand.press("v", "ctrl+s")
            await hand.see("The value cannot be blank.")
            await hand.enter("domain", "partner.com")
            await hand.press("ctrl+s")
            await hand.see("TLS certificate verified.")
            assert asked.tried == [("partner.com", "2001:db8::1", 25)]

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
