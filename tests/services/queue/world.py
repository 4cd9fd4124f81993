"""A queue with its counters, in a directory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from esatui.services.counters import CounterKeeper
from esatui.services.queue import MailQueue, NewMessage
from esatui.services.queue.message import Bytes
from state.clock import FrozenClock

MOMENT = datetime(2024, 5, 20, 10, 40, 11, tzinfo=UTC)
NOW = MOMENT.timestamp()


@asynccontextmanager
async def queue_in(
    directory: Path, *, damage: Sequence[str] = (), largest: int = 1 << 40
) -> AsyncIterator[MailQueue]:
    """Open the queue below `directory`, and close it."""
    counters = CounterKeeper(directory, FrozenClock(MOMENT))
    queue = MailQueue(directory, counters, largest=largest)
    try:
        assert list(queue.open()) == list(damage)
        try:
            yield queue
        finally:
            assert queue.close() == 0
    finally:
        counters.close()


def message(
    mid: int, *recipients: str, content: bytes = b"Subject: x\r\n\r\nhello\r\n"
) -> NewMessage:
    """Return a message from `a@example.net`."""
    return NewMessage(
        mid=mid,
        sender="a@example.net",
        recipients=recipients or ("b@example.com",),
        content=Bytes(content),
        received=MOMENT,
        icid=7,
        listener="InboundMail",
    )


def contents(queue: MailQueue) -> dict[int, bytes]:
    """Return what is in the queue."""
    return {each.mid: b"".join(queue.content(each)) for each in queue.messages()}
