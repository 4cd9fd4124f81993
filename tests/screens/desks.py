"""Appliances with a dashboard, in this process and without a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from textual.pilot import Pilot

from esatui.appliance import Appliance
from esatui.dashboard import desk_of
from screens.app import Dashboard
from screens.desk import Desk
from screens.language import Language
from state.certificates.keys import PooledKeyMaker
from state.clock import FrozenClock
from state.store import Login
from tests.screens.quiet import QuickPilot

NOW = datetime(2024, 5, 20, 10, 2, 11, tzinfo=UTC)
SMALL, MIDDLE, LARGE = (80, 24), (120, 40), (200, 60)
SIZES = (SMALL, MIDDLE, LARGE)


def appliance_at(directory: Path, now: datetime = NOW) -> Appliance:
    """Return a factory appliance whose clock stands still and whose keys are from the pool."""
    return Appliance.open(
        directory, clock=FrozenClock(now), key_maker=PooledKeyMaker(1), randomness=Random(1)
    )


def desk_at(appliance: Appliance, user: str = "admin") -> Desk:
    """Return a login at the dashboard."""
    login = Login(
        id=f"{appliance.random.getrandbits(64):016x}",
        user=user,
        remote="local",
        started=appliance.clock.now(),
        kind="gui",
    )
    return desk_of(appliance, login, appliance.store.begin(login))


@asynccontextmanager
async def dashboard(
    desk: Desk,
    *,
    size: tuple[int, int] = MIDDLE,
    language: Language | None = "en",
    notifications: bool = False,
) -> AsyncIterator[tuple[Dashboard, Pilot[None]]]:
    """Run a dashboard as if on a terminal of `size` cells; with what is told in passing, or not."""
    app = Dashboard(desk, language=language)
    async with app.run_test(size=size, notifications=notifications) as pilot:
        await pilot.pause()
        yield app, QuickPilot(app)


async def seen(app: Dashboard, pilot: Pilot[None], words: str) -> str:
    """Wait until `words` are on the screen and return all that is; fail when they do not come."""
    for _ in range(200):
        await pilot.pause()
        text = "\n".join(text_of(app))
        if words in text:
            return text
        await asyncio.sleep(0.02)
    raise AssertionError(f"{words!r} is not in\n{text}")


def text_of(app: Dashboard) -> list[str]:
    """Return what is on the screen, a text a line."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in lines][:height] or [
        "" for _ in range(width and height)
    ]
