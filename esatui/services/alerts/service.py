"""Delivers alerts to those who subscribed to them, and watches when certificates expire."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final

from esatui.services.alerting import LEVELS, AlertSink
from esatui.services.alerts import expiry
from esatui.services.alerts.alert import Alert, subscribers
from esatui.services.alerts.duplicates import Duplicates
from esatui.services.alerts.memory import ExpiryMemory
from esatui.services.alerts.post import Post
from esatui.services.engine import Engine
from esatui.services.network.address import Address
from esatui.services.queue import MailQueue
from state.logs.lines import zone
from state.model.configuration import View
from state.model.services import AlertClass, Severity

MOST_PENDING: Final = 1000
"""Alerts that wait to be sent."""
LOOK_SECONDS: Final = 3600.0
"""How long is slept at most before the time of day is looked at again: it may be set."""


class AlertService:
    """Where alerts go, as one of the services; it has to start after the queue.

    Each alert is noted by `noted` (journal and `mail_logs`), and mailed to its subscribers unless
    it is a duplicate. What is raised before the start is mailed then. To be used in the thread of
    the event loop.
    """

    name = "alerts"

    def __init__(self, engine: Engine, queue: MailQueue, noted: AlertSink) -> None:
        self._engine = engine
        self._noted = noted
        self._post = Post(engine, queue)
        self._memory = ExpiryMemory(engine.store.directory)
        self._stages: dict[str, int] = {}
        self._duplicates = Duplicates()
        self._pending: deque[tuple[Alert, datetime]] = deque(maxlen=MOST_PENDING)
        self._view: View | None = None
        self._sending: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None

    def raise_alert(self, alert_class: AlertClass, severity: Severity, text: str) -> None:
        """Note an alert, and have it sent. Never fails and never waits."""
        self._noted.raise_alert(alert_class, severity, text)
        self._pending.append((Alert(alert_class, severity, text), self._engine.clock.now()))
        self._send()

    async def start(self, view: View) -> None:
        self._view = view
        try:
            self._stages = await asyncio.to_thread(self._memory.read)
        except OSError as error:
            self._forgetful(error)
        self._send()
        await self._check(view)
        self._watch()

    async def apply(self, old: View, new: View) -> None:
        self._view = new
        await self._check(new)
        self._watch()

    async def stop(self) -> None:
        """End when all that was raised is in the queue."""
        watching, self._watching = self._watching, None
        if watching is not None:
            watching.cancel()
            await asyncio.wait([watching])
        if self._sending is not None:
            await asyncio.wait([self._sending])
        self._view = None
        self._engine.alerts = self._noted

    def addresses(self) -> Mapping[str, Address]:
        return {}

    def _send(self) -> None:
        """Begin to send what waits, unless that is under way."""
        if self._view is None or not self._pending:
            return
        if self._sending is None or self._sending.done():
            self._sending = asyncio.get_running_loop().create_task(self._send_all())

    async def _send_all(self) -> None:
        while self._pending and self._view is not None:
            alert, moment = self._pending.popleft()
            recipients = list(subscribers(self._view.alerts, alert))
            if not recipients:
                continue
            now = self._engine.clock.monotonic()
            held_back = self._duplicates.offer(alert, self._view.alerts, now)
            if held_back is None:
                continue
            for recipient in recipients:
                await self._post.send(self._view, alert, recipient, moment, held_back)

    def _watch(self) -> None:
        """Look at the dates every day, by the time zone of the configuration of now."""
        if self._watching is not None:
            self._watching.cancel()
        self._watching = asyncio.get_running_loop().create_task(self._watch_days())

    async def _watch_days(self) -> None:
        checked = self._local().date()
        while self._view is not None:
            await self._engine.sleep(min(_until_midnight(self._local()), LOOK_SECONDS))
            today = self._local().date()
            if today != checked and self._view is not None:
                checked = today
                await self._check(self._view)

    def _local(self) -> datetime:
        """Return the time at the appliance."""
        timezone = self._view.system.timezone if self._view is not None else "GMT"
        return self._engine.clock.now().astimezone(zone(timezone))

    async def _check(self, view: View) -> None:
        """Raise what is due, each alert once; what is raised is remembered first."""
        now, timezone = self._engine.clock.now(), zone(view.system.timezone)
        certificates = await asyncio.to_thread(lambda: list(expiry.watched(view)))
        before, stages, due = self._stages, {}, []
        for each in certificates:
            known = before.get(each.key)
            stage = expiry.stage(each.not_after, now, timezone)
            if stage is not None and (known is None or stage < known):
                due.append(expiry.alert(each, stage))
                known = stage
            if known is not None:
                stages[each.key] = known
        if stages == before:
            return
        self._stages = stages
        try:
            await asyncio.to_thread(self._memory.write, stages)
        except OSError as error:
            self._forgetful(error)
        for alert in due:
            self._engine.logs.system(alert.text, LEVELS[alert.severity])
            self.raise_alert(alert.alert_class, alert.severity, alert.text)

    def _forgetful(self, error: OSError) -> None:
        text = f"Which alerts about certificates were sent cannot be remembered: {error.strerror}."
        self._engine.logs.system(text, "Warning")


def _until_midnight(local: datetime) -> float:
    """Return the seconds until the next day begins at the appliance."""
    tomorrow = datetime.combine(local.date() + timedelta(days=1), time.min, local.tzinfo)
    return max(1.0, tomorrow.timestamp() - local.timestamp())
