"""Who is due: the recipients that wait, by domain, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush

from esatui.services.queue.message import Message, Recipient

Entry = tuple[float, int, int]
"""When it is due, MID, RID."""


class Schedule:
    """Recipients by domain and by the time at which they may be tried.

    A recipient that was taken, removed or put off leaves its old entry behind; entries count only
    while they agree with the recipient.
    """

    def __init__(self, messages: dict[int, Message]) -> None:
        self._messages = messages
        self._domains: dict[str, list[Entry]] = {}

    def add(self, mid: int, recipient: Recipient) -> None:
        """Let a recipient wait until its time."""
        entry = (recipient.due, mid, recipient.rid)
        heappush(self._domains.setdefault(recipient.domain, []), entry)

    def domains(self) -> Iterator[str]:
        """Yield the domains with recipients that wait."""
        for domain in list(self._domains):
            if self._first(domain) is not None:
                yield domain

    def next_due(self, domain: str) -> float | None:
        """Return when the first recipient of a domain is due, `None` when none waits."""
        first = self._first(domain)
        return None if first is None else first[0]

    def take(self, domain: str, now: float, most: int) -> list[tuple[int, list[int]]]:
        """Take what is due, at most `most` messages; return each MID with its RIDs."""
        taken: dict[int, list[int]] = {}
        left: list[Entry] = []
        while (first := self._first(domain)) is not None and first[0] <= now:
            _, mid, rid = heappop(self._domains[domain])
            if mid not in taken and len(taken) == most:
                left.append(first)
                break
            self._messages[mid].recipients[rid].claimed = True
            taken.setdefault(mid, []).append(rid)
        for entry in left:
            heappush(self._domains[domain], entry)
        return list(taken.items())

    def hasten(self, messages: Iterable[Message], now: float, domain: str | None) -> int:
        """Make recipients due now, all or those of a domain; return how many."""
        count = 0
        for message in messages:
            for recipient in message.recipients.values():
                if domain in (None, recipient.domain):
                    count += 1
                    if not recipient.claimed and recipient.due > now:
                        recipient.due = now
                        self.add(message.mid, recipient)
        return count

    def _first(self, domain: str) -> Entry | None:
        heap = self._domains.get(domain, [])
        while heap:
            due, mid, rid = heap[0]
            message = self._messages.get(mid)
            recipient = None if message is None else message.recipients.get(rid)
            if recipient is not None and not recipient.claimed and recipient.due == due:
                return heap[0]
            heappop(heap)
        self._domains.pop(domain, None)
        return None

    def rebuild(self) -> None:
        """Forget entries that do not count any more."""
        self._domains.clear()
        for message in self._messages.values():
            for recipient in message.recipients.values():
                if not recipient.claimed:
                    entry = (recipient.due, message.mid, recipient.rid)
                    self._domains.setdefault(recipient.domain, []).append(entry)
        for heap in self._domains.values():
            heapify(heap)
