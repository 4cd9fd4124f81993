"""Many messages at once: what is read from the log alone is what clients and partners know."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from esatui.lab.partners.town import DOMAIN, Town
from esatui.lab.partners.zone import write_lab
from esatui.services.delivery.service import DeliveryService
from esatui.services.engine import Engine, Service
from esatui.services.queue import MailQueue
from esatui.services.queue.service import QueueService
from esatui.services.smtp import SmtpService
from state.clock import FrozenClock
from tests.services.delivery.reader import BOUNCED, DELAYED, DONE, Reader, kind_of
from tests.services.delivery.test_table import with_level
from tests.services.delivery.world import MOMENT, QUICK, chained, hierarchy, trusting
from tests.services.engines import commit, engine, factory
from tests.services.smtp.live import accepting, both, everybody
from tests.services.smtp.tls import certificate, trusting_nobody

PARTNERS = (
    *("valid-p256", "valid-rsa2048", "selfsigned", "no-starttls", "starttls-454", "no-ehlo"),
    *("rcpt-451", "rcpt-550", "mail-550", "data-554", "data-451", "data-close"),
    *("after220-alert", "after220-close", "banner-554", "refused", "null-mx"),
)
SENDER = f"joe@valid-p256.{DOMAIN}"
REFUSED = "x@refused-by-rat.example"
CLIENTS = 6
PATIENCE = 60.0


@dataclass(frozen=True)
class Accepted:
    """A message that got its 250, as its client knows it."""

    mid: int
    subject: str
    recipients: tuple[str, ...]
    tls: tuple[str, str] | None


def agreed(secured: object) -> tuple[str, str]:
    """Return version and cipher of a TLS socket."""
    assert isinstance(secured, ssl.SSLSocket)
    version, cipher = secured.version(), secured.cipher()
    assert version is not None
    assert cipher is not None
    return version, cipher[0]


def client(port: int, number: int) -> list[Accepted]:
    """Send four messages over one connection, then break off in the middle of a fifth."""
    accepted = []
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as smtp:
        tls = None
        if number % 2:
            smtp.starttls(context=trusting_nobody())
            tls = agreed(smtp.sock)
        smtp.ehlo()
        for message in range(4):
            subject = f"client {number} message {message}"
            chosen = [PARTNERS[(number * 5 + message * 3 + k) % len(PARTNERS)] for k in range(4)]
            recipients = tuple(f"r{k}@{name}.{DOMAIN}" for k, name in enumerate(chosen))
            smtp.mail(SENDER)
            replies = [smtp.rcpt(each)[0] for each in (recipients[0], REFUSED, *recipients[1:])]
            assert replies == [250, 550, 250, 250, 250]
            code, text = smtp.data(f"Subject: {subject}\r\n\r\nHello.\r\n")
            assert code == 250
            accepted.append(Accepted(int(text.split()[2]), subject, recipients, tls))
        smtp.mail(SENDER)
        smtp.rcpt(f"r0@valid-p256.{DOMAIN}")
        smtp.docmd("DATA")
        smtp.close()
    return accepted


def test_the_log_tells_all(tmp_path: Path) -> None:
    appliance = factory(tmp_path / "state", FrozenClock(MOMENT))
    commit(
        appliance,
        chained(
            trusting,
            both(everybody(tls="preferred"), accepting(f".{DOMAIN}")),
            certificate(),
            with_level("preferred_verify"),
        ),
    )
    found: list[tuple[MailQueue, SmtpService]] = []

    def build(surroundings: Engine) -> list[Service]:
        queue = MailQueue(appliance.store.directory, surroundings.counters)
        found.append((queue, SmtpService(surroundings, queue)))
        delivery = DeliveryService(surroundings, queue, timeouts=QUICK, idle_seconds=0.01)
        return [QueueService(surroundings, queue), delivery, found[0][1]]

    def lines() -> list[str]:
        written = list(appliance.log_books.reader("mail_logs").lines())[3:]
        return [line.partition(" Info: ")[2] for line in written]

    async def main() -> tuple[list[Accepted], Town, set[tuple[int, int]]]:
        async with Town(hierarchy(), PARTNERS) as town:
            write_lab(appliance.store.directory, town.partners.values())
            async with engine(appliance, build):
                queue, smtp = found[0]
                port = smtp.addresses()["InboundMail"].port
                sent = await asyncio.gather(
                    *(asyncio.to_thread(client, port, number) for number in range(CLIENTS))
                )
                async with asyncio.timeout(PATIENCE):
                    while not settled(Reader(lines())):  # noqa: ASYNC110 - a log file sets no event.
                        await asyncio.sleep(0.1)
                left = {(m.mid, rid) for m in queue.messages() for rid in m.recipients}
        return [each for of_one in sent for each in of_one], town, left

    accepted, town, left = asyncio.run(main())
    written = lines()
    appliance.store.close()
    judge(written, accepted, town, left)
    # The judge is strict: of each kind of line none may be missing.
    places = {kind_of(line): place for place, line in enumerate(written)}
    assert len(places) > 30
    for place in places.values():
        with pytest.raises(AssertionError):
            judge(written[:place] + written[place + 1 :], accepted, town, left)


def judge(
    lines: list[str], accepted: list[Accepted], town: Town, left: set[tuple[int, int]]
) -> None:
    """Compare what the log says with what clients, partners and the queue know."""
    reader = Reader(lines)
    assert reader.missing() == []
    check_clients(reader, accepted)
    check_partners(reader, town)
    assert left
    assert left == {
        (mid, rid)
        for mid, mail in reader.mails.items()
        if mail.end is None
        for rid in mail.waiting()
    }


def settled(reader: Reader) -> bool:
    """Whether all have left, and every recipient has been heard of."""
    mails = reader.mails.values()
    outcomes = [each for mail in mails for each in mail.outcomes.values()]
    return (
        sum(mail.icid != 0 for mail in mails) == CLIENTS * 5
        and not reader.missing()
        and all(mail.end or set(mail.waiting()) <= set(mail.outcomes) for mail in mails)
        and sum(each[-1][0] == BOUNCED for each in outcomes)
        == sum(mail.bounce_of is not None for mail in mails)
    )


def check_clients(reader: Reader, accepted: list[Accepted]) -> None:
    """What was accepted is in the log as it was sent, and nothing else is."""
    mine = {mid: mail for mid, mail in reader.mails.items() if mail.icid}
    assert {mid for mid, mail in mine.items() if mail.queued} == {each.mid for each in accepted}
    assert sum(mail.end == "aborted" for mail in mine.values()) == CLIENTS
    assert len(reader.inbound) == CLIENTS
    for each in accepted:
        mail = mine[each.mid]
        assert (mail.sender, mail.subject) == (SENDER, each.subject)
        assert tuple(mail.recipients.values()) == each.recipients
        assert reader.inbound[mail.icid].tls == each.tls
        assert reader.words["MID", str(each.mid)].count("J") == 1
    assert all(reader.words["ICID", str(icid)].endswith("LX") for icid in reader.inbound)


def check_partners(reader: Reader, town: Town) -> None:
    """What partners took is in the log as they got it, and nothing else is."""
    got = Counter(
        (
            receipt.sender,
            receipt.recipients,
            town.partners[receipt.partner].address,
            (receipt.protocol, receipt.cipher) if receipt.encrypted else None,
        )
        for receipt in town.receipts()
    )
    told: Counter[object] = Counter()
    for mid, rids, dcid in reader.deliveries:
        mail, connection = reader.mails[mid], reader.outbound[dcid]
        recipients = tuple(mail.recipients[rid] for rid in rids)
        told[mail.sender, recipients, connection.address, connection.tls] += 1
    assert told == got
    names = {each.address: name for name, each in town.partners.items()}
    for each in reader.outbound.values():
        name = names[each.address]
        assert each.unverified is (name == "selfsigned")
        assert each.failed is (name in {"data-close", "banner-554", "refused"})
        assert each.closed is (name != "refused")
    outcomes = [each[-1][0] for mail in reader.mails.values() for each in mail.outcomes.values()]
    assert set(outcomes) == {DONE, BOUNCED, DELAYED}
