"""The outbound examples of the TLS setup document, from real sessions, byte for byte.

Only the seconds differ: the clock stands still.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from esatui.lab.partners.town import Town
from esatui.services.delivery.service import DeliveryService
from esatui.services.engine import Engine, Service
from esatui.services.queue import MailQueue, NewMessage
from esatui.services.queue.message import Bytes
from esatui.services.queue.service import QueueService
from state.clock import FrozenClock
from state.model.configuration import Draft
from state.model.destinations import OutboundTls
from state.model.interfaces import Interface, Interfaces
from state.model.services import Ssl, SslService
from tests.services.delivery.test_table import with_level
from tests.services.delivery.world import CONTENT, QUICK, chained, hierarchy
from tests.services.engines import commit, engine, factory
from tests.services.smtp.live import until

LAB = """
[map]
"10.0.0.1:25" = "{real}"

[zone."domain"]
records = "@ A 10.0.0.1"
"""


def data_1(draft: Draft) -> Draft:
    """The interface of the examples, and TLS as it was when they were written."""
    interface = Interface(ethernet="Data 1", hostname="mail.example.com", ip="192.168.1.1")
    service = SslService(method="tlsv1_2", ciphers="ECDHE-RSA-AES256-GCM-SHA384")
    return draft.write(
        interfaces=Interfaces(entries={"Data 1": interface}), ssl=Ssl(outbound=service)
    )


def log_of(
    directory: Path, partner: str, level: OutboundTls, moment: datetime, dcid: int, mid: int
) -> list[str]:
    """Send a message to a partner that is known as `domain`; return the lines of the mail log."""
    appliance = factory(directory / "state", FrozenClock(moment))
    commit(appliance, chained(data_1, with_level(level)))
    found: list[MailQueue] = []

    def build(surroundings: Engine) -> list[Service]:
        found.append(MailQueue(appliance.store.directory, surroundings.counters))
        delivery = DeliveryService(surroundings, found[0], timeouts=QUICK, idle_seconds=0.01)
        return [QueueService(surroundings, found[0]), delivery]

    def lines() -> list[str]:
        return list(appliance.log_books.reader("mail_logs").lines())[3:]

    async def main() -> None:
        async with Town(hierarchy(), [partner]) as town:
            lab = LAB.format(real=town.partners[partner].real)
            (appliance.store.directory / "lab.toml").write_text(lab)
            async with engine(appliance, build) as running:
                running.engine.counters.beyond(dcid=dcid - 1)
                message = NewMessage(
                    mid=mid,
                    sender="joe@example.com",
                    recipients=("b@domain",),
                    content=Bytes(CONTENT),
                    received=moment,
                )
                await found[0].put(message)
                await until(lambda: any(f"DCID {dcid} close" in line for line in lines()))

    asyncio.run(main())
    written = lines()
    appliance.store.close()
    return written


def test_tls_succeeded(tmp_path: Path) -> None:
    moment = datetime(2018, 4, 17, 0, 58, 2, tzinfo=UTC)
    lines = log_of(tmp_path, "valid-rsa2048", "preferred", moment, 41014367, 179701982)
    assert lines[:3] == [
        "Tue Apr 17 00:58:02 2018 Info: New SMTP DCID 41014367 interface 192.168.1.1 address 10.0.0.1 port 25",
        "Tue Apr 17 00:58:02 2018 Info: DCID 41014367 TLS success protocol TLSv1.2 cipher ECDHE-RSA-AES256-GCM-SHA384",
        "Tue Apr 17 00:58:02 2018 Info: Delivery start DCID 41014367 MID 179701982 to RID [0]",
    ]


def test_tls_failed(tmp_path: Path) -> None:
    moment = datetime(2018, 4, 16, 0, 1, 34, tzinfo=UTC)
    lines = log_of(tmp_path, "starttls-454", "required", moment, 40986669, 179701000)
    assert lines[:3] == [
        "Mon Apr 16 00:01:34 2018 Info: New SMTP DCID 40986669 interface 192.168.1.1 address 10.0.0.1 port 25",
        "Mon Apr 16 00:01:34 2018 Info: Connection Error: DCID 40986669 domain: domain IP:10.0.0.1 port: 25 details: 454-'TLS not available due to temporary reason' interface: 192.168.1.1 reason: unexpected SMTP response",
        "Mon Apr 16 00:01:34 2018 Info: DCID 40986669 TLS failed: STARTTLS unexpected response",
    ]
