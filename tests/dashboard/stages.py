"""A dashboard at the other end of a channel, in the event loop of a test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from esatui.dashboard.display import Display
from esatui.dashboard.performance import Performance
from screens.desk import Desk
from tests.dashboard.seat import Screen, stream_of

PATIENCE = 30.0


class Stage:
    """What was sent, as a terminal shows it."""

    def __init__(self, desk: Desk, display: Display) -> None:
        self.screen = Screen(display.columns, display.rows)
        self.output = b""
        self.flow: list[bool] = []
        self.ends: list[Exception | None] = []
        self._stream = stream_of(self.screen)
        self._drawn = asyncio.Event()
        self.play = Performance(desk, display, self._draw, self.ends.append, flow=self._note_flow)

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def _note_flow(self, go_on: bool) -> None:
        self.flow.append(go_on)
        self._drawn.set()

    def _draw(self, data: bytes) -> None:
        self.output += data
        self._stream.feed(data)
        self._drawn.set()

    async def sees(self, true: Callable[[], bool]) -> None:
        """Wait until something can be seen."""
        async with asyncio.timeout(PATIENCE):
            while not true():
                self._drawn.clear()
                await self._drawn.wait()

    async def sees_text(self, text: str) -> None:
        await self.sees(lambda: text in self.text)


@asynccontextmanager
async def staged(desk: Desk, display: Display | None = None) -> AsyncIterator[Stage]:
    """Show a dashboard, and end it."""
    stage = Stage(desk, display or Display(80, 24))
    try:
        await stage.sees_text("Overview")
        yield stage
    finally:
        stage.play.end()
        await stage.play.task
