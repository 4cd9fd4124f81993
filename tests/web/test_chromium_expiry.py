"""A session that expires while Chromium shows it, and Korean that is chosen in Chromium."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from esatui.web import codes
from state.preferences import Preferences
from tests.web.chromium import Chromium, chromium
from tests.web.hosted import Hosted
from tests.web.test_chromium import NAME, focused, log_in

pytestmark = pytest.mark.once

LIMIT = 30
"""Minutes without input that the factory allows."""
SEEN = "[...document.querySelectorAll('.reason')].filter(e => e.offsetHeight).map(e => e.innerText)"
"""The reasons that are really on the page."""
OPEN_SOCKET = """
window.outcome = "";
let socket = new WebSocket(document.querySelector(".textual-terminal").dataset.sessionWebsocketUrl);
socket.onopen = () => window.outcome = "open";
socket.onclose = (event) => window.outcome = "closed " + event.code;
"""
REFUSED = "closed 1006"
"""What a browser says of a connection that never came to be (RFC 6455, 7.1.5)."""


def test_an_expired_session_is_refused_and_says_so(tmp_path: Path) -> None:
    async def scenario(host: Hosted) -> None:
        url = f"https://{NAME}:{host.port}"
        async with chromium(tmp_path / "home", NAME) as tab:
            await log_in(tab, url)
            assert await tab.value(SEEN) == []
            host.pass_time(LIMIT)
            host.look()
            await tab.shows("document.body.classList.contains('-closed')")
            await tab.shows(f"document.body.classList.contains('-closed-{codes.EXPIRED}')")
            assert await tab.value(SEEN) == [codes.EXPIRED_TEXT]
            await tab.value(OPEN_SOCKET)
            await tab.shows("window.outcome")
            assert await tab.value("window.outcome") == REFUSED
            await tab.value("document.querySelector('.closed a').click()")
            await at_login(tab, codes.EXPIRED_TEXT)
            await tab.go(f"{url}/dashboard")
            await tab.shows("location.pathname == '/login' && !location.search")
            # From here on as ever.
            await log_in(tab, url)

    with Hosted(tmp_path / "state") as host:
        asyncio.run(scenario(host))


def test_a_page_that_is_reloaded_too_late_leads_to_the_login(tmp_path: Path) -> None:
    async def scenario(host: Hosted) -> None:
        url = f"https://{NAME}:{host.port}"
        async with chromium(tmp_path / "home", NAME) as tab:
            await log_in(tab, url)
            host.pass_time(LIMIT)
            await tab.go(f"{url}/dashboard")
            await at_login(tab, codes.EXPIRED_TEXT)

    with Hosted(tmp_path / "state") as host:
        asyncio.run(scenario(host))


def test_korean_is_chosen_in_the_dashboard(tmp_path: Path) -> None:
    async def scenario(host: Hosted) -> None:
        url = f"https://{NAME}:{host.port}"
        async with chromium(tmp_path / "home", NAME) as tab:
            await log_in(tab, url)
            await focused(tab)
            await tab.press("o")
            await tab.sees("They belong to admin")
            await tab.press("Enter", "End", "Enter")
            await tab.press("^s")
            await tab.sees("모니터 > 개요")
            await tab.value("location.reload()")
            await tab.shows("document.documentElement.lang == 'ko'")
            await tab.sees("모니터 > 개요")
        assert host.appliance.store.preferences.of("admin") == Preferences(language="ko")

    with Hosted(tmp_path / "state") as host:
        asyncio.run(scenario(host))


async def at_login(tab: Chromium, notice: str) -> None:
    await tab.shows("location.pathname == '/login' && location.search == '?expired'")
    await tab.shows("!!document.querySelector('#notice')")
    assert await tab.value("document.querySelector('#notice').innerText") == notice
