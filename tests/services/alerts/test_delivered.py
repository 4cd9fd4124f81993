"""Required TLS that fails: the alert arrives at another host, as a message like any other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from esatui.lab.partners.town import DOMAIN, Town
from esatui.lab.partners.zone import write_lab
from esatui.services.alerts import AlertService
from esatui.services.alerts.post import MOST_WAITING
from esatui.services.delivery.service import DeliveryService
from esatui.services.engine import Engine, Service
from esatui.services.queue import MailQueue, NewMessage
from esatui.services.queue.message import Bytes
from esatui.services.queue.service import QueueService
from esatui.services.running import running
from state.clock import FrozenClock
from state.logs.sink import Logs
from state.model.configuration import Draft
from state.model.destinations import Destination
from state.model.services import AlertSubscription
from tests.services.alerts.posted import Edit, subscribed
from tests.services.delivery.world import CONTENT, QUICK, Lines, MovingTime, hierarchy, trusting
from tests.services.engines import commit, factory
from tests.ssh.appliances import MOMENT

STRICT = f"no-starttls.{DOMAIN}"
ADMIN = f"admin@valid-p256.{DOMAIN}"


@dataclass
class Running:
    """An appliance that delivers, and its log."""

    queue: MailQueue
    engine: Engine
    lines: Lines

    async def send(self, recipient: str) -> None:
        await self.queue.put(
            NewMessage(
                mid=self.engine.counters.next_mid(),
                sender="joe@example.com",
                recipients=[recipient],
                content=Bytes(CONTENT),
                received=self.engine.clock.now(),
            )
        )


@asynccontextmanager
async def appliance(directory: Path, town: Town, *edits: Edit) -> AsyncIterator[Running]:
    clock = FrozenClock(MOMENT)
    made = factory(directory, clock)
    for edit in (trusting, required, *edits):
        commit(made, edit)
    write_lab(directory, town.partners.values())
    lines = Lines()
    parts: list[Running] = []

    def build(engine: Engine) -> Sequence[Service]:
        engine.sleep = MovingTime(clock).sleep
        queue = MailQueue(directory, engine.counters)
        engine.alerts = alerts = AlertService(engine, queue, noted=engine.alerts)
        parts.append(Running(queue, engine, lines))
        return [QueueService(engine, queue), alerts, DeliveryService(engine, queue, timeouts=QUICK)]

    try:
        async with running(made.store, Logs(lines), Random(1), build=build) as (_, host):
            assert not host.faults(), host.faults()
            yield parts[0]
    finally:
        made.store.close()


def required(draft: Draft) -> Draft:
    """TLS is required for one domain, and its failures are told."""
    entries = {**draft.destinations.entries, STRICT: Destination(tls="required")}
    destinations = replace(draft.destinations, entries=entries, send_tls_alert=True)
    return draft.write(destinations=destinations)


def test_the_alert_arrives(tmp_path: Path) -> None:
    async def main() -> None:
        warnings = AlertSubscription(classes=("System",), severities=("Warning",))
        async with Town(hierarchy(), ["no-starttls", "valid-p256"]) as town:
            async with appliance(tmp_path, town, subscribed({ADMIN: warnings})) as here:
                await here.send(f"x@{STRICT}")
                lines = await here.lines.containing("Message finished MID 2 done")
            (receipt,) = town.receipts()
            assert receipt.sender == "alert@mail.example.com"
            assert list(receipt.recipients) == [ADMIN]
            text = receipt.content.decode().replace("\r\n", "\n")
            assert (
                "Subject: Warning <System> mail.example.com: Required TLS connection to domain "
                '"no-starttls.partner.examp...\n'
            ) in text
            assert "Reason: STARTTLS command not supported." in " ".join(text.split())
            failed = next(at for at, line in enumerate(lines) if line.startswith("Required TLS"))
            story = [line for line in lines[failed:] if "MID 2" in line or "alert" in line]
            assert story[0] == "Start MID 2 ICID 0"
            assert "A System/Warning alert was sent to" in story[5]
            assert [line for line in story if line.startswith("Message done")]

    asyncio.run(main())


def test_an_alert_about_the_way_of_alerts_does_not_go_round(tmp_path: Path) -> None:
    """The recipient is where TLS fails, and duplicates are not held back: the worst case."""

    async def main() -> None:
        edit = subscribed({f"admin@{STRICT}": AlertSubscription()}, initial_wait=0)
        async with (
            Town(hierarchy(), ["no-starttls"]) as town,
            appliance(tmp_path, town, edit) as here,
        ):
            await here.send(f"x@{STRICT}")
            lines = await here.lines.containing("Unable to send")
            assert len(here.queue) == MOST_WAITING + 1
            assert sum(line.startswith("Required TLS") for line in lines) == MOST_WAITING + 1
            assert not town.receipts()

    asyncio.run(main())
