"""The queue as one of the services: opened first, closed last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from esatui.services.engine import Engine
from esatui.services.network.address import Address
from esatui.services.queue.errors import QueueError
from esatui.services.queue.queue import MailQueue
from state.model.configuration import View

QUIET_SECONDS: Final = 60.0
"""How long no message was refused until a refusal is news again."""


class QueueService:
    """Opens the queue before anybody uses it and closes it when nobody does any more."""

    name = "queue"

    def __init__(self, engine: Engine, queue: MailQueue) -> None:
        self._engine = engine
        self._queue = queue
        self._refused_last: float | None = None
        queue.refused = self._refused

    async def start(self, view: View) -> None:
        """Recover what is in the queue. Raises `StateError` when it cannot be read."""
        for damage in self._queue.open():
            self._engine.logs.system(f"The mail queue is damaged: {damage}", "Critical")
            self._engine.alerts.raise_alert(
                "System", "Critical", f"The mail queue is damaged: {damage}"
            )

    def _refused(self, error: QueueError) -> None:
        """Say that messages cannot be stored, once for all that come in a row."""
        now = self._engine.clock.monotonic()
        last, self._refused_last = self._refused_last, now
        if last is not None and now - last < QUIET_SECONDS:
            return
        what = "is full" if error.full else "cannot be written"
        text = (
            f"The mail queue {what}: {error}. "
            "Messages are refused until it can be written; what it holds is not affected."
        )
        self._engine.logs.system(text, "Critical")
        self._engine.alerts.raise_alert("System", "Critical", text)

    async def apply(self, old: View, new: View) -> None:
        return

    async def stop(self) -> None:
        lost = self._queue.close()
        if lost:
            text = f"The results of {lost} deliveries could not be written to the mail queue."
            self._engine.logs.system(text, "Critical")

    def addresses(self) -> Mapping[str, Address]:
        return {}
