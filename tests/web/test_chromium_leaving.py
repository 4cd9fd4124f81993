"""Chromium finds the dashboard, leaves it, opens it again, and logs out; all of it can be read."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from esatui.web import codes
from tests.screens.contrast import TEXT
from tests.services.engines import named
from tests.web.chromium import Chromium, chromium
from tests.web.hosted import Hosted
from tests.web.test_chromium import NAME, focused, log_in
from tests.web.test_chromium_expiry import SEEN

pytestmark = pytest.mark.once

FAINT = """
(() => {
  const parts = (colour) => colour.match(/[0-9.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).map(
      (each) => (each /= 255) <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (parts(colour)[3] !== 0) return colour;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? "rgb(18, 18, 18)" : "rgb(255, 255, 255)";
  };
  const shown = [...document.querySelectorAll("h1, h2, p, a, label, input, select, button, dt, dd, li")]
    .filter((each) => each.offsetHeight && !each.closest(".textual-terminal"));
  return shown.map((each) => {
    const [one, other] = [light(getComputedStyle(each).color), light(behind(each))];
    return [each.tagName, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)];
  });
})()
"""
"""The contrast of each text that is on the page (WCAG 2.2, 1.4.3)."""
HEADING = "getComputedStyle(document.querySelector('.closed h1')).backgroundColor"


async def readable(tab: Chromium, *kinds: str) -> None:
    """Look at the page as people see it who prefer dark pages, and who do not."""
    for scheme in ("dark", "light"):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        await tab.ask("Emulation.setEmulatedMedia", features=features)
        found = await tab.value(FAINT)
        assert set(kinds) <= {kind for kind, _ in found}
        assert [each for each in found if each[1] < TEXT] == []


def test_a_dashboard_is_left_and_opened_again_until_one_logs_out(tmp_path: Path) -> None:
    async def scenario(host: Hosted) -> None:
        url = f"https://{NAME}:{host.port}"
        async with chromium(tmp_path / "home", NAME) as tab:
            await tab.go(f"{url}/")
            await tab.shows("!!document.querySelector('a[href=\"/dashboard\"]')")
            await readable(tab, "A", "H1", "DD")
            await tab.value("document.querySelector('a').click()")
            await tab.shows("location.pathname == '/login'")
            await log_in(tab, url)
            host.submit(named("kept.example.com"))
            await leave(tab)
            assert await tab.value(SEEN) == [codes.LEFT_TEXT]
            assert await tab.value(HEADING) == "rgba(0, 0, 0, 0)"
            await readable(tab, "A", "H1", "BUTTON")
            await tab.value("document.querySelector('.again a').click()")
            await tab.shows("!document.body.classList.contains('-closed')")
            await tab.sees("Commit Changes (1)")
            await leave(tab)
            await tab.value("document.querySelector('.again button').click()")
            await tab.shows("location.pathname == '/login' && !!document.querySelector('#notice')")
            notice = await tab.value("document.querySelector('#notice').innerText")
            assert notice == codes.LOGGED_OUT_TEXT
            await readable(tab, "INPUT", "SELECT", "BUTTON", "LABEL")
        assert host.appliance.store.pending() == ()

    with Hosted(tmp_path / "state") as host:
        asyncio.run(scenario(host))


def test_who_is_logged_out_elsewhere_is_not_offered_to_log_out(tmp_path: Path) -> None:
    async def scenario(host: Hosted) -> None:
        url = f"https://{NAME}:{host.port}"
        async with chromium(tmp_path / "home", NAME) as tab:
            await log_in(tab, url)
            await tab.value("fetch('/logout', {method: 'POST'})")
            await tab.shows(f"document.body.classList.contains('-closed-{codes.LOGGED_OUT}')")
            assert await tab.value(SEEN) == [codes.LOGGED_OUT_TEXT]
            assert not await tab.value("document.querySelector('.again').offsetHeight")
            await tab.value("document.querySelector('.anew a').click()")
            await tab.shows("location.pathname == '/login'")

    with Hosted(tmp_path / "state") as host:
        asyncio.run(scenario(host))


async def leave(tab: Chromium) -> None:
    """Leave the dashboard with its key."""
    await focused(tab)
    await tab.press("^q")
    await tab.shows(f"document.body.classList.contains('-closed-{codes.LEFT}')")
