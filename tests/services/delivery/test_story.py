"""From the client to the partner: the whole story of a message is in the log alone."""

from __future__ import annotations

import asyncio
import re
import smtplib
import ssl
from pathlib import Path

from esatui.lab.partners.town import DOMAIN, Town
from esatui.lab.partners.zone import write_lab
from esatui.services.delivery.service import DeliveryService
from esatui.services.engine import Engine, Service
from esatui.services.queue import MailQueue
from esatui.services.queue.service import QueueService
from esatui.services.smtp import SmtpService
from tests.services.delivery.test_table import with_level
from tests.services.delivery.world import CONTENT, QUICK, hierarchy
from tests.services.engines import commit, engine, factory
from tests.services.smtp.live import accepting, both, everybody, until

GOOD, PUT_OFF, REFUSED = f"a@valid-p256.{DOMAIN}", f"b@rcpt-451.{DOMAIN}", f"c@rcpt-550.{DOMAIN}"
SENDER = f"joe@valid-p256.{DOMAIN}"


def send(port: int) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.starttls(context=context)
        client.sendmail(SENDER, [GOOD, PUT_OFF, REFUSED], CONTENT)


def number(pattern: str, lines: list[str]) -> str:
    (found,) = {match[1] for line in lines if (match := re.fullmatch(pattern, line))}
    return found


def test_from_icid_to_dcid(tmp_path: Path) -> None:
    appliance = factory(tmp_path / "state")
    commit(appliance, both(everybody(tls="preferred"), accepting("ALL"), with_level("preferred")))
    smtp: list[SmtpService] = []

    def build(engine: Engine) -> list[Service]:
        queue = MailQueue(appliance.store.directory, engine.counters)
        smtp.append(SmtpService(engine, queue))
        delivery = DeliveryService(engine, queue, timeouts=QUICK, idle_seconds=0.01)
        return [QueueService(engine, queue), delivery, smtp[0]]

    def lines() -> list[str]:
        found = list(appliance.log_books.reader("mail_logs").lines())
        return [line.partition(" Info: ")[2] for line in found[3:]]

    async def main() -> list[str]:
        partners = [address.partition("@")[2].partition(".")[0] for address in (GOOD, PUT_OFF)]
        async with Town(hierarchy(), [*partners, "rcpt-550"]) as town:
            write_lab(appliance.store.directory, town.partners.values())
            async with engine(appliance, build):
                await asyncio.to_thread(send, smtp[0].addresses()["InboundMail"].port)
                # The message to one, and the bounce, are done; one recipient waits.
                await until(lambda: sum(each.startswith("Message done") for each in lines()) == 2)
                await until(lambda: any("pending till" in each for each in lines()))
                await until(lambda: sum("DCID" in e and "close" in e for e in lines()) >= 3)
            assert len(town.receipts()) == 2
        return lines()

    written = asyncio.run(main())
    appliance.store.close()
    icid = number(r"New SMTP ICID (\d+) interface .*", written)
    mid = number(rf"Start MID (\d+) ICID {icid}", written)
    assert f"MID {mid} ICID {icid} From: <{SENDER}>" in written
    dcids = {}
    for rid, address in enumerate([GOOD, PUT_OFF, REFUSED]):
        assert f"MID {mid} ICID {icid} RID {rid} To: <{address}>" in written
        begun = rf"Delivery start DCID (\d+) MID {mid} to RID \[{rid}\]"
        dcid = dcids[rid] = number(begun, written)
        story = [line for line in written if re.search(rf"\bDCID {dcid}\b", line)]
        assert story[0].startswith(f"New SMTP DCID {dcid} interface 192.168.42.42 address ")
        assert story[1].startswith(f"DCID {dcid} TLS success protocol TLSv1.3 cipher ")
        assert story[-1] == f"DCID {dcid} close"
    assert f"Message done DCID {dcids[0]} MID {mid} to RID [0] " in written
    assert any(each.startswith(f"Delayed: DCID {dcids[1]} MID {mid} to RID 1") for each in written)
    assert any(each.startswith(f"Bounced: DCID {dcids[2]} MID {mid} to RID 2") for each in written)
    bounce = number(rf"MID (\d+) was generated for bounce of MID {mid}", written)
    assert f"Start MID {bounce} ICID 0" in written
    assert f"Message finished MID {bounce} done" in written
    assert f"Message finished MID {mid} done" not in written
