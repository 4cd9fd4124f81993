"""The queue as its users see it: in the event loop, and never waiting for disks."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from esatui.services.counters import CounterKeeper
from esatui.services.queue.committer import Committer, Job
from esatui.services.queue.disk import DiskUse, Remains
from esatui.services.queue.errors import QueueError, queue_error
from esatui.services.queue.gauges import QUEUE_KILOBYTES, QueueGauges
from esatui.services.queue.in_hand import Attempt, InHand
from esatui.services.queue.message import Message, NewMessage, Place, Recipient
from esatui.services.queue.record import Change, Meta, Put, Record, StoredRecipient, message_of
from esatui.services.queue.recovery import apply_change, recover
from esatui.services.queue.schedule import Schedule
from esatui.services.queue.segments import SegmentWriter, Written, read_content, sync_directory
from esatui.services.queue.spool import Spool
from state.errors import StateError

DIRECTORY: Final = "queue"
_IN_HAND: Final = "in-hand"
LONGEST_ERROR: Final = 2000
"""Characters of the last error of a recipient that are kept."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Recipients of one message that delivery has in hand, until it says what became of them."""

    message: Message
    rids: tuple[int, ...]

    @property
    def recipients(self) -> list[Recipient]:
        """Return those that are still in the queue."""
        found = (self.message.recipients.get(rid) for rid in self.rids)
        return [recipient for recipient in found if recipient is not None]


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A recipient that was being delivered to when the process ended: it may have the message."""

    message: Message
    recipient: Recipient
    dcid: int


class MailQueue:
    """Accepted messages on stable storage.

    `open` recovers what is there. A message that was put counts from the moment that `put` has
    returned: no crash loses it. What becomes of recipients is known here at once and on the disk
    soon after. `hold` says of each new message whether it waits, out of everybody's reach, until
    `process`. One process at a time; all methods are for the thread of the event loop.
    """

    def __init__(
        self,
        state_directory: Path,
        counters: CounterKeeper,
        *,
        random_bytes: Callable[[int], bytes] = os.urandom,
        largest: int = QUEUE_KILOBYTES * 1024,
        hold: Callable[[Message], bool] = lambda _: False,
    ) -> None:
        self._directory = state_directory / DIRECTORY
        self._counters = counters
        self._random_bytes = random_bytes
        self._largest = largest
        self._hold = hold
        self._messages: dict[int, Message] = {}
        self._schedule = Schedule(self._messages)
        self._gauges = QueueGauges(counters)
        self._disk = DiskUse(self._directory)
        self._committer: Committer | None = None
        self._listeners: list[Callable[[str], None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._in_hand = InHand(self._directory / _IN_HAND)
        self.interrupted: Sequence[Interrupted] = ()
        """What `open` has found of attempts whose end nobody knows."""
        self.refused: Callable[[QueueError], None] = lambda _: None
        """Told of each message that could not be stored, before whoever has brought it."""

    def open(self) -> Sequence[str]:
        """Recover the queue and begin to work; return sentences about damage.

        Raises `StateError` when it cannot be read or written.
        """
        self._loop = asyncio.get_running_loop()
        try:
            self._directory.mkdir(mode=0o700, exist_ok=True)
            found = recover(self._directory)
            noted = self._in_hand.open()
            sync_directory(self._directory.parent)
        except OSError as error:
            raise StateError(f"The mail queue cannot be read: {error.strerror}.") from error
        self._counters.beyond(mid=found.highest_mid)
        self._gauges.reset()
        self._messages.update(found.messages)
        self._interrupt(noted)
        for message in found.messages.values():
            self._gauges.added(message)
            self._held_back(message)
        self._schedule.rebuild()
        self._disk.begin(found.sizes, self._messages.values())
        first = max(found.sizes, default=0) + 1
        writer = SegmentWriter(self._directory, first, self._random_bytes)
        self._committer = Committer(self._directory, writer, self._deliver)
        self._committer.start()
        self._tidy()
        return found.damaged

    def close(self) -> int:
        """Write what waits and end; return how many results the disk did not take."""
        if self._committer is None:
            return 0
        lost = self._committer.close()
        self._committer = None
        self._in_hand.close()
        return lost

    def spool(self) -> Spool:
        """Return an empty spool for the content of a message that comes in."""
        return Spool(self._directory)

    def store(self, new: NewMessage, finished: Callable[[QueueError | None], None]) -> None:
        """Put a message into the queue; call `finished` when it is there for good, or is not."""
        urgent = new.origin == "alert"
        if self._disk.used + new.content.size > self._largest and not urgent:
            error = QueueError("the queue is full", full=True)
            self.refused(error)
            asyncio.get_running_loop().call_soon(finished, error)
            return
        put = _put(new)

        def written(outcome: Written | OSError) -> None:
            if isinstance(outcome, OSError):
                error = queue_error(outcome)
                self.refused(error)
                finished(error)
                return
            self._add(put, Place(outcome.segment, outcome.contents))
            finished(None)
            self._stored(outcome)

        record = Record.of(Meta(puts=(put,)), new.content)
        self._submit(Job(record, written, "urgent" if urgent else "put"))

    async def put(self, new: NewMessage) -> None:
        """Put a message into the queue and wait until no crash can lose it. Raises `QueueError`."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def finished(error: QueueError | None) -> None:
            if future.done():
                return
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)

        self.store(new, finished)
        await future

    def subscribe(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with a domain whenever recipients of it have begun to wait."""
        self._listeners.append(listener)

    def unsubscribe(self, listener: Callable[[str], None]) -> None:
        """Do not call `listener` any more."""
        self._listeners.remove(listener)

    def domains(self) -> Iterator[str]:
        """Yield the domains with recipients that wait, due or not. Empty: recipients without."""
        return self._schedule.domains()

    def next_due(self, domain: str) -> float | None:
        """Return when (seconds since 1970) the first recipient of `domain` may be tried."""
        return self._schedule.next_due(domain)

    def take(self, domain: str, now: float, most: int = 1) -> list[Claim]:
        """Take the recipients of `domain` that are due, of at most `most` messages.

        Nobody else gets them until `delivered`, `deferred`, `bounced` or `release`.
        """
        taken = self._schedule.take(domain, now, most)
        return [Claim(self._messages[mid], tuple(rids)) for mid, rids in taken]

    def trying(self, claim: Claim, dcid: int) -> None:
        """An attempt begins over this connection: a killed process is to know of it afterwards."""
        tries = ((recipient.rid, recipient.attempts) for recipient in claim.recipients)
        self._in_hand.begin(claim.message.mid, dcid, tries)

    def release(self, mid: int, rids: Iterable[int]) -> None:
        """Give recipients back as they were: nothing was tried."""
        for message, recipient in self._find(mid, rids):
            recipient.claimed = False
            self._wait(message, recipient)

    def process(self, mid: int) -> None:
        """Let a message that was held back go to delivery."""
        message = self._messages.get(mid)
        if message is not None:
            self.release(mid, list(message.recipients))

    def delivered(self, mid: int, rids: Iterable[int]) -> bool:
        """Recipients have their message. Return whether the whole message is done with."""
        return self._done(mid, tuple(rids), None)

    def bounced(self, mid: int, rids: Iterable[int], notice: NewMessage | None = None) -> bool:
        """Recipients are given up, and `notice` (the bounce) takes their place, in one step.

        Return whether the whole message is done with.
        """
        return self._done(mid, tuple(rids), notice)

    def deferred(self, mid: int, rids: Iterable[int], due: float, error: str) -> None:
        """An attempt has failed; the next may be made at `due` (seconds since 1970)."""
        found = list(self._find(mid, rids))
        if not found:
            return
        message = found[0][0]
        kept = tuple(recipient.rid for _, recipient in found)
        change = Change(mid, kept, "deferred", due, _storable(error))
        for _, recipient in found:
            if not recipient.attempts:
                self._gauges.attempted(recipient)
            recipient.claimed = False
        apply_change(message, change)
        for _, recipient in found:
            self._wait(message, recipient)
        self._submit(_change_job(Meta(changes=(change,)), self._settled(mid, kept)))

    def hasten(self, domain: str | None = None) -> int:
        """Make recipients due at once (`delivernow`): all, or those of `domain`; say how many.

        This is not written down: after a crash they wait as they did before.
        """
        count = self._schedule.hasten(self._messages.values(), 0.0, domain)
        for name in [domain] if domain is not None else list(self.domains()):
            self._tell(name)
        return count

    def message(self, mid: int) -> Message | None:
        """Return a message, `None` when it is not in the queue."""
        return self._messages.get(mid)

    def messages(self) -> Iterable[Message]:
        """Return all messages, roughly the oldest first."""
        return self._messages.values()

    def __len__(self) -> int:
        return len(self._messages)

    def content(self, message: Message) -> Iterator[bytes]:
        """Yield the bytes of a message, in pieces. Raises `OSError`. May be used in a thread."""
        try:
            yield from read_content(self._directory, message.place, message.size)
        except FileNotFoundError:
            # It has just been moved to another segment.
            yield from read_content(self._directory, message.place, message.size)

    def _done(self, mid: int, rids: tuple[int, ...], notice: NewMessage | None) -> bool:
        found = list(self._find(mid, rids))
        if not found:
            return mid not in self._messages
        message = found[0][0]
        for _, recipient in found:
            self._gauges.removed(message, recipient)
            del message.recipients[recipient.rid]
        if not message.recipients:
            del self._messages[mid]
            self._disk.freed(message)
        self._submit(self._done_job(mid, tuple(each.rid for _, each in found), notice))
        return not message.recipients

    def _done_job(self, mid: int, rids: tuple[int, ...], notice: NewMessage | None) -> Job:
        changes = (Change(mid, rids, "done"),)
        settled = self._settled(mid, rids)
        if notice is None:
            return _change_job(Meta(changes=changes), settled)
        put = _put(notice)

        def written(outcome: Written | OSError) -> None:
            if isinstance(outcome, Written):
                self._add(put, Place(outcome.segment, outcome.contents))
            settled(outcome)

        return Job(Record.of(Meta((put,), changes), notice.content), written, "change")

    def _settled(self, mid: int, rids: tuple[int, ...]) -> Callable[[Written | OSError], None]:
        """Return what is to be done when the outcome of recipients has been written."""

        def written(outcome: Written | OSError) -> None:
            self._in_hand.settled(mid, rids)
            self._stored(outcome)

        return written

    def _interrupt(self, noted: Sequence[tuple[int, Attempt]]) -> None:
        """Find the attempts that no outcome was written for."""
        kept: list[tuple[int, Attempt]] = []
        found: list[Interrupted] = []
        for place, attempt in noted:
            message = self._messages.get(attempt.mid)
            left = {} if message is None else message.recipients
            still = [
                (rid, attempts)
                for rid, attempts in attempt.tries
                if rid in left and left[rid].attempts == attempts
            ]
            if message is not None and still:
                kept.append((place, Attempt(attempt.mid, attempt.dcid, tuple(still))))
                found += [Interrupted(message, left[rid], attempt.dcid) for rid, _ in still]
        self._in_hand.keep(kept)
        self.interrupted = found

    def _add(self, put: Put, place: Place) -> None:
        message = self._messages[put.mid] = message_of(put, place)
        self._gauges.added(message)
        self._disk.took(message)
        if self._held_back(message):
            return
        domains = set()
        for recipient in message.recipients.values():
            self._schedule.add(message.mid, recipient)
            domains.add(recipient.domain)
        for domain in domains:
            self._tell(domain)

    def _held_back(self, message: Message) -> bool:
        """Keep a message from delivery if it has to wait; `process` lets it go."""
        held = self._hold(message)
        if held:
            for recipient in message.recipients.values():
                recipient.claimed = True
        return held

    def _find(self, mid: int, rids: Iterable[int]) -> Iterator[tuple[Message, Recipient]]:
        message = self._messages.get(mid)
        if message is None:
            return
        for rid in rids:
            recipient = message.recipients.get(rid)
            if recipient is not None:
                yield message, recipient

    def _wait(self, message: Message, recipient: Recipient) -> None:
        self._schedule.add(message.mid, recipient)
        self._tell(recipient.domain)

    def _tell(self, domain: str) -> None:
        for listener in self._listeners:
            listener(domain)

    def _submit(self, *jobs: Job) -> None:
        if self._committer is None:
            for job in jobs:
                error = OSError(errno.EIO, "the queue is closed")
                asyncio.get_running_loop().call_soon(job.finished, error)
            return
        self._committer.submit(*jobs)

    def _deliver(self, call: Callable[[], None]) -> None:
        """Called in the committer's thread."""
        loop = self._loop
        try:
            if loop is not None:
                loop.call_soon_threadsafe(call)
        except RuntimeError:
            # The loop has ended, and with it everybody who could be told.
            return

    def _stored(self, outcome: Written | OSError) -> None:
        """Something was written: tidy up if it is worth it."""
        if isinstance(outcome, Written):
            self._disk.wrote(outcome.segment, outcome.end)
        self._tidy()

    def _tidy(self) -> None:
        useless = self._disk.useless()
        if useless and self._committer is not None:
            self._committer.delete(useless)
        remains = self._disk.remains(self._messages)
        if remains is not None:
            self._submit(*self._copies(remains))
        self._gauges.stored(self._messages, self._disk.used)

    def _copies(self, remains: Remains) -> Iterator[Job]:
        """Write what is left of the oldest segment again, so that it can go."""
        for record, message in remains.records():

            def written(outcome: Written | OSError, message: Message = message) -> None:
                if isinstance(outcome, Written):
                    place = Place(outcome.segment, outcome.contents)
                    self._disk.moved(message, place, alive=message.mid in self._messages)
                    message.place = place
                remains.ended()
                self._stored(outcome)

            yield Job(record, written, "copy")


def _storable(text: str) -> str:
    """A remote has a part in what went wrong: bounded, and Unicode."""
    return text[:LONGEST_ERROR].encode("utf-8", "backslashreplace").decode("utf-8")


def _put(new: NewMessage) -> Put:
    due = new.received.timestamp()
    recipients = tuple(
        StoredRecipient(rid, address, due=due) for rid, address in enumerate(new.recipients)
    )
    return Put(
        new.mid,
        new.icid,
        new.sender,
        recipients,
        new.received,
        new.content.size,
        new.origin,
        new.listener,
        new.bounce_profile,
        new.relayed,
    )


def _change_job(meta: Meta, finished: Callable[[Written | OSError], None]) -> Job:
    return Job(Record.of(meta), finished, "change")
