"""One dashboard at the other end of a channel, in the event loop of the caller."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from esatui.dashboard.driver import ChannelDriver, Flow, Transmit
from esatui.dashboard.hosted import HostedDashboard

if TYPE_CHECKING:
    from textual.app import App

    from esatui.dashboard.display import Display
    from screens.desk import Desk

GRACE: Final = 5.0
"""Seconds that a dashboard has to end when it is told to."""

EARLY: Final = 64 * 1024
"""Bytes that may come before the dashboard is there to take them."""

Ended = Callable[[Exception | None], None]


class Performance:
    """A dashboard that runs from now on; `ended` is told once that it is over, and why.

    Fulfils `esatui.fronts.base.Play`. `task` is the one task that it has.
    """

    def __init__(
        self,
        desk: Desk,
        display: Display,
        transmit: Transmit,
        ended: Ended,
        *,
        flow: Flow = lambda go_on: None,
    ) -> None:
        self._display = display
        self._transmit = transmit
        self._ended: Ended | None = ended
        self._flow = flow
        self._driver: ChannelDriver | None = None
        self._early = b""
        self._held = False
        self._gone = False
        self._over = False
        self._loop = asyncio.get_running_loop()
        self._deadline: asyncio.TimerHandle | None = None
        self.app = HostedDashboard(desk, display, self._make_driver)
        self.task = self._loop.create_task(self._run(), name="dashboard")

    def receive(self, data: bytes) -> None:
        if self._driver is not None:
            self._driver.receive(data)
        elif len(self._early) < EARLY:
            self._early += data

    def end_of_input(self) -> None:
        self.end()

    def resize(self, columns: int, rows: int) -> None:
        self._display = replace(self._display, columns=columns, rows=rows)
        if self._driver is not None:
            self._driver.resize(columns, rows)

    def hold(self) -> None:
        self._held = True
        if self._driver is not None:
            self._driver.hold()

    def release(self) -> None:
        self._held = False
        if self._driver is not None:
            self._driver.release()

    def redraw(self) -> None:
        """Draw everything, on a terminal that somebody else has used meanwhile."""
        if self._driver is not None:
            self._driver.redraw()

    def resume(self) -> None:
        """Take the terminal again after it was left."""
        if self._driver is not None:
            self._driver.resume()

    def leave_terminal(self) -> None:
        if self._driver is not None:
            self._driver.leave_terminal()

    def end(self) -> None:
        """End the dashboard; `ended` will be told."""
        if self._deadline is None and not self._over:
            self.app.exit()
            self._deadline = self._loop.call_later(GRACE, self.task.cancel)

    def hang_up(self) -> None:
        self._ended = None
        self._gone = True
        self.end()

    def _make_driver(self, app: App[Any]) -> ChannelDriver:
        size = self._display.columns, self._display.rows
        driver = self._driver = ChannelDriver(
            app, self._send, size=size, flow=self._flow, heeds=self.app.heeds
        )
        if self._held:
            driver.hold()
        if self._early:
            self._loop.call_soon(driver.receive, self._early)
            self._early = b""
        return driver

    def _send(self, data: bytes) -> None:
        if not self._gone:
            self._transmit(data)

    async def _run(self) -> None:
        fault: Exception | None = None
        try:
            await self.app.run_async()
        except Exception as error:  # noqa: BLE001 - a bug, whatever it is: it is reported.
            fault = error
        finally:
            self._over = True
            if self._deadline is not None:
                self._deadline.cancel()
            self.leave_terminal()
            self._driver = None
            # What was typed while it ended is the prompt's.
            ended, self._ended = self._ended, None
            if ended is not None:
                ended(fault or self.app.fault)
