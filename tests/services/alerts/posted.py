"""An appliance whose alerts go into its queue, and a time that tests move."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from esatui.appliance import Appliance
from esatui.lab.ca import LabAuthority
from esatui.lab.keys import SeededKeys
from esatui.lab.wish import Wish
from esatui.services.alerts import AlertService
from esatui.services.engine import Engine, Service
from esatui.services.queue import MailQueue
from esatui.services.queue.service import QueueService
from esatui.services.running import running
from state.certificates.certificate import Certificate
from state.clock import FrozenClock
from state.logs.sink import Logs
from state.model.certificates import CertificateProfile
from state.model.configuration import Draft
from state.model.services import AlertSubscription
from tests.services.delivery.world import TIMEOUT, Lines, MovingTime
from tests.services.engines import commit, factory

Edit = Callable[[Draft], Draft]
ADMIN = "admin@example.net"


class Nights(MovingTime):
    """A time that knows whether somebody sleeps."""

    def __init__(self, clock: FrozenClock) -> None:
        super().__init__(clock)
        self._changed = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self._changed.set()
        await super().sleep(seconds)

    async def asleep(self) -> None:
        """Wait until somebody sleeps."""
        async with asyncio.timeout(TIMEOUT):
            while not self._sleepers:
                self._changed.clear()
                await self._changed.wait()


@dataclass
class Office:
    """A running alert service, and what became of its alerts."""

    appliance: Appliance
    engine: Engine
    queue: MailQueue
    alerts: AlertService
    lines: Lines
    time: Nights
    settled: Callable[[], Awaitable[None]]

    def texts(self) -> list[str]:
        """Return the mails in the queue, the oldest first, line ends as LF."""
        return [
            b"".join(self.queue.content(message)).decode().replace("\r\n", "\n")
            for message in self.queue.messages()
        ]

    async def mails(self, count: int) -> list[str]:
        """Wait until so many mails have been queued."""
        await self.lines.containing("alert was sent to", count)
        return self.texts()


@asynccontextmanager
async def office(
    directory: Path, clock: FrozenClock, *edits: Edit, early: str = ""
) -> AsyncIterator[Office]:
    """Run queue and alerts of the appliance in `directory`, with edits committed before.

    `early` is the text of an alert that is raised before the services start.
    """
    appliance = opened(directory, clock)
    for edit in edits:
        commit(appliance, edit)
    lines, time = Lines(), Nights(clock)
    made: list[Office] = []

    def build(engine: Engine) -> Sequence[Service]:
        engine.sleep = time.sleep
        queue = MailQueue(directory, engine.counters)
        alerts = AlertService(engine, queue, noted=engine.alerts)
        engine.alerts = alerts
        if early:
            alerts.raise_alert("System", "Critical", early)
        made.append(Office(appliance, engine, queue, alerts, lines, time, _nothing))
        return [QueueService(engine, queue), alerts]

    try:
        async with running(appliance.store, Logs(lines), Random(1), build=build) as (_, host):
            assert not host.faults(), host.faults()
            made[0].settled = host.settled
            yield made[0]
    finally:
        appliance.store.close()


def opened(directory: Path, clock: FrozenClock) -> Appliance:
    """Return the appliance in `directory`, a new one when there is none."""
    if (directory / "running.toml").exists():
        return Appliance.open(directory, clock=clock)
    return factory(directory, clock)


def subscribed(recipients: Mapping[str, AlertSubscription] | None = None, **more: object) -> Edit:
    """Return an edit of `alertconfig`; without recipients `ADMIN` gets everything."""
    wanted = recipients if recipients is not None else {ADMIN: AlertSubscription()}
    return lambda draft: draft.write(
        alerts=replace(draft.alerts, recipients=wanted, **more)  # type: ignore[arg-type]
    )


def certificate(clock: FrozenClock, end: datetime, name: str = "partner.com") -> Certificate:
    """Return a certificate that ends at `end`."""
    lab = LabAuthority(SeededKeys(3), clock)
    span = end - clock.now()
    wish = Wish(common_name=name, start=min(span, timedelta()) - timedelta(days=900), end=span)
    return lab.issue(wish).certificate


def profile(name: str, certificate: Certificate) -> Edit:
    """Return an edit that puts a certificate into a profile; its key is of no matter here."""

    def edit(draft: Draft) -> Draft:
        demo = draft.certificates.profiles["Demo"]
        new = CertificateProfile(certificate=certificate.pem, key=demo.key)
        profiles = {**draft.certificates.profiles, name: new}
        return draft.write(certificates=replace(draft.certificates, profiles=profiles))

    return edit


def authority(certificate: Certificate) -> Edit:
    """Return an edit that adds a custom authority."""

    def edit(draft: Draft) -> Draft:
        custom = {**draft.authorities.custom, certificate.fingerprint_sha256: certificate.pem}
        return draft.write(authorities=replace(draft.authorities, custom=custom))

    return edit


async def _nothing() -> None:
    return
