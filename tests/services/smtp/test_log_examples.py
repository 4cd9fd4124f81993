"""The inbound examples of the TLS setup document, from real sessions, byte for byte.

Only the seconds differ: the clock stands still.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from state.clock import FrozenClock
from state.model.configuration import Draft
from state.model.interfaces import Interface
from state.model.listeners import PolicyParameters
from tests.services.smtp.live import Edit, Live, both, listener, live, program, raw
from tests.services.smtp.tls import SecureClient, certificate, methods

LAB = """
[clients]
"127.0.0.1" = "10.0.0.1"

[zone."example.com"]
records = "mail A 10.0.0.1"

[zone."0.0.10.in-addr.arpa"]
records = "1 PTR mail.example.com."
"""


def data_1(draft: Draft) -> Draft:
    """Let the listener be that of the examples."""
    interface = Interface(ethernet="Data 1", hostname="mail.example.com", ip="192.168.1.1")
    interfaces = replace(
        draft.interfaces, entries={**draft.interfaces.entries, "Data 1": interface}
    )
    draft = draft.write(interfaces=interfaces)
    return listener(lambda old: replace(old, interface="Data 1"))(draft)


def groups(entry: str, name: str) -> Edit:
    """Return an edit after which one group has one entry, and all policies offer TLS."""

    def edit(draft: Draft) -> Draft:
        old = draft.listeners.entries["InboundMail"].hat
        senders = replace(old.groups[name], senders=(entry,))
        policies = {
            key: replace(each, parameters=PolicyParameters(tls="preferred"))
            for key, each in old.policies.items()
        }
        hat = replace(old, groups={**old.groups, name: senders}, policies=policies)
        return listener(lambda each: replace(each, hat=hat))(draft)

    return edit


async def raw_at(world: Live) -> tuple[str, int]:
    address = world.smtp.addresses()["InboundMail"]
    return address.host, address.port


def test_tls_succeeded(tmp_path: Path) -> None:
    old = methods("tlsv1_0tlsv1_1tlsv1_2", "DHE-RSA-AES256-SHA")
    edits = (data_1, groups("sbrs[-1.4:2.0]", "SUSPECTLIST"), certificate("valid-rsa2048"), old)

    async def main() -> None:
        clock = FrozenClock(datetime(2018, 4, 17, 0, 57, 53, tzinfo=UTC))
        async with live(tmp_path, *edits, clock=clock, reputation=lambda _: -1.1) as world:
            (world.appliance.store.directory / "lab.toml").write_text(LAB)
            world.engine.counters.beyond(icid=590125204, mid=179701979)
            host, port = await raw_at(world)
            status, output = await program(
                *("openssl", "s_client", "-starttls", "smtp", "-connect", f"{host}:{port}"),
                *("-tls1", "-cipher", "DHE-RSA-AES256-SHA:@SECLEVEL=0", "-ign_eof"),
                stdin=b"EHLO x\r\nMAIL FROM:<a@example.net>\r\nQUIT\r\n",
            )
            assert status == 0, output
            await world.logged("close")
            assert world.lines()[:4] == [
                "Tue Apr 17 00:57:53 2018 Info: New SMTP ICID 590125205 interface Data 1 (192.168.1.1) address 10.0.0.1 reverse dns host mail.example.com verified yes",
                "Tue Apr 17 00:57:53 2018 Info: ICID 590125205 ACCEPT SG SUSPECTLIST match sbrs[-1.4:2.0] SBRS -1.1",
                "Tue Apr 17 00:57:53 2018 Info: ICID 590125205 TLS success protocol TLSv1 cipher DHE-RSA-AES256-SHA",
                "Tue Apr 17 00:57:53 2018 Info: Start MID 179701980 ICID 590125205",
            ]

    asyncio.run(main())


def test_tls_failed(tmp_path: Path) -> None:
    edits = (
        data_1,
        groups("sbrs[2.1:10.0]", "UNKNOWNLIST"),
        certificate("valid-rsa2048"),
        methods("tlsv1_2", "ECDHE-RSA-AES256-GCM-SHA384"),
    )

    async def main() -> None:
        clock = FrozenClock(datetime(2018, 4, 16, 18, 59, 13, tzinfo=UTC))
        async with live(tmp_path, *edits, clock=clock, reputation=lambda _: 2.7) as world:
            (world.appliance.store.directory / "lab.toml").write_text(LAB)
            world.engine.counters.beyond(icid=590052583)
            host, port = await raw_at(world)
            status, output = await program(
                *("openssl", "s_client", "-starttls", "smtp", "-connect", f"{host}:{port}"),
                *("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"),
            )
            assert status != 0
            assert "alert handshake failure" in output
            await world.logged("close")
            assert world.lines() == [
                "Mon Apr 16 18:59:13 2018 Info: New SMTP ICID 590052584 interface Data 1 (192.168.1.1) address 10.0.0.1 reverse dns host mail.example.com verified yes",
                "Mon Apr 16 18:59:13 2018 Info: ICID 590052584 ACCEPT SG UNKNOWNLIST match sbrs[2.1:10.0] SBRS 2.7",
                "Mon Apr 16 18:59:13 2018 Info: ICID 590052584 TLS failed: (336109761, 'error:1408A0C1:SSL routines:SSL3_GET_CLIENT_HELLO:no shared cipher')",
                "Mon Apr 16 18:59:13 2018 Info: ICID 590052584 lost",
                "Mon Apr 16 18:59:13 2018 Info: ICID 590052584 close",
            ]

    asyncio.run(main())


def test_a_whole_story(tmp_path: Path) -> None:
    async def main() -> None:
        edit = both(certificate("valid-p256"), groups("sbrs[none]", "UNKNOWNLIST"))
        async with live(tmp_path, edit) as world, raw(world.port()) as client:
            await client.say("EHLO sender.example.net")
            await client.say("STARTTLS")
            secure = SecureClient(client)
            await secure.handshake()
            for line in ("EHLO x", "MAIL FROM:<a@example.net>", "RCPT TO:<b@example.com>", "DATA"):
                assert (await secure.say(line))[:3] in ("250", "354")
            content = b"Message-ID: <1@example.net>\r\nSubject: hello\r\n\r\n.\r\n"
            assert await secure.say(content) == "250 ok:  Message 1 accepted\r\n"
            assert await secure.say("QUIT") == "221 mail.example.com\r\n"
            await world.logged("close")
            version, cipher = secure.tls.version(), secure.tls.cipher()
            assert cipher is not None
            assert world.log() == [
                "Info: New SMTP ICID 1 interface Management (192.168.42.42) address 127.0.0.1 reverse dns host unknown verified no",
                "Info: ICID 1 ACCEPT SG UNKNOWNLIST match sbrs[none] SBRS None",
                f"Info: ICID 1 TLS success protocol {version} cipher {cipher[0]}",
                "Info: Start MID 1 ICID 1",
                "Info: MID 1 ICID 1 From: <a@example.net>",
                "Info: MID 1 ICID 1 RID 0 To: <b@example.com>",
                "Info: MID 1 Message-ID '<1@example.net>'",
                'Info: MID 1 Subject "hello"',
                "Info: MID 1 ready 47 bytes from <a@example.net>",
                "Info: MID 1 matched all recipients for per-recipient policy DEFAULT in the inbound table",
                "Info: MID 1 interim verdict using engine: CASE spam negative",
                "Info: MID 1 using engine: CASE spam negative",
                "Info: MID 1 interim AV verdict using Sophos CLEAN",
                "Info: MID 1 antivirus negative ",
                "Info: MID 1 Outbreak Filters: verdict negative",
                "Info: MID 1 queued for delivery",
                "Info: ICID 1 close",
            ]

    asyncio.run(main())
