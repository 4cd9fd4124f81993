"""The overview at every width, and what it says of certificates and listeners."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text
from textual.pilot import Pilot

from esatui.appliance import Appliance
from screens.app import Dashboard
from screens.desk import Desk
from screens.kit.cells import folded
from screens.language import Language, use
from screens.overview.certificates import services
from screens.overview.panels import Theme, facts_text, gathered
from screens.overview.screen import Panel
from screens.overview.timeline import timeline_text
from state.journal import ALERT, Event
from state.operations.policies import edit_policy
from state.operations.usage import Service
from state.overview.certificates import CertificateOverview
from state.overview.offers import Offer
from state.overview.timeline import Expiry, Timeline
from state.overview.troubles import Presented
from state.store import Login
from tests.screens import crowd
from tests.screens.desks import appliance_at, dashboard, desk_at, seen
from tests.screens.quiet import quiet

if TYPE_CHECKING:
    from state.certificates.certificate import Certificate

NOW = datetime(2024, 5, 20, 10, 2, 11, tzinfo=UTC)
THEME = Theme("green", "yellow", "red")
LISTS = st.lists(st.sampled_from(["ACCEPTED", "TRUSTED", "정책"]), max_size=3).map(tuple)
NAMES = st.text("abc 가나다1-", min_size=1, max_size=40).map(str.strip).filter(bool)
WIDTHS = (80, 99, 100, 101, 113, 149, 150, 177, 200)
"""Widths of the terminal at which the panels stand in another way, and some between them."""


def expiry(name: str, days: float) -> Expiry:
    return Expiry(name, "Active" if days >= 0 else "Expired", NOW + timedelta(days=days), days)


def drawn(found: Timeline, width: int) -> list[str]:
    return timeline_text(found, NOW, width, THEME).plain.split("\n")


@given(
    st.lists(st.tuples(NAMES, st.floats(-4000, 4000)), min_size=1, max_size=10),
    st.integers(40, 200),
    st.sampled_from(["en", "ko"]),
)
def test_no_line_of_the_time_line_is_too_wide(
    named: list[tuple[str, float]], width: int, language: Language
) -> None:
    use(language)
    shown = sorted((expiry(*each) for each in named), key=lambda each: each.left)
    lines = drawn(Timeline(tuple(shown), 17, 983, NOW), width)
    assert all(cell_len(line) <= width for line in lines)
    assert len(lines) >= 3 + len(named) + 3
    for line, each in zip(lines[3:], shown, strict=False):
        # Whole, or cut where everybody sees it.
        assert each.name in line or "…" in line
        assert any(mark in line for mark in "x!●")


def test_the_time_line_has_dates_and_zones_without_colour() -> None:
    use("en")
    shown = (expiry("old", -12), expiry("web", 12), expiry("mail", 364), expiry("Demo", 3649))
    lines = drawn(Timeline(shown, 3, 40, NOW + timedelta(days=3700)), 100)
    assert lines[0].split() == [
        "today",
        "30",
        "d",
        "90",
        "d",
        "1",
        "y",
        "2",
        "y",
        "5",
        "y",
        "10",
        "y",
    ]
    assert lines[1].split()[:2] == ["2024-05-20", "2024-06-19"]
    today = lines[2].index("┼")
    assert lines[2][:today] == "╌" * today
    assert lines[2][today + 1 : lines[2].index("┼", today + 1)].strip("═") == ""
    assert "x old expired 12 days ago" in lines[3]
    assert lines[3].index("x") < today < lines[4].index("!")
    assert "! web 12 days" in lines[4]
    assert "● mail 364 days" in lines[5]
    assert "Demo 3649 days ●" in lines[6]
    assert lines[7:9] == ["Expired before these: 3", "Later: 40 more, from 2034-07-07 on"]


def test_a_certificate_that_is_not_yet_valid() -> None:
    use("en")
    early = Expiry("next", "Not Yet Valid", NOW + timedelta(days=400), 400)
    text = "\n".join(drawn(Timeline((early,), 0, 0, None), 60))
    assert "○ next not yet valid" in text or "next not yet valid ○" in text
    assert drawn(Timeline((), 0, 0, None), 60) == ["none"]


@given(st.text("ab 가…", max_size=200), st.integers(4, 60), st.integers(0, 6))
def test_folded_texts_lose_nothing(text: str, width: int, indent: int) -> None:
    found = folded(Text(text), width, indent).plain
    assert all(cell_len(line) <= width or not line.strip() for line in found.split("\n"))
    assert "".join(found.split()) == "".join(text.split())


@given(st.lists(st.integers(0, 9), min_size=60, max_size=60), st.integers(1, 60))
def test_minutes_are_gathered_from_the_end(counts: list[int], size: int) -> None:
    found = gathered(counts, size)
    assert sum(found) == sum(counts)
    assert found[-1] == sum(counts[-size:])
    assert len(found) == -(-60 // size)


def test_facts_go_on_under_their_value() -> None:
    lines = facts_text({"Logged in": "admin (local), kim (ssh)"}, 26).plain.split("\n")
    assert [line.rstrip() for line in lines] == [
        "Logged in  admin (local),",
        " " * 11 + "kim (ssh)",
    ]


def wrapped(app: Dashboard) -> list[str]:
    """Return the panels in which a line is wrapped or clipped by its frame."""
    found = []
    for panel in app.screen.query(Panel):
        width = panel.content_size.width
        lines = str(panel.content).split("\n")
        if any(cell_len(line) > width for line in lines) or len(lines) != panel.content_size.height:
            found.append(f"{app.size.width}: {panel.id}")
    return found


@pytest.mark.parametrize(("state", "language"), [("long", "en"), ("busy", "ko")])
def test_no_panel_wraps(tmp_path: Path, filled: Path, state: str, language: Language) -> None:
    async def scenario() -> None:
        appliance = appliance_at(copytree(filled, tmp_path / "state"))
        desk = desk_at(appliance)
        if state == "long":
            crowd.long_names(appliance, desk)
        async with dashboard(desk, language=language) as (app, pilot):
            await quiet(app, pilot, looks=2)
            found = []
            for width in WIDTHS:
                await pilot.resize_terminal(width, 40)
                await quiet(app, pilot, looks=1)
                assert app.size.width == width
                found += wrapped(app)
            assert found == []
        desk.candidate.close()
        appliance.store.close()

    asyncio.run(scenario())


SAID = st.one_of(st.none(), st.builds(Offer, LISTS, LISTS, LISTS))


@given(st.lists(SAID, min_size=1, max_size=4), st.integers(24, 200), st.booleans())
def test_services_fit_in_any_width(offers: list[Offer | None], width: int, demo: bool) -> None:
    use("en")
    found = [presented("Demo" if demo else "mine", offer) for offer in offers]
    lines = [line for text in services(found, width, THEME) for line in text.plain.split("\n")]
    assert all(cell_len(line) <= width for line in lines)
    said = " ".join(" ".join(lines).split())
    for offer in offers:
        if offer is not None and offer.nobody:
            assert "STARTTLS is offered to nobody: all mail flow policies" in said


def presented(name: str, offer: Offer | None) -> Presented:
    overview = CertificateOverview(
        name=name,
        certificate=cast("Certificate", None),
        status="Active",
        days=100,
        services=(),
        faults=(),
    )
    service = Service("listener", "InboundMail") if offer else Service("outbound")
    return Presented(service, overview, None, offer)


def offering(desk: Desk) -> None:
    hat = desk.running.listeners.entries["InboundMail"].hat
    policy = hat.policies["ACCEPTED"]
    changed = type(policy)(rule=policy.rule, parameters=type(policy.parameters)(tls="preferred"))
    desk.submit(lambda draft: edit_policy(draft, "InboundMail", "ACCEPTED", changed))
    desk.candidate.commit("TLS")


async def said(app: Dashboard, pilot: Pilot[None], words: str) -> str:
    """Wait until `words` are said of the services; return all that is."""
    for _ in range(200):
        await pilot.pause(0.05)
        text = " ".join(str(app.screen.query_one("#services", Panel).content).split())
        if words in text:
            return text
    raise AssertionError(f"{words!r} is not in {text}")


def test_starttls_that_is_offered_to_nobody_is_said(appliance: Appliance, desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await said(app, pilot, "STARTTLS is offered to nobody")
            offering(desk)
            text = await said(app, pilot, "TLS with the Demo certificate, which no peer trusts")
            assert "STARTTLS is offered to nobody" not in text
            assert "TLS is Off in these mail flow policies: TRUSTED, THROTTLED" in text

    asyncio.run(scenario())


def test_who_comes_and_what_is_told_is_seen_at_once(appliance: Appliance, desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await seen(app, pilot, "(local)")
            visitor = Login(id="0", user="visitor", remote="192.0.2.7", started=NOW, kind="cli")
            candidate = appliance.store.begin(visitor)
            await seen(app, pilot, "visitor (192.0.2.7)")
            candidate.close()
            alert = Event(type=ALERT, time=NOW, data={"severity": "warning", "text": "Look here."})
            appliance.store.journal.write(alert)
            shown = await seen(app, pilot, "Look here.")
            assert "visitor" not in shown

    asyncio.run(scenario())
