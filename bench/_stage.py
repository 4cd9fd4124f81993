"""An application without a terminal, whose keys are pressed and whose frames are seen here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import screens  # isort: skip  # noqa: F401 - says how often Textual draws: before Textual is there.
from textual import events
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.widget import Widget

SIZE = (120, 40)
PATIENCE = 60.0
"""Seconds after which a frame that has not come never will."""
W = TypeVar("W", bound=Widget)
Shows = Callable[[str], bool]
"""Says of a frame whether it shows what is waited for."""


class Recorder(HeadlessDriver):
    """Writes to nowhere, as fast as the fastest terminal, and tells who waits what was written."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._shows: Shows = bool
        self._seen: asyncio.Future[float] | None = None
        self._next: asyncio.Future[None] | None = None

    @property
    def is_headless(self) -> bool:
        # Only then frames are made as for a terminal, down to the escape sequences.
        return False

    def write(self, data: str) -> None:
        if self._next is not None and not self._next.done():
            self._next.set_result(None)
        if self._seen is not None and not self._seen.done() and self._shows(data):
            self._seen.set_result(time.monotonic())

    def expect(self, shows: Shows) -> asyncio.Future[float]:
        """Return what will be the moment at which a frame of which `shows` is true was written."""
        self._shows = shows
        self._seen = asyncio.get_running_loop().create_future()
        return self._seen

    def frame(self) -> asyncio.Future[None]:
        """Return what is done with the next frame."""
        self._next = asyncio.get_running_loop().create_future()
        return self._next

    def press(self, key: str) -> None:
        """Press a key, as the thread does that reads a terminal."""
        self.process_message(events.Key(key, key if len(key) == 1 else None))


class Stage:
    """A running application and what stands for its terminal."""

    def __init__(self, app: App[Any], driver: Recorder) -> None:
        self.app = app
        self.driver = driver

    def press(self, key: str) -> None:
        """Press a key."""
        self.driver.press(key)

    async def paint(self, key: str, wanted: Shows | str) -> float:
        """Press a key; return the seconds until a frame was written that shows what is wanted."""
        seen = self.driver.expect(holds(wanted) if isinstance(wanted, str) else wanted)
        begun = time.monotonic()
        self.driver.press(key)
        async with asyncio.timeout(PATIENCE):
            return await seen - begun

    async def focused(self, kind: type[W]) -> W:
        """Return the focused widget once it is one of `kind`."""
        async with asyncio.timeout(PATIENCE):
            while not isinstance(found := self.app.focused, kind):
                await self.driver.frame()
        return found


def holds(text: str) -> Shows:
    """Return what is true of frames that hold `text`."""
    return lambda frame: text in frame


@asynccontextmanager
async def staged(make: Callable[[Any], App[Any]]) -> AsyncIterator[Stage]:
    """Run the application that `make` makes with the driver it is given."""
    begun: asyncio.Future[Recorder] = asyncio.get_running_loop().create_future()

    def driver(*arguments: Any, **options: Any) -> Recorder:
        made = Recorder(*arguments, **options)
        begun.set_result(made)
        return made

    app = make(driver)
    running = asyncio.create_task(app.run_async(size=SIZE))
    try:
        async with asyncio.timeout(PATIENCE):
            stage = Stage(app, await begun)
            await stage.driver.frame()
        yield stage
    finally:
        app.exit()
        await running
