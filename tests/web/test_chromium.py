"""The dashboard in Chromium: from the login to a certificate that the browser then meets."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.web.chromium import Chromium, chromium
from tests.web.served import served

pytestmark = pytest.mark.once

NAME = "mail.example.com"
DEMO = "Cisco Appliance Demo Certificate"


async def log_in(
    tab: Chromium, url: str, user: str = "admin", passphrase: str = "ironport"
) -> None:
    await tab.go(f"{url}/dashboard")
    await tab.shows("document.activeElement && document.activeElement.name == 'username'")
    await tab.type(user)
    await tab.press("Tab")
    await tab.shows("document.activeElement.name == 'passphrase'")
    await tab.type(passphrase)
    await tab.press("Enter")
    await tab.sees("Monitor > Overview")


async def focused(tab: Chromium) -> None:
    """Let keys go to the terminal."""
    await tab.shows("!!document.querySelector('.xterm-helper-textarea')")
    await tab.value("document.querySelector('.xterm-helper-textarea').focus()")


async def presented(home: Path, url: str) -> str:
    """Return whose certificate a browser meets that has never been there."""
    async with chromium(home, NAME) as tab:
        await tab.go(f"{url}/login")
        await tab.until(lambda: bool(tab.documents))
        subject: str = tab.documents[-1]["securityDetails"]["subjectName"]
        return subject


def test_a_certificate_for_the_interface_that_shows_the_dashboard(tmp_path: Path) -> None:
    async def scenario() -> None:
        with served(tmp_path / "state") as ports:
            url = f"https://{NAME}:{ports.https}"
            async with chromium(tmp_path / "one", NAME) as tab:
                await log_in(tab, url)
                assert tab.documents[-1]["securityDetails"]["subjectName"] == DEMO
                await focused(tab)
                await create(tab)
                await assign(tab)
                await commit(tab)
                assert {each.split("/")[2] for each in tab.requests if "://" in each} == {
                    f"{NAME}:{ports.https}"
                }
            assert await presented(tmp_path / "two", url) == NAME

    asyncio.run(scenario())


async def create(tab: Chromium) -> None:
    """Create a self-signed certificate called `web`."""
    await tab.press("2")
    await tab.sees("Network > Certificates")
    await tab.press("a")
    await tab.sees("Add Certificate")
    await tab.press("Enter")
    await tab.sees("Certificate Name")
    fields = {"web": 2, NAME: 1, "Example": 1, "Mail": 1, "Bern": 1, "BE": 1, "CH": 0}
    for text, steps in fields.items():
        await tab.type(text)
        await tab.sees(text)
        await tab.press(*["Tab"] * steps)
    await tab.press("^s")
    await tab.sees("Commit Changes (1)")


async def assign(tab: Chromium) -> None:
    """Let HTTPS of the interface present it."""
    await tab.press("Home", "s")
    await tab.sees("Services of web")
    await tab.sees("now Demo")
    await tab.press("Tab", "Tab", " ")
    await tab.press("^s")
    await tab.sees("Commit Changes (2)")


async def commit(tab: Chromium) -> None:
    await tab.press("9")
    await tab.sees("To be committed: ")
    await tab.press("c")
    await tab.sees("Comment")
    await tab.type("a certificate")
    await tab.press("^s")
    await tab.sees("There are no changes to commit.")
