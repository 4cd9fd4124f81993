"""Delivery over a queue: retries, bounces, limits, next hosts, commits, suspension."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from esatui.lab.partners.town import DOMAIN, Town
from state.delivery.requests import request_delivery
from state.model.configuration import Draft
from state.model.destinations import BounceProfile, Bounces, Delivery, Destination
from state.operating_mode import OperatingMode, write_mode
from state.operations.destinations import add_destination
from state.operations.smtproutes import set_route
from tests.services.delivery.world import World, hierarchy, trusting, world

GOOD = "valid-p256"


def unchanged(draft: Draft) -> Draft:
    return draft


def run(
    directory: Path,
    partners: Sequence[str],
    play: Callable[[World], Awaitable[None]],
    edit: Callable[[Draft], Draft] = trusting,
) -> None:
    async def main() -> None:
        async with Town(hierarchy(), partners) as town, world(directory, town, edit) as here:
            await play(here)

    asyncio.run(main())


def test_the_whole_story(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send(f"a@{GOOD}.{DOMAIN}", f"b@{GOOD}.{DOMAIN}")
        await here.lines.containing("Message finished")
        await here.time.advance(5)
        lines = await here.lines.containing("close")
        address = here.town.partners[GOOD].address
        (receipt,) = here.town.receipts()
        assert receipt.recipients == (f"a@{GOOD}.{DOMAIN}", f"b@{GOOD}.{DOMAIN}")
        assert lines == [
            f"New SMTP DCID 1 interface 192.168.42.42 address {address} port 25",
            f"DCID 1 TLS success protocol TLSv1.3 cipher {receipt.cipher}",
            "Delivery start DCID 1 MID 1 to RID [0, 1]",
            "Message done DCID 1 MID 1 to RID [0, 1] ",
            "MID 1 RID [0, 1] Response '2.0.0 Ok: queued'",
            "Message finished MID 1 done",
            "DCID 1 close",
        ]
        assert len(here.queue) == 0

    run(tmp_path / "a", [GOOD], play, with_tls("required_verify"))


def with_tls(level: str) -> Callable[[Draft], Draft]:
    def edit(draft: Draft) -> Draft:
        draft = trusting(draft)
        default = replace(draft.destinations.default, tls=level)  # type: ignore[arg-type]
        return draft.write(destinations=replace(draft.destinations, default=default))

    return edit


def test_messages_share_a_connection_for_five_seconds(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send(f"a@{GOOD}.{DOMAIN}")
        await here.lines.containing("Message finished")
        await here.time.advance(4.9)
        await here.send(f"b@{GOOD}.{DOMAIN}")
        await here.lines.containing("Message finished", 2)
        await here.time.advance(5)
        lines = await here.lines.containing("close")
        assert sum("New SMTP DCID" in line for line in lines) == 1
        await here.send(f"c@{GOOD}.{DOMAIN}")
        lines = await here.lines.containing("Message finished", 3)
        assert sum("New SMTP DCID" in line for line in lines) == 2

    run(tmp_path / "a", [GOOD], play)


def test_a_connection_takes_so_many_messages(tmp_path: Path) -> None:
    def edit(draft: Draft) -> Draft:
        entry = Destination(messages_per_connection=2, concurrency=1)
        return add_destination(draft, f"{GOOD}.{DOMAIN}", entry)

    async def play(here: World) -> None:
        for _ in range(5):
            await here.send(f"a@{GOOD}.{DOMAIN}")
        await here.lines.containing("Message finished", 5)
        await here.time.advance(5)
        lines = await here.lines.containing("close", 3)
        starts = [line for line in lines if line.startswith("Delivery start")]
        assert [line.split()[3] for line in starts] == ["1", "1", "2", "2", "3"]

    run(tmp_path / "a", [GOOD], play, edit)


def test_recipients_refused_bounce(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        mid = await here.send("b@rcpt-550.partner.example", sender=f"joe@{GOOD}.{DOMAIN}")
        lines = await here.lines.containing("Message finished", 2)
        about = [line for line in lines if "MID 1" in line or "MID 2" in line]
        bounced = (
            "to RID 0 - 5.1.0 - Unknown address error ('550', ['#5.1.0 Address rejected.']) []"
        )
        assert mid == 1
        assert about[:7] == [
            "Delivery start DCID 1 MID 1 to RID [0]",
            f"Bounced: DCID 1 MID 1 {bounced}",
            "Start MID 2 ICID 0",
            "MID 2 was generated for bounce of MID 1",
            "MID 2 ICID 0 From: <>",
            f"MID 2 ICID 0 RID 0 To: <joe@{GOOD}.{DOMAIN}>",
            "Message finished MID 1 done",
        ]
        assert about[-1] == "Message finished MID 2 done"
        assert here.lines.of("bounces") == [
            (
                f"Bounced: DCID 1 MID 1 From:<joe@{GOOD}.{DOMAIN}> To:<b@rcpt-550.{DOMAIN}> RID 0 - "
                "5.1.0 - Unknown address error ('550', ['#5.1.0 Address rejected.']) []"
            )
        ]
        (receipt,) = here.town.receipts()
        assert receipt.sender == ""
        check_report(receipt.content)
        counters = here.engine.counters.snapshot()
        assert counters.smtp_hard_bounces.lifetime == 1
        assert counters.generated_bounces.lifetime == 1
        host = here.engine.counters.host(f"rcpt-550.{DOMAIN}")
        assert (host.hard_bounces, host.last_5xx) == (1, "550 #5.1.0 Address rejected.")

    run(tmp_path / "a", [GOOD, "rcpt-550"], play)


def check_report(content: bytes) -> None:
    """A delivery status notification that the standard library understands (RFC 3464)."""
    import email

    message = email.message_from_bytes(content)
    assert message.get_content_type() == "multipart/report"
    assert message.get_param("report-type") == "delivery-status"
    text, status, header = cast("list[Any]", message.get_payload())
    assert "550" in str(status) or "5.1.0" in str(text)
    fields = status.get_payload()
    assert fields[0]["Reporting-MTA"] == "dns; mail.example.com"
    assert fields[1]["Final-Recipient"] == f"rfc822; b@rcpt-550.{DOMAIN}"
    assert fields[1]["Action"] == "failed"
    assert fields[1]["Status"] == "5.1.0"
    assert fields[1]["Remote-MTA"] == f"dns; mx.rcpt-550.{DOMAIN}"
    diagnostic = "smtp; 550 #5.1.0 Address rejected."
    assert fields[1]["Diagnostic-Code"] == diagnostic
    assert header.get_content_type() == "text/rfc822-headers"
    assert "Subject: Hello" in str(header)
    assert "Hello.\n" not in str(header)


@pytest.mark.parametrize("case", ["mail-550", "data-554"])
def test_other_refusals_bounce(case: str, tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send(f"b@{case}.{DOMAIN}", sender=f"joe@{GOOD}.{DOMAIN}")
        lines = await here.lines.containing("Message finished", 2)
        assert any(line.startswith("Bounced: DCID 1 MID 1 to RID 0 - 5.1.0") for line in lines)

    run(tmp_path / "a", [GOOD, case], play)


@pytest.mark.parametrize("case", ["rcpt-451", "data-451"])
def test_temporary_errors_are_tried_again_ever_more_slowly(case: str, tmp_path: Path) -> None:
    def edit(draft: Draft) -> Draft:
        profile = BounceProfile(max_retries=3, initial_retry=60, max_retry=100)
        return draft.write(bounces=Bounces(profiles={"Default": profile}))

    async def play(here: World) -> None:
        await here.send(f"b@{case}.{DOMAIN}", sender=f"joe@{GOOD}.{DOMAIN}")
        for number, seconds in enumerate((60, 100, 100), 1):
            await here.lines.containing("pending till", number)
            host = here.engine.counters.host(f"{case}.{DOMAIN}")
            assert host.soft_bounces == number
            await here.time.advance(seconds - 1)
            assert sum("Delivery start" in line for line in here.lines.of()) == number
            await here.time.advance(1)
        lines = await here.lines.containing("Message finished", 2)
        delayed = [line for line in lines if line.startswith("Delayed")]
        assert len(delayed) == 4
        text = "greylisted, try again later" if case == "rcpt-451" else "try again later"
        assert delayed[0] == (
            f"Delayed: DCID 1 MID 1 to RID 0 - 4.1.0 - Unknown address error ('451', ['{text}']) []"
        )
        assert (
            "Bounced: DCID 0 MID 1 to RID 0 - 5.4.7 - Delivery expired (message too old) "
            f"('000', ['{text}']) []"
        ) in lines
        assert here.engine.counters.snapshot().expired_hard_bounces.lifetime == 1

    run(tmp_path / "a", [GOOD, case], play, edit)


def test_old_messages_expire_and_double_bounces_end(tmp_path: Path) -> None:
    def edit(draft: Draft) -> Draft:
        profile = BounceProfile(max_seconds=90)
        return draft.write(bounces=Bounces(profiles={"Default": profile}))

    async def play(here: World) -> None:
        await here.send(f"b@refused.{DOMAIN}", sender="")
        await here.lines.containing("pending till")
        await here.time.advance(90)
        lines = await here.lines.containing("Message finished")
        assert (
            "Double bounce: MID 1 to RID 0 - 5.4.7 - Delivery expired (message too old) "
            "('000', []) []"
        ) in lines
        assert not any("Start MID" in line for line in lines)
        assert len(here.queue) == 0

    run(tmp_path / "a", ["refused"], play, edit)


def test_connection_errors(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        at = {name: each.address for name, each in here.town.partners.items()}
        expected = {
            "refused": ("IP: ", "[Errno 61] Connection refused", "network error"),
            "banner-close": ("IP: ", "[Errno 0] Error", "network error"),
            "banner-554": ("IP:", "554-'no mail today'", "unexpected SMTP response"),
            "no-smtp": ("IP:", "000-'SSH-2.0-OpenSSH_9.2'", "unexpected SMTP response"),
            "ehlo-helo": ("IP:", "550-'go away'", "unexpected SMTP response"),
        }
        for name, (ip, details, reason) in expected.items():
            await here.send(f"b@{name}.{DOMAIN}")
            lines = await here.lines.containing("pending till", [*expected].index(name) + 1)
            error = (
                f"domain: {name}.{DOMAIN} {ip}{at[name]} port: 25 details: {details} "
                f"interface: 192.168.42.42 reason: {reason}"
            )
            assert any(line.endswith(error) for line in lines)
            assert lines[-2].endswith(f"4.4.0 - Other network problem ('000', ['{reason}']) []")

    names = ["refused", "banner-close", "banner-554", "no-smtp", "ehlo-helo"]
    run(tmp_path / "a", names, play)


def test_lost_during_the_message(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send(f"b@data-close.{DOMAIN}")
        lines = await here.lines.containing("pending till")
        address = here.town.partners["data-close"].address
        assert lines[1:5] == [
            "Delivery start DCID 1 MID 1 to RID [0]",
            (
                f"Connection Error: DCID 1 domain: data-close.{DOMAIN} IP: {address} port: 25 "
                "details: [Errno 0] Error interface: 192.168.42.42 reason: network error"
            ),
            (
                "Delayed: DCID 1 MID 1 to RID 0 - 4.4.0 - Other network problem "
                "('000', ['network error']) []"
            ),
            "MID 1 to RID [0] pending till Mon Jan  5 10:16:32 2026",
        ]

    run(tmp_path / "a", ["data-close"], play)


@pytest.mark.parametrize("possible", [True, False])
def test_no_reply_to_the_message(possible: bool, tmp_path: Path) -> None:
    def edit(draft: Draft) -> Draft:
        return trusting(draft).write(delivery=Delivery(possible_delivery=possible))

    async def play(here: World) -> None:
        await here.send(f"b@data-stall.{DOMAIN}")
        lines = await here.lines.containing("Message finished" if possible else "pending till")
        address = here.town.partners["data-stall"].address
        assert lines[2] == (
            f"Connection Error: DCID 1 domain: data-stall.{DOMAIN} IP: {address} port: 25 "
            "details: timeout interface: 192.168.42.42 reason: connection timed out"
        )
        if possible:
            assert lines[3:5] == [
                "Message done DCID 1 MID 1 to RID [0] ",
                "MID 1 RID [0] Response 'possible delivery'",
            ]

    run(tmp_path / "a", ["data-stall"], play, edit)


@pytest.mark.parametrize(
    ("domain", "reason"),
    [
        (f"nowhere.{DOMAIN}", f"DNS Hard Error looking up nowhere.{DOMAIN} (MX): NXDomain"),
        (f"null-mx.{DOMAIN}", f"DNS Hard Error looking up null-mx.{DOMAIN} (MX): null MX"),
    ],
)
def test_domains_that_take_no_mail(domain: str, reason: str, tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send(f"b@{domain}", sender=f"joe@{GOOD}.{DOMAIN}")
        lines = await here.lines.containing("Message finished", 2)
        assert lines[0] == (
            "Bounced: DCID 0 MID 1 to RID 0 - 5.1.2 - Bad destination host "
            f"('000', ['{reason}']) []"
        )
        assert here.engine.counters.snapshot().dns_hard_bounces.lifetime == 1

    run(tmp_path / "a", [GOOD, "null-mx"], play)


def test_routes(tmp_path: Path) -> None:
    """The first host of the route is down, the second takes the mail."""

    def edit(draft: Draft) -> Draft:
        hosts = [f"mx.{GOOD}.{DOMAIN}/pri=20", f"[mx.refused.{DOMAIN}]/pri=10"]
        return set_route(set_route(draft, ".example.net", hosts), "gone.example", ["/dev/null"])

    async def play(here: World) -> None:
        await here.send("b@a.example.net")
        lines = await here.lines.containing("Message finished")
        assert "refused" in lines[1]
        (receipt,) = here.town.receipts()
        assert receipt.recipients == ("b@a.example.net",)
        await here.send("b@gone.example")
        lines = await here.lines.containing("Message finished", 2)
        assert len(here.town.receipts()) == 1
        assert here.engine.counters.snapshot().deleted_recipients.lifetime == 1

    run(tmp_path / "a", [GOOD, "refused"], play, edit)


def test_address_literals(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send(f"b@[{here.town.partners[GOOD].address}]")
        await here.lines.containing("Message finished")
        assert len(here.town.receipts()) == 1

    run(tmp_path / "a", [GOOD], play)


def test_suspended_and_resumed(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        directory = here.appliance.store.directory
        write_mode(directory, OperatingMode(delivery_suspended=True))
        here.delivery.look()
        await here.send(f"b@{GOOD}.{DOMAIN}")
        await here.time.advance(3600)
        assert here.lines.of() == []
        write_mode(directory, OperatingMode())
        await here.lines.containing("Message finished")

    run(tmp_path / "a", [GOOD], play)


def test_delivernow(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send(f"b@rcpt-451.{DOMAIN}")
        await here.lines.containing("pending till")
        request_delivery(here.appliance.store.directory, f"rcpt-451.{DOMAIN}")
        await here.lines.containing("pending till", 2)
        request_delivery(here.appliance.store.directory)
        await here.lines.containing("pending till", 3)

    run(tmp_path / "a", ["rcpt-451"], play)
