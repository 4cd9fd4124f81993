"""Presses keys, and waits until a dashboard has nothing left to do.

Textual's pilot waits until the process uses little time, for which it sleeps 20 ms or more at each
key: most of the time that such a test takes. Here the dashboard itself is asked.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from textual import events
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widgets import Input, TextArea
from textual.worker import Worker

from screens.app import Dashboard
from tests.screens.probes import Keys

ENDLESS: Final = frozenset({"log"})
"""Groups of workers that follow a log and never end."""
FRAME: Final = 0.008
"""Seconds until Textual has drawn what has changed, with some to spare."""
LONGEST: Final = 125
"""Looks after which a pilot goes on all the same: a second."""
PATIENCE: Final = 4000
"""Looks after which it will never be quiet."""


class QuickPilot(Pilot[None]):
    """A pilot that goes on as soon as the dashboard has nothing left to do.

    It waits no longer than Textual's own: what is still under way after that is the test's matter.
    """

    async def press(self, *keys: str) -> None:
        for key in keys:
            _send(self._dashboard, key)
            await self._idle(looks=2)

    async def pause(self, delay: float | None = None) -> None:
        if delay is not None:
            await asyncio.sleep(delay)
        await self._idle(looks=1)

    @property
    def _dashboard(self) -> Dashboard:
        app: Any = self.app
        assert isinstance(app, Dashboard)
        return app

    async def _idle(self, *, looks: int) -> None:
        await self._wait_for_screen()
        idle = 0
        for _ in range(LONGEST):
            await asyncio.sleep(FRAME)
            idle = 0 if _busy(self._dashboard) else idle + 1
            if idle >= looks:
                break
        if self.app._exception is not None:
            raise self.app._exception


async def press(app: Dashboard, pilot: Pilot[None], key: str) -> None:
    """Press a key, and wait until it has been dealt with."""
    _send(app, key)
    await quiet(app, pilot, looks=2)


def _send(app: Dashboard, key: str) -> None:
    name = _character_to_key(key) if len(key) == 1 else key
    driver = app._driver
    assert driver is not None
    driver.send_message(events.Key(name, key if len(key) == 1 else None))


async def settled(app: Dashboard, pilot: Pilot[None]) -> None:
    """Wait until the picture stays the same, and stop cursors that blink."""
    for line in app.screen.query(Input):
        line.cursor_blink = False
    for block in app.screen.query(TextArea):
        block.cursor_blink = False
    await quiet(app, pilot, looks=4, released=True)


async def quiet(app: Dashboard, pilot: Pilot[None], *, looks: int, released: bool = False) -> None:
    """Wait until at so many looks in a row, each after the time of a frame, nothing is to be done.

    A worker that is held at a gate counts as nothing. A button that was pressed looks so for a
    while, behind a dialog as well; with `released` that is waited for.
    """
    idle = 0
    for _ in range(PATIENCE):
        await pilot._wait_for_screen()
        app.screen._on_timer_update()
        idle = 0 if _busy(app) or (released and _pressed(app)) else idle + 1
        if idle >= looks or app._exception is not None:
            return
        await asyncio.sleep(FRAME)
    raise AssertionError("the dashboard does not come to rest")


def _busy(app: Dashboard) -> bool:
    """Return whether the dashboard has something under way that may change the picture."""
    screen = app.screen
    keys = app.desk.key_maker
    if isinstance(keys, Keys) and keys.gate.holds:
        return False
    return bool(
        app._news
        or app._waiting is not None
        or app.animator._animations
        or app.animator._scheduled
        or any(_works(worker) for worker in app.workers)
        or screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._dirty_widgets
        or screen._callbacks
        or any(_has_messages(each) for each in (app, *screen.walk_children(with_self=True)))
    )


def _pressed(app: Dashboard) -> bool:
    return any(screen.query("Button.-active") for screen in app.screen_stack)


def _works(worker: Worker[Any]) -> bool:
    return not worker.is_finished and worker.group not in ENDLESS


def _has_messages(pump: MessagePump) -> bool:
    return any((pump._message_queue.qsize(), pump._pending_message, pump._next_callbacks))
