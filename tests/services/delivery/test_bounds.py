"""Delivery over a queue: limits, commits, interfaces, DANE, and what is large or many."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from esatui.lab.partners.town import DOMAIN, Town
from state.model.configuration import Draft
from state.model.destinations import Delivery, Destination
from state.operations.destinations import add_destination
from tests.services.delivery.test_service import GOOD, run, with_tls
from tests.services.delivery.world import World, hierarchy, world


def test_recipients_in_some_minutes(tmp_path: Path) -> None:
    def edit(draft: Draft) -> Draft:
        entry = Destination(recipient_limit=3, recipient_minutes=10)
        return add_destination(draft, f"{GOOD}.{DOMAIN}", entry)

    async def play(here: World) -> None:
        for _ in range(2):
            await here.send(f"a@{GOOD}.{DOMAIN}", f"b@{GOOD}.{DOMAIN}")
        await here.lines.until(lambda lines: sum("Response" in line for line in lines) == 2)
        await here.time.advance(599)
        await asyncio.sleep(0.1)
        taken = [address for each in here.town.receipts() for address in each.recipients]
        assert len(taken) == 3
        await here.time.advance(1)
        await here.lines.containing("Message finished", 2)

    run(tmp_path / "a", [GOOD], play, edit)


def test_a_commit_counts_for_the_next_connection(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send(f"a@{GOOD}.{DOMAIN}")
        await here.lines.containing("Message finished")
        await here.time.advance(5)
        await here.lines.containing("close")
        here.commit(with_tls("required"))
        await here.settled()
        await here.send(f"a@{GOOD}.{DOMAIN}")
        await here.lines.containing("Message finished", 2)
        assert [each.encrypted for each in here.town.receipts()] == [False, True]

    run(tmp_path / "a", [GOOD], play)


def test_the_interface_of_deliveryconfig(tmp_path: Path) -> None:
    def edit(draft: Draft) -> Draft:
        interfaces = dict(draft.interfaces.entries)
        interfaces["Data 1"] = replace(
            interfaces["Management"], ip="192.0.2.77", hostname="out.example.com", ethernet="Data 1"
        )
        draft = draft.write(interfaces=replace(draft.interfaces, entries=interfaces))
        return draft.write(delivery=Delivery(interface="Data 1"))

    async def play(here: World) -> None:
        await here.send(f"a@{GOOD}.{DOMAIN}")
        lines = await here.lines.containing("Message finished")
        assert "interface 192.0.2.77 address" in lines[0]
        (receipt,) = here.town.receipts()
        assert receipt.helo == "out.example.com"

    run(tmp_path / "a", [GOOD], play, edit)


@pytest.mark.parametrize(
    ("case", "level", "sent"),
    [
        ("dane-match", "opportunistic", True),
        ("dane-match", "mandatory", True),
        ("dane-mismatch", "opportunistic", False),
        ("dane-bogus", "opportunistic", False),
        (GOOD, "opportunistic", True),
        (GOOD, "mandatory", False),
    ],
)
def test_dane(case: str, level: str, sent: bool, tmp_path: Path) -> None:
    def edit(draft: Draft) -> Draft:
        entry = Destination(tls="preferred", dane=level)  # type: ignore[arg-type]
        return add_destination(draft, f"{case}.{DOMAIN}", entry)

    async def play(here: World) -> None:
        await here.send(f"a@{case}.{DOMAIN}")
        end = "Message finished" if sent else "pending till"
        lines = await here.lines.containing(end)
        assert len(here.town.receipts()) == sent
        if sent and case != GOOD:
            assert f"DCID 1 DANE success for the domain: {case}.{DOMAIN}" in lines
        if not sent:
            reason = {
                "dane-mismatch": "TLSA record mismatch",
                "dane-bogus": "DNSSEC validation error",
                GOOD: "TLSA record not found",
            }[case]
            assert f"DCID 1 DANE failed for the domain: {case}.{DOMAIN} reason: {reason}" in lines
            assert lines[-3] == "DCID 1 close"

    run(tmp_path / "a", [case], play, edit)


def test_nothing_is_lost_when_the_service_ends_in_the_middle(tmp_path: Path) -> None:
    @asynccontextmanager
    async def both() -> AsyncIterator[World]:
        async with (
            Town(hierarchy(), ["after220-stall"]) as town,
            world(tmp_path / "a", town, with_tls("required")) as here,
        ):
            yield here

    async def main() -> None:
        async with both() as here:
            await here.send(f"a@after220-stall.{DOMAIN}")
            await here.lines.containing("New SMTP DCID")
            await here.delivery.stop()
            (message,) = here.queue.messages()
            (recipient,) = message.recipients.values()
            assert not recipient.claimed
            assert recipient.attempts == 0

    asyncio.run(main())


def test_what_hoststatus_shows(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send(f"a@{GOOD}.{DOMAIN}")
        await here.lines.containing("Message finished")
        at = here.town.partners[GOOD]
        status = here.engine.counters.host(at.domain)
        assert status.up is True
        assert status.outbound_connections == 1
        assert status.delivered_recipients == status.completed_recipients == 1
        assert status.addresses == [(10, [at.address])]
        assert status.mx == [(10, 1800, at.host)]
        assert status.gateways["Management"].recipients == 1
        await here.time.advance(5)
        await here.lines.containing("close")
        assert status.outbound_connections == 0
        await here.send(f"a@refused.{DOMAIN}")
        await here.lines.containing("pending till")
        down = here.engine.counters.host(f"refused.{DOMAIN}")
        assert (down.up, down.soft_bounces, down.attempted_recipients) == (False, 1, 1)

    run(tmp_path / "a", [GOOD, "refused"], play)


def test_many_recipients_go_in_parts(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send(*(f"u{number}@{GOOD}.{DOMAIN}" for number in range(250)))
        lines = await here.lines.containing("Message finished")
        assert [len(each.recipients) for each in here.town.receipts()] == [100, 100, 50]
        assert sum("New SMTP DCID" in line for line in lines) == 1

    run(tmp_path / "a", [GOOD], play)


def test_a_large_message_arrives_whole(tmp_path: Path) -> None:
    body = b"".join(b"%07d.\r\n.dots\r\n" % number for number in range(200_000))

    async def play(here: World) -> None:
        await here.send(f"a@{GOOD}.{DOMAIN}", content=b"Subject: large\r\n\r\n" + body)
        await here.lines.containing("Message finished")
        (receipt,) = here.town.receipts()
        assert receipt.content == b"Subject: large\r\n\r\n" + body

    run(tmp_path / "a", [GOOD], play, with_tls("required"))


def test_tls_connections_of_the_whole_system_are_limited(tmp_path: Path) -> None:
    def edit(draft: Draft) -> Draft:
        return with_tls("required")(draft).write(delivery=Delivery(tls_concurrency=1))

    async def play(here: World) -> None:
        for name in (GOOD, "wildcard"):
            await here.send(f"a@{name}.{DOMAIN}")
        await here.lines.containing("Message finished")
        assert sum("New SMTP DCID" in line for line in here.lines.of()) == 1
        await here.time.advance(5)
        await here.lines.containing("Message finished", 2)

    run(tmp_path / "a", [GOOD, "wildcard"], play, edit)
