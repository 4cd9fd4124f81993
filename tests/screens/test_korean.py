"""The Korean dashboard has no English in it, but for terms, and for what is the appliance's."""

from __future__ import annotations

import asyncio
from html import escape
from pathlib import Path

import pytest

from tests.golden import SNAPSHOTS
from tests.screens.desks import appliance_at, dashboard, desk_at, seen
from tests.screens.latin import forgotten

PICTURES = sorted((SNAPSHOTS / "screens").glob("*-ko-*.svg"))
WRAPPED = {
    # Alerts, in lines of a word or two.
    "alerts-long-ko-80x24.svg": {"Certificate", "which", "presents", "expired"},
    "overview-ko-120x40.svg": {"expired"},
    "overview-ko-80x24.svg": {"expired"},
}
"""Words that stand alone in a line of what the appliance has."""


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_no_english_is_left(path: Path) -> None:
    found = forgotten(path.read_text("utf-8"))
    assert found - WRAPPED.get(path.name, set()) == set()


def test_there_are_pictures_of_everything() -> None:
    names = {path.stem.partition("-ko-")[0] for path in PICTURES}
    sections = {"overview", "certificates", "listeners", "destinations", "interfaces", "ldap"}
    assert {*sections, "alerts", "maillog", "pending", "history"} <= names
    assert len(names) > 60


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("대상 제어: partner.com", set()),
        ("Destination Controls: partner.com", {"Destination Controls"}),
        ("https_certificate", {"https_certificate"}),
        ("(Machine mail.example.com)", {"Machine"}),
        ("값: The value cannot be blank.", {"The value cannot be blank"}),
        ("InboundMail, TLS, Certificate", {"Certificate"}),
        ("TLS 지원", set()),
        ("DCID 9 TLS failed: verify error: certificate has expired", set()),
        ("DCID 8 TLS success protocol TLSv1.2 ciph…", set()),
    ],
)
def test_english_is_seen(text: str, words: set[str]) -> None:
    assert forgotten(f'<svg><text class="c1">{escape(text)}</text></svg>') == words


def test_palette_without_a_match(tmp_path: Path) -> None:
    async def scenario() -> None:
        appliance = appliance_at(tmp_path)
        async with dashboard(desk_at(appliance), language="ko") as (app, pilot):
            await pilot.press("ctrl+p", *"zzz")
            text = await seen(app, pilot, "일치하는 명령이 없습니다")
            assert "No matches" not in text
        appliance.store.close()

    asyncio.run(scenario())
