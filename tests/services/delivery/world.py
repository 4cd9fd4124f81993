"""Appliances that deliver to partners over real sockets, and what both sides say of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

from esatui.appliance import Appliance
from esatui.lab.keys import SeededKeys
from esatui.lab.partners.town import Town
from esatui.lab.partners.zone import write_lab
from esatui.lab.presented import LabHierarchy
from esatui.services.delivery.client import Timeouts
from esatui.services.delivery.service import DeliveryService
from esatui.services.engine import Engine, Service
from esatui.services.queue import MailQueue, NewMessage
from esatui.services.queue.message import Bytes
from esatui.services.queue.service import QueueService
from esatui.services.running import running
from esatui.transcript.factory import open_factory
from state.clock import FrozenClock
from state.logs.lines import Level
from state.logs.sink import Logs
from state.model.configuration import Draft
from state.model.services import AlertClass, Severity
from state.store import Login

MOMENT = datetime(2026, 1, 5, 10, 15, 32, tzinfo=UTC)
QUICK = Timeouts(connect=5, greeting=5, command=5, handshake=1, data=5, block=5, final=1, quit=1)
TIMEOUT = 20.0
_TURNS = 50
CONTENT = b"From: <a@example.com>\r\nTo: <b@example.com>\r\nSubject: Hello\r\n\r\nHello.\r\n"


@cache
def hierarchy() -> LabHierarchy:
    return LabHierarchy(SeededKeys(1), FrozenClock(MOMENT))


@dataclass
class Lines:
    """Logs in memory; whoever waits for a line is told when it comes."""

    written: list[tuple[str, str]] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def write(self, subscription: str, text: str, level: Level = "Info") -> None:
        self.written.append((subscription, text))
        self.changed.set()

    def of(self, subscription: str = "mail_logs") -> list[str]:
        return [text for name, text in self.written if name == subscription]

    async def until(self, done: Callable[[list[str]], bool]) -> list[str]:
        """Wait until the mail log satisfies `done`; return it."""
        async with asyncio.timeout(TIMEOUT):
            while not done(self.of()):
                self.changed.clear()
                await self.changed.wait()
        return self.of()

    async def containing(self, text: str, count: int = 1) -> list[str]:
        return await self.until(lambda lines: sum(text in line for line in lines) >= count)


@dataclass
class NotedAlerts:
    """Takes alerts."""

    raised: list[tuple[str, str, str]] = field(default_factory=list)

    def raise_alert(self, alert_class: AlertClass, severity: Severity, text: str) -> None:
        self.raised.append((alert_class, severity, text))


class MovingTime:
    """A clock whose sleepers wake when it is moved."""

    def __init__(self, clock: FrozenClock) -> None:
        self.clock = clock
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.clock.monotonic() + seconds, future))
        await future

    async def advance(self, seconds: float) -> None:
        """Move on, once everybody who is about to sleep does."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        self.clock.advance(seconds)
        now = self.clock.monotonic()
        for end, future in self._sleepers:
            if end <= now and not future.done():
                future.set_result(None)
        self._sleepers = [each for each in self._sleepers if not each[1].done()]


@dataclass
class World:
    """One appliance whose queue and delivery run."""

    appliance: Appliance
    engine: Engine
    queue: MailQueue
    delivery: DeliveryService
    lines: Lines
    alerts: NotedAlerts
    time: MovingTime
    town: Town
    settled: Callable[[], Awaitable[None]]

    async def send(
        self, *recipients: str, sender: str = "joe@example.com", content: bytes = CONTENT
    ) -> int:
        """Put a message into the queue; return its MID."""
        mid = self.engine.counters.next_mid()
        await self.queue.put(
            NewMessage(
                mid=mid,
                sender=sender,
                recipients=recipients,
                content=Bytes(content),
                received=self.engine.clock.now(),
            )
        )
        return mid

    def commit(self, edit: Callable[[Draft], Draft]) -> None:
        login = Login(id="edit", user="admin", remote="local", started=MOMENT)
        with self.appliance.store.begin(login, record=False) as candidate:
            candidate.update(edit(candidate.draft))
            candidate.commit("")


def trusting(draft: Draft) -> Draft:
    """The lab's root is a custom authority."""
    root = hierarchy().root.certificate
    custom = {root.fingerprint_sha256: root.pem}
    authorities = replace(draft.authorities, custom_enabled=True, custom=custom)
    return draft.write(authorities=authorities)


def chained(*edits: Callable[[Draft], Draft]) -> Callable[[Draft], Draft]:
    def edit(draft: Draft) -> Draft:
        for each in edits:
            draft = each(draft)
        return draft

    return edit


@asynccontextmanager
async def world(
    directory: Path,
    town: Town,
    edit: Callable[[Draft], Draft] = trusting,
    *,
    timeouts: Timeouts = QUICK,
    prepare: Callable[[World], None] | None = None,
    beside: Callable[[World], Sequence[Service]] = lambda _: (),
) -> AsyncIterator[World]:
    """An appliance with the partners of `town` in its lab file, and an edit committed.

    The services of `beside` run too, on whatever ports are free.
    """
    clock = FrozenClock(MOMENT)
    appliance = open_factory(directory, seed=1, moment=MOMENT, clock=clock)
    appliance.store.settings = replace(appliance.store.settings, bind={"ports": "ephemeral"})
    login = Login(id="edit", user="admin", remote="local", started=MOMENT)
    with appliance.store.begin(login, record=False) as candidate:
        candidate.update(edit(candidate.draft))
        candidate.commit("")
    write_lab(directory, town.partners.values())
    lines, alerts, time = Lines(), NotedAlerts(), MovingTime(clock)
    made: list[World] = []

    def build(engine: Engine) -> Sequence[Service]:
        engine.alerts, engine.sleep = alerts, time.sleep
        queue = MailQueue(directory, engine.counters)
        delivery = DeliveryService(engine, queue, timeouts=timeouts, poll_seconds=0.05)
        made.append(World(appliance, engine, queue, delivery, lines, alerts, time, town, _nothing))
        if prepare is not None:
            prepare(made[0])
        return [QueueService(engine, queue), delivery, *beside(made[0])]

    try:
        async with running(appliance.store, Logs(lines), Random(1), build=build) as (_, host):
            assert not host.faults(), host.faults()
            made[0].settled = host.settled
            yield made[0]
    finally:
        appliance.store.close()


async def _nothing() -> None:
    return
