"""What the dashboard commits is what a shell in another process shows, and the reverse.

How long it takes is measured by `make bench`; here it has to come.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from screens.desk import Desk
from tests.screens.desks import LARGE, dashboard
from tests.screens.hand import Hand
from tests.screens.shell import command, services, shell


@pytest.fixture
def directory(appliance: Appliance) -> Path:
    """Where the appliance of the dashboard lives."""
    return appliance.store.directory


def test_what_a_shell_commits_is_on_the_screen(desk: Desk, directory: Path) -> None:
    async def scenario() -> None:
        async with dashboard(desk, size=LARGE) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.see("mail.example.com")
            said = asyncio.to_thread(
                command, directory, "sethostname mx9.example.net; commit moved"
            )
            await asyncio.gather(said, hand.see("mx9.example.net  Monitor"))
            await hand.press("0")
            await hand.see("moved")
            await hand.press("4")
            lines = ("destconfig", "new", "partner.com", *[""] * 12)
            await asyncio.to_thread(shell, directory, *lines, "commit", "partner", "y")
            await hand.see("partner.com")

    asyncio.run(scenario())


def test_what_the_dashboard_commits_a_shell_shows(desk: Desk, directory: Path) -> None:
    async def scenario() -> None:
        async with dashboard(desk, size=LARGE) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("4", "a")
            await hand.enter("domain", "partner.com")
            await hand.enter("tls", "required_verify")
            await hand.enter("concurrency", "17")
            await hand.submit()
            before = await asyncio.to_thread(shell, directory, "destconfig", "list", "")
            assert "partner.com" not in before, "what is submitted is not committed"
            await hand.commit("TLS for a partner")
            said = await asyncio.to_thread(shell, directory, "destconfig", "detail", "partner.com")
            assert "Required (Verify)" in said or "Required - Verify" in said, said
            assert "17" in said

    asyncio.run(scenario())


def test_both_say_the_same_of_services(desk: Desk, directory: Path) -> None:
    assert services(directory) == {
        "Listener: InboundMail": "Demo",
        "Outbound TLS": "Demo",
        "HTTPS: Management": "Demo",
        "LDAP": "Demo",
        "Cisco Web Security Services": "System provided",
    }

    async def scenario() -> None:
        async with dashboard(desk, size=LARGE) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2", "s")
            text = await hand.see("Services of Demo")
            for words in ("Listener: InboundMail", "Outbound TLS", "HTTPS: Management", "LDAP"):
                (line,) = (
                    each for each in text.splitlines() if f" {words} " in each and "[" in each
                )
                assert "[x]" in line
            assert "now System provided" in text

    asyncio.run(scenario())


def test_a_conflict_with_another_process_is_shown(desk: Desk, directory: Path) -> None:
    async def scenario() -> None:
        async with dashboard(desk, size=LARGE) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("4", "e")
            await hand.enter("concurrency", "111")
            await hand.submit()
            lines = ("destconfig", "default", "222", *[""] * 9)
            await asyncio.to_thread(shell, directory, *lines, "commit", "first", "y")
            await hand.press("9")
            await hand.see("Conflict: admin")
            await hand.press("k")
            await hand.press("c")
            await hand.enter("comment", "mine after all")
            await hand.submit()
            await hand.see("There are no changes to commit.")
            assert desk.running.destinations.default.concurrency == 111

    asyncio.run(scenario())
