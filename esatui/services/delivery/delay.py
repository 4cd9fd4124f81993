"""Delay warnings: telling a sender that a message is still on its way (`bounceconfig`)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from esatui.services.delivery.retry import wait_after
from esatui.services.queue import Message
from esatui.services.queue.message import Recipient
from state.model.destinations import BounceProfile

INTERVAL_SECONDS: Final = 14400
"""Age of a message at which its sender is warned, once for each recipient."""
_MOST_KNOWN: Final = 10_000


class DelayWarnings:
    """Says which failed attempt is the one to warn about.

    That is the first one after `INTERVAL_SECONDS`. When the attempt before it was made follows from
    when this one was due, so nothing has to be remembered over restarts; attempts that somebody
    asked for (`delivernow`) were due at another time, so what was warned about is remembered as
    long as the process lives.
    """

    def __init__(self) -> None:
        self._warned: dict[tuple[int, int], None] = {}

    def due(
        self, profile: BounceProfile, message: Message, recipient: Recipient, now: datetime
    ) -> bool:
        """Return whether the sender has to be warned now; `recipient` is as before this attempt."""
        if not profile.send_delay_warnings or not message.sender or message.origin != "received":
            return False
        limit = message.received.timestamp() + INTERVAL_SECONDS
        waited = wait_after(profile, recipient.attempts) if recipient.attempts else 0
        before = recipient.due - waited
        key = (message.mid, recipient.rid)
        if not before < limit <= now.timestamp() or key in self._warned:
            return False
        if len(self._warned) >= _MOST_KNOWN:
            del self._warned[next(iter(self._warned))]
        self._warned[key] = None
        return True
