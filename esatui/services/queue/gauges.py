"""What `status` and `hoststatus` show of the queue."""

from __future__ import annotations

from heapq import heappop, heappush

from esatui.services.counters import CounterKeeper
from esatui.services.queue.message import Message, Recipient

QUEUE_KILOBYTES = 8_388_608
"""What the queue may hold, as `status` says."""


class QueueGauges:
    """Keeps the gauges of the queue up to date as recipients come, fail and go."""

    def __init__(self, counters: CounterKeeper) -> None:
        self._counters = counters
        self._domains: dict[str, int] = {}
        self._mids: list[int] = []
        """A heap; those of messages that have left the queue count no more."""
        self._oldest: int | None = None

    def added(self, message: Message) -> None:
        """A message has come into the queue."""
        heappush(self._mids, message.mid)
        for recipient in message.recipients.values():
            self._change(message, recipient, 1)

    def removed(self, message: Message, recipient: Recipient) -> None:
        """A recipient is done with."""
        self._change(message, recipient, -1)

    def attempted(self, recipient: Recipient) -> None:
        """The first attempt at a recipient has failed."""
        self._counters.gauge("unattempted_recipients", -1)
        self._counters.gauge("attempted_recipients", 1)
        status = self._counters.host(recipient.domain)
        status.unattempted_recipients -= 1
        status.attempted_recipients += 1

    def stored(self, messages: dict[int, Message], used: int) -> None:
        """So many bytes are used on the disk; `messages` are in the queue."""
        self._counters.set_gauge("kilobytes_used", -(-used // 1024))
        self._counters.set_gauge("kilobytes_free", max(0, QUEUE_KILOBYTES - used // 1024))
        while self._mids and self._mids[0] not in messages:
            heappop(self._mids)
        mid = self._mids[0] if self._mids else None
        if mid != self._oldest:
            self._oldest = mid
            self._counters.oldest_message(None if mid is None else messages[mid].received)

    def reset(self) -> None:
        """Nothing is in the queue."""
        for name in ("unattempted_recipients", "attempted_recipients", "destinations"):
            self._counters.set_gauge(name, 0)
        self._counters.oldest_message(None)

    def _change(self, message: Message, recipient: Recipient, amount: int) -> None:
        domain = recipient.domain
        status = self._counters.host(domain)
        if recipient.attempts:
            self._counters.gauge("attempted_recipients", amount)
            status.attempted_recipients += amount
        else:
            self._counters.gauge("unattempted_recipients", amount)
            status.unattempted_recipients += amount
        if amount > 0 and status.oldest_message is None:
            status.oldest_message = message.received
        waiting = self._domains[domain] = self._domains.get(domain, 0) + amount
        if not waiting:
            del self._domains[domain]
            status.oldest_message = None
        self._counters.set_gauge("destinations", len(self._domains))
