"""When certificates expire: which alerts, on which day, and never twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from esatui.services.alerts.expiry import EXPIRED, TODAY, stage
from state.clock import FrozenClock
from tests.services.alerts.posted import (
    Edit,
    Office,
    authority,
    certificate,
    office,
    opened,
    profile,
    subscribed,
)
from tests.services.engines import commit, named

DAY = timedelta(days=1)
MOMENT = datetime(2026, 1, 5, 23, 59, 0, tzinfo=UTC)
NAME = 'Your "partner.com" certificate'


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-01-31 23:59:59", None),
        ("2026-02-01 00:00:00", 90),
        ("2026-03-02 23:59:59", 90),
        ("2026-03-03 00:00:00", 60),
        ("2026-04-02 00:00:00", 30),
        ("2026-04-17 00:00:00", 15),
        ("2026-04-26 23:59:59", 15),
        ("2026-04-27 00:00:00", 5),
        ("2026-04-28 00:00:00", 4),
        ("2026-05-01 00:00:00", 1),
        ("2026-05-02 00:00:00", TODAY),
        ("2026-05-02 12:00:00", TODAY),
        ("2026-05-02 12:00:01", EXPIRED),
        ("2030-01-01 00:00:00", EXPIRED),
    ],
)
def test_stage(now: str, due: int | None) -> None:
    end = datetime(2026, 5, 2, 12, tzinfo=UTC)
    assert stage(end, datetime.fromisoformat(now).replace(tzinfo=UTC), UTC) == due


def test_days_are_those_of_the_appliance() -> None:
    end = datetime(2026, 5, 2, 20, tzinfo=UTC)
    now = datetime(2026, 5, 1, 16, tzinfo=UTC)
    assert stage(end, now, UTC) == 1
    assert stage(end, now, ZoneInfo("Asia/Seoul")) == 1
    assert stage(end, now - timedelta(hours=2), ZoneInfo("Asia/Seoul")) == 2
    assert stage(end, datetime(2026, 5, 2, 15, tzinfo=UTC), ZoneInfo("Asia/Seoul")) == TODAY


def test_every_day_until_after_the_end(tmp_path: Path) -> None:
    """A hundred nights pass; each alert comes once, at midnight, to the log and as mail."""

    async def main() -> None:
        clock = FrozenClock(MOMENT)
        end = MOMENT + 95 * DAY
        edits = profile("partner.com", certificate(clock, end)), subscribed()
        async with office(tmp_path, clock, *edits) as here:
            raised: list[tuple[int, str]] = []
            for night in range(1, 101):
                seen = len(expiries(here))
                await here.time.advance(60 if night == 1 else 86400 - 60)
                await checked(here)
                assert clock.now().strftime("%H:%M") == "00:00"
                raised += [(night, text) for text in expiries(here)[seen:]]
                await here.time.advance(60)
            assert raised == [
                *(
                    (95 - days, f"{NAME} will expire in under {days} day(s).")
                    for days in (90, 60, 30, 15, 5, 4, 3, 2, 1)
                ),
                (95, f"{NAME} expires today."),
                (96, f"{NAME} has expired."),
            ]
            mails = await here.mails(11)
            assert [text.splitlines()[2].split(" <")[0] for text in mails] == (
                ["Subject: Warning"] * 9 + ["Subject: Critical"] * 2
            )

    asyncio.run(main())


def test_at_once_when_it_is_committed(tmp_path: Path) -> None:
    async def main() -> None:
        clock = FrozenClock(MOMENT)
        async with office(tmp_path, clock) as here:
            commit(here.appliance, profile("late", certificate(clock, MOMENT + 91 * DAY)))
            commit(here.appliance, profile("soon", certificate(clock, MOMENT + 47 * DAY)))
            commit(here.appliance, profile("over", certificate(clock, MOMENT - 47 * DAY)))
            root = certificate(clock, MOMENT + 3 * DAY, "Example Root")
            commit(here.appliance, authority(root))
            await here.settled()
            expected = [
                'Your "soon" certificate will expire in under 60 day(s).',
                'Your "over" certificate has expired.',
                'The certificate authority "CN=Example Root" will expire in under 3 day(s).',
            ]
            assert sorted(expiries(here)) == sorted(expected)
            commit(here.appliance, named("other.example.com"))
            await here.settled()
            assert len(expiries(here)) == 3

    asyncio.run(main())


def test_never_twice_over_restarts(tmp_path: Path) -> None:
    async def main() -> None:
        clock = FrozenClock(MOMENT)
        edit = profile("partner.com", certificate(clock, MOMENT + 30 * DAY))
        async with office(tmp_path, clock, edit) as here:
            assert expiries(here) == [f"{NAME} will expire in under 30 day(s)."]
        for _ in range(2):
            clock.advance(3600)
            async with office(tmp_path, clock) as here:
                assert expiries(here) == []
        # Two days on which alerts were due are slept through: one alert tells.
        clock.advance(86400 * 26)
        async with office(tmp_path, clock) as here:
            assert expiries(here) == [f"{NAME} will expire in under 3 day(s)."]
        # A clock that is set back brings nothing back.
        clock.advance(-86400 * 20)
        async with office(tmp_path, clock) as here:
            assert expiries(here) == []
        clock.advance(86400 * 20)
        async with office(tmp_path, clock) as here:
            assert expiries(here) == []

    asyncio.run(main())


def test_a_renewed_certificate_is_another_one(tmp_path: Path) -> None:
    async def main() -> None:
        clock = FrozenClock(MOMENT)
        edit = profile("partner.com", certificate(clock, MOMENT + 5 * DAY))
        async with office(tmp_path, clock, edit) as here:
            commit(here.appliance, profile("partner.com", certificate(clock, MOMENT + 15 * DAY)))
            await here.settled()
            assert expiries(here) == [
                f"{NAME} will expire in under 5 day(s).",
                f"{NAME} will expire in under 15 day(s).",
            ]

    asyncio.run(main())


def test_midnight_is_that_of_the_time_zone(tmp_path: Path) -> None:
    async def main() -> None:
        clock = FrozenClock(datetime(2026, 1, 5, 14, 30, tzinfo=UTC))
        end = datetime(2026, 1, 8, 12, tzinfo=UTC)
        edits = profile("partner.com", certificate(clock, end)), in_zone("Asia/Seoul")
        async with office(tmp_path, clock, *edits) as here:
            assert expiries(here) == [f"{NAME} will expire in under 3 day(s)."]
            await here.time.advance(30 * 60)
            await checked(here)
            assert expiries(here)[1:] == [f"{NAME} will expire in under 2 day(s)."]

    asyncio.run(main())


def test_a_memory_that_is_damaged_or_cannot_be_written(tmp_path: Path) -> None:
    async def main() -> None:
        clock = FrozenClock(MOMENT)
        edit = profile("partner.com", certificate(clock, MOMENT + 30 * DAY))
        opened(tmp_path, clock).store.close()
        path = tmp_path / "alerts" / "expiry.json"
        path.mkdir(parents=True)
        async with office(tmp_path, clock, edit) as here:
            text = "Which alerts about certificates were sent cannot be remembered"
            assert sum(line.startswith(text) for line in here.lines.of("system_logs")) == 2
            assert expiries(here) == [f"{NAME} will expire in under 30 day(s)."]
            commit(here.appliance, in_zone("Asia/Seoul"))
            await here.settled()
            assert len(expiries(here)) == 1
        path.rmdir()
        path.write_bytes(b"\xff{[")
        async with office(tmp_path, clock) as here:
            assert expiries(here) == [f"{NAME} will expire in under 30 day(s)."]
        async with office(tmp_path, clock) as here:
            assert expiries(here) == []

    asyncio.run(main())


def in_zone(name: str) -> Edit:
    return lambda draft: draft.write(system=replace(draft.system, timezone=name))


def expiries(here: Office) -> list[str]:
    """What the system log says of certificates that expire."""
    return [line for line in here.lines.of("system_logs") if "expire" in line]


async def checked(here: Office) -> None:
    """Wait until the watcher sleeps again."""
    await here.time.asleep()
