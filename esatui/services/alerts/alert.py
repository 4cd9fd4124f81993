"""One alert, and who wants to know of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from esatui.services.alerting import LEVELS
from state.model.services import AlertClass, Alerts, Severity


@dataclass(frozen=True, slots=True)
class Alert:
    """What happened. Two alerts that are equal are the same alert."""

    alert_class: AlertClass
    severity: Severity
    text: str

    @property
    def word(self) -> str:
        """Return the severity as mails call it: `Critical`, `Warning`, `Info`."""
        return LEVELS[self.severity]


def subscribers(settings: Alerts, alert: Alert) -> Iterator[str]:
    """Yield the addresses that are told of an alert, by class and severity."""
    for address, subscription in settings.recipients.items():
        of_class = {"All", alert.alert_class} & set(subscription.classes)
        of_severity = {"All", alert.severity} & set(subscription.severities)
        if of_class and of_severity:
            yield address
