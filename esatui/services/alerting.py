"""Raising alerts, for services that do not know how they are delivered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from state.clock import Clock
from state.journal import ALERT, Event
from state.logs.lines import Level
from state.logs.sink import Logs
from state.model.services import AlertClass, Severity
from state.store import Store

LEVELS: Final[Mapping[Severity, Level]] = {
    "Critical": "Critical",
    "Warning": "Warning",
    "Information": "Info",
    "All": "Info",
}
"""Severities as the levels of log lines, which are also their words in mails."""


class AlertSink(Protocol):
    """Takes alerts. Never fails and never waits."""

    def raise_alert(self, alert_class: AlertClass, severity: Severity, text: str) -> None:
        """Tell the operators who want to know; `text` is the alert's first line and message."""


class JournalAlerts:
    """Notes alerts in the journal and in `mail_logs`, and sends nothing to anybody."""

    def __init__(self, store: Store, clock: Clock, logs: Logs) -> None:
        self._store = store
        self._clock = clock
        self._logs = logs

    def raise_alert(self, alert_class: AlertClass, severity: Severity, text: str) -> None:
        data = {"class": alert_class, "severity": severity, "text": text}
        self._store.note(Event(time=self._clock.now(), type=ALERT, data=data))
        self._logs.mail(text, LEVELS[severity])
