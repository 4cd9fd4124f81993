"""The queue as one of the services: opened first, closed last."""

from __future__ import annotations

from collections.abc import Mapping

from esatui.services.engine import Engine
from esatui.services.network.address import Address
from esatui.services.queue.queue import MailQueue
from state.model.configuration import View


class QueueService:
    """Opens the queue before anybody uses it and closes it when nobody does any more."""

    name = "queue"

    def __init__(self, engine: Engine, queue: MailQueue) -> None:
        self._engine = engine
        self._queue = queue

    async def start(self, view: View) -> None:
        """Recover what is in the queue. Raises `StateError` when it cannot be read."""
        for damage in self._queue.open():
            self._engine.logs.system(f"The mail queue is damaged: {damage}", "Critical")
            self._engine.alerts.raise_alert(
                "System", "Critical", f"The mail queue is damaged: {damage}"
            )

    async def apply(self, old: View, new: View) -> None:
        return

    async def stop(self) -> None:
        lost = self._queue.close()
        if lost:
            text = f"The results of {lost} deliveries could not be written to the mail queue."
            self._engine.logs.system(text, "Critical")

    def addresses(self) -> Mapping[str, Address]:
        return {}
