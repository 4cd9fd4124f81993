"""What a dashboard gives back while nothing happens."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from textual.screen import Screen
from textual.widget import Widget

from esatui.dashboard import hosted
from esatui.dashboard.memory import forget_drawn
from screens.desk import Desk
from tests.dashboard.stages import Stage, staged


def kept(stage: Stage) -> int:
    """Return how many lines widgets keep as they were drawn."""
    screen = stage.play.app.screen
    return sum(len(each._styles_cache._cache) for each in (screen, *screen.walk_children(Widget)))


def test_what_was_drawn_is_given_back_and_looks_the_same_when_it_is_drawn_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosted, "QUIET", 0.05)
    rested = asyncio.Event()

    def forget(screens: Iterable[Screen[Any]]) -> None:
        forget_drawn(screens)
        rested.set()

    monkeypatch.setattr(hosted, "forget_drawn", forget)

    async def at_rest() -> None:
        rested.clear()
        await rested.wait()

    async def scenario() -> None:
        async with asyncio.timeout(60), staged(desk) as stage:
            stage.play.receive(b"2")
            await stage.sees_text("Network > Certificates")
            assert kept(stage) > 0
            await at_rest()
            assert kept(stage) == 0
            before = stage.text
            stage.play.receive(b"?")
            await stage.sees_text("Keys")
            await at_rest()
            stage.play.receive(b"\x1b")
            await stage.sees(lambda: stage.text == before)
            await at_rest()
            stage.output = b""
            stage.screen.reset()
            stage.play.redraw()
            await stage.sees(lambda: stage.text == before)

    asyncio.run(scenario())
