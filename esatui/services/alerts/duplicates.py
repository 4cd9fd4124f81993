"""The same alert is not sent again and again (tls-behaviour, 8.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from esatui.services.alerts.alert import Alert
from state.model.services import Alerts

MOST_KNOWN: Final = 1000
"""Alerts that are remembered; texts may hold names that remotes choose."""


@dataclass(slots=True)
class _Known:
    """One alert that was sent: seconds of the wait, its end, and what came meanwhile."""

    wait: int
    until: float
    held_back: int = 0


class Duplicates:
    """Says which alerts are sent and which are held back. Times are monotonic seconds.

    After an alert its duplicates are held back for the initial wait of `alertconfig`. The first one
    after that is sent and tells how many were held back; the wait has doubled then, up to the
    maximum. An alert that stays away for the maximum after its wait is new again.
    """

    def __init__(self) -> None:
        self._known: dict[Alert, _Known] = {}

    def offer(self, alert: Alert, settings: Alerts, now: float) -> int | None:
        """Return how many duplicates were held back before this one, None to hold it back too.

        With an initial wait of 0 nothing is held back.
        """
        if settings.initial_wait == 0:
            self._known.clear()
            return 0
        known = self._known.get(alert)
        if known is None or now >= known.until + settings.max_wait:
            held_back = 0 if known is None else known.held_back
            self._remember(alert, min(settings.initial_wait, settings.max_wait), now)
            return held_back
        if now < known.until:
            known.held_back += 1
            return None
        self._remember(alert, min(known.wait * 2, settings.max_wait), now)
        return known.held_back

    def _remember(self, alert: Alert, wait: int, now: float) -> None:
        self._known.pop(alert, None)
        if len(self._known) >= MOST_KNOWN:
            del self._known[next(iter(self._known))]
        self._known[alert] = _Known(wait, now + wait)
