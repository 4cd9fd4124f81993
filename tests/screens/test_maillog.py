from __future__ import annotations

import asyncio

import pytest

from esatui.appliance import Appliance
from screens.desk import Desk
from screens.kit.table import Table
from state.overview.logs import parsed_filter
from state.overview.tls import TlsChart, TlsEvent, tls_event
from tests.screens.desks import NOW, SMALL, dashboard, seen, text_of

STORY = (
    "New SMTP ICID 12 interface Management (192.168.42.42) address 192.0.2.7 reverse dns host unknown verified no",
    "ICID 12 ACCEPT SG UNKNOWNLIST match sbrs[none] SBRS None",
    "ICID 12 TLS success protocol TLSv1.3 cipher TLS_AES_256_GCM_SHA384",
    "Start MID 5 ICID 12",
    "MID 5 ICID 12 From: <a@example.net>",
    "ICID 13 TLS failed: (336109761, 'error:1408A0C1:SSL routines:SSL3_GET_CLIENT_HELLO:no shared cipher')",
    "Delivery start DCID 8 MID 5 to RID [0]",
    "DCID 8 TLS success protocol TLSv1.2 cipher ECDHE-RSA-AES256-GCM-SHA384",
    "Message done DCID 8 MID 5 to RID [0]",
)


def written(appliance: Appliance, *lines: str) -> None:
    for line in lines:
        appliance.logs.mail(line)


@pytest.mark.parametrize("key", ["enter", "s"])
def test_lines_come_while_one_looks_and_one_key_tells_the_whole_story(
    appliance: Appliance, desk: Desk, key: str
) -> None:
    async def scenario() -> None:
        async with dashboard(desk, size=(180, 40)) as (app, pilot):
            await pilot.press("8")
            await seen(app, pilot, "Mail Log")
            written(appliance, *STORY)
            await seen(app, pilot, "Message done DCID 8")
            await pilot.press(key)
            text = await seen(app, pilot, "Delivery start DCID 8")
            text = await seen(app, pilot, "ICID 12 ACCEPT")
            assert "Message 5" in text
            assert "ICID 13" not in "\n".join(text_of(app))

    asyncio.run(scenario())


def test_the_end_of_a_long_line_is_seen_and_so_is_the_line_itself(
    appliance: Appliance, desk: Desk
) -> None:
    async def scenario() -> None:
        written(appliance, *STORY, "MID 6 Subject '" + "word " * 70 + "last'", "MID 7 queued")
        async with dashboard(desk, size=SMALL) as (app, pilot):
            await pilot.press("8")
            await seen(app, pilot, "MID 7 queued")
            assert "(c)Clear filter" in text_of(app)[-1], "there is none"
            table, line = app.screen.query_one("#log", Table), app.screen.query_one("#line")
            height = line.size.height
            await pilot.press("up")
            text = await seen(app, pilot, "last'")
            assert "MID 6 Subject 'word" in text
            assert line.size.height > height
            shown = table.size.height - 1
            assert table.cursor - shown < table.scroll_offset.y <= table.cursor
            await pilot.press("down")
            await pilot.pause()
            assert line.size.height == height

    asyncio.run(scenario())


def test_filters(appliance: Appliance, desk: Desk) -> None:
    async def scenario() -> None:
        written(appliance, *STORY)
        async with dashboard(desk, size=(180, 40)) as (app, pilot):
            await pilot.press("8")
            await seen(app, pilot, "Message done DCID 8")
            await pilot.press("t", "t")
            text = await seen(app, pilot, "failures of TLS")
            assert "no shared cipher" in text
            assert "TLS success" not in text
            await pilot.press("c", "slash", *"icid 12")
            text = await seen(app, pilot, "filter: icid 12")
            assert "ICID 12 ACCEPT" in text
            assert "ICID 13" not in text
            assert "DCID 8 TLS" not in text

    asyncio.run(scenario())


def test_escape_clears_the_filter_and_goes_back_to_the_lines(
    appliance: Appliance, desk: Desk
) -> None:
    async def scenario() -> None:
        written(appliance, *STORY)
        async with dashboard(desk, size=(120, 40)) as (app, pilot):
            await pilot.press("8")
            await seen(app, pilot, "Message done DCID 8")
            await pilot.press("t", "t", "slash", *"icid 12")
            await seen(app, pilot, "filter: icid 12")
            await pilot.press("escape")
            text = await seen(app, pilot, "ICID 13 TLS failed")
            assert "failures of TLS · 1 line" in text, "the outcome is another filter"
            assert not app.screen.query_one("#filter").display
            assert isinstance(app.focused, Table)
            await pilot.press("slash", "down")
            assert isinstance(app.focused, Table)
            assert not app.screen.query_one("#filter").display

    asyncio.run(scenario())


def test_an_empty_table_says_why_it_is_empty(appliance: Appliance, desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk, size=(120, 40)) as (app, pilot):
            await pilot.press("8")
            await seen(app, pilot, "Nothing is in the log.")
            await pilot.press("slash", *"zzz")
            await seen(app, pilot, "filter: zzz")
            written(appliance, STORY[0])
            await seen(app, pilot, "No line matches the filter.")
            await pilot.press("escape", "t")
            await seen(app, pilot, "No line is about TLS.")
            await pilot.press("t")
            await seen(app, pilot, "No line is about TLS that failed.")

    asyncio.run(scenario())


def test_a_filter_as_it_is_typed() -> None:
    found = parsed_filter("mid 5 icid:12 Cipher")
    assert (found.mid, found.icid, found.dcid, found.texts) == (5, 12, None, ("cipher",))


def test_outcomes_are_taken_from_the_fixed_beginning_only() -> None:
    assert tls_event(STORY[2]) == TlsEvent("in", "success")
    assert tls_event(STORY[5]) == TlsEvent("in", "failed")
    assert tls_event(STORY[7]) == TlsEvent("out", "success")
    assert tls_event("MID 5 Subject ' TLS failed: ICID 1 TLS failed'") is None


def test_a_chart_counts_by_minutes_and_forgets() -> None:
    chart = TlsChart(steps=3, seconds=60)
    line = "Mon May 20 10:0{} 2024 Info: ICID 1 TLS success protocol TLSv1.3 cipher X"
    chart.add(line.format(each) for each in ("0:00", "0:59", "1:00", "2:11"))
    success = TlsEvent("in", "success")
    assert chart.counts(success, NOW) == (2, 1, 1)
    assert chart.counts(success, NOW.replace(minute=3)) == (1, 1, 0)
    assert chart.counts(TlsEvent("out", "success"), NOW) == (0, 0, 0)
