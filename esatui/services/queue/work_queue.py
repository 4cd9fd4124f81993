"""The work queue: messages that were accepted while it is paused wait in it (`workqueue`)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from esatui.services.engine import Engine
from esatui.services.network.address import Address
from esatui.services.queue.message import Message
from state.errors import StateError
from state.model.configuration import View
from state.work_queue import Pause, read_pause

POLL_SECONDS: Final = 0.5


class WorkQueue:
    """Knows which messages are held back."""

    def __init__(self, state_directory: Path) -> None:
        self._directory = state_directory
        self.held: set[int] = set()
        self.pause: Pause | None = None

    def look(self) -> None:
        """See whether it is paused. Raises `StateError`; then everything stays as it is."""
        self.pause = read_pause(self._directory)

    def holds(self, message: Message) -> bool:
        """Hold a message back if it has to wait, and return whether it has.

        What the appliance itself has to say is never held back.
        """
        if self.pause is None or message.origin != "received":
            return False
        if message.mid <= self.pause.last_mid:
            return False
        self.held.add(message.mid)
        return True


class WorkQueueService:
    """Follows `workqueue`, and lets messages go when it says so.

    `release` gives a message to delivery. Started before the queue is opened.
    """

    name = "workqueue"

    def __init__(
        self,
        engine: Engine,
        work_queue: WorkQueue,
        release: Callable[[int], None],
        *,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._engine = engine
        self._work_queue = work_queue
        self._release = release
        self._poll_seconds = poll_seconds
        self._task: asyncio.Task[None] | None = None
        self._told = ""
        """The trouble that the log knows already."""

    async def start(self, view: View) -> None:
        self._work_queue.look()
        self._task = asyncio.get_running_loop().create_task(self._poll())

    async def apply(self, old: View, new: View) -> None:
        return

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None

    def addresses(self) -> Mapping[str, Address]:
        return {}

    def look(self) -> None:
        """Let messages go if the pause is over."""
        work_queue = self._work_queue
        try:
            work_queue.look()
        except StateError as error:
            if error.text != self._told:
                self._told = error.text
                self._engine.logs.system(error.text, "Warning")
            return
        self._told = ""
        if work_queue.pause is None and work_queue.held:
            held, work_queue.held = sorted(work_queue.held), set()
            for mid in held:
                self._release(mid)
        self._engine.counters.set_gauge("work_queue", len(work_queue.held))

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(self._poll_seconds)
            self.look()
