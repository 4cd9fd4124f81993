"""What a commit means to a listener."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from state.model.configuration import Draft
from state.model.interfaces import Interface
from state.model.listeners import AddressList, Listener, ReceivedHostname
from tests.services.smtp.live import Edit, both, everybody, listener, live, raw
from tests.services.smtp.tls import certificate


def delivering_from(name: str, received: ReceivedHostname) -> Edit:
    """Return an edit: a second interface delivers, and this host name is in Received: fields."""

    def edit(draft: Draft) -> Draft:
        second = Interface(ethernet="Data 1", hostname=name, ip="192.168.1.1")
        entries = {**draft.interfaces.entries, "Data 1": second}
        return draft.write(
            interfaces=replace(draft.interfaces, entries=entries),
            delivery=replace(draft.delivery, interface="Data 1"),
            listeners=replace(draft.listeners, received_hostname=received),
        )

    return edit


def test_the_host_name_in_received_fields(tmp_path: Path) -> None:
    async def main() -> None:
        hosts: dict[ReceivedHostname, bytes] = {
            "virtual_gateway": b"out.example.com",
            "interface": b"mail.example.com",
        }
        for chosen, expected in hosts.items():
            edit = delivering_from("out.example.com", chosen)
            async with live(tmp_path / chosen, edit) as world, raw(world.port()) as client:
                await client.begin()
                await client.say(b"x\r\n.\r\n")
                assert b"\r\n  by " + expected + b" with ESMTP" in world.contents()[1]

    asyncio.run(main())


def test_senders_for_whom_tls_is_mandatory(tmp_path: Path) -> None:
    def lists(draft: Draft) -> Draft:
        found = {"partners": AddressList(addresses=("@partner.example",))}
        return draft.write(listeners=replace(draft.listeners, address_lists=found))

    async def main() -> None:
        edits = (lists, everybody(tls="preferred", tls_senders="partners"), certificate())
        async with live(tmp_path, *edits) as world, raw(world.port()) as client:
            await client.say("EHLO x")
            reply = await client.say("MAIL FROM:<a@partner.example>")
            assert reply == "530 #5.7.0 Must issue a STARTTLS command first\r\n"
            assert (await client.say("MAIL FROM:<a@other.example>")).startswith("250")
            reason = "sender rejected, TLS required"
            assert f"Info: ICID 1 Address: <a@partner.example> {reason}" in world.log()

    asyncio.run(main())


def test_sender_verification_asks_the_lab(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path, everybody(sender_verification=True)) as world:
            lab = '[zone."known.example"]\nrecords = "@ MX 10 mx"\n'
            lab += '[zone."broken.example"]\nfails = true\n'
            (world.appliance.store.directory / "lab.toml").write_text(lab)
            async with raw(world.port()) as client:
                await client.say("EHLO x")
                for domain, code in {"unknown": "553", "broken": "451", "known": "250"}.items():
                    reply = await client.say(f"MAIL FROM:<a@{domain}.example>")
                    assert reply.startswith(code)

    asyncio.run(main())


def test_an_accept_query(tmp_path: Path) -> None:
    def asking(old: Listener) -> Listener:
        return replace(old, ldap_accept="directory")

    asked: list[tuple[str, str]] = []

    async def exists(server: str, address: str) -> bool | None:
        asked.append((server, address))
        return address.startswith("b@")

    async def main() -> None:
        async with live(tmp_path) as world:
            world.smtp.house.accept_query = exists
            view = world.engine.view()
            draft = both(listener(asking))(Draft(view.configuration, view.level))
            await world.smtp.apply(view, draft)
            async with raw(world.port()) as client:
                await client.say("EHLO x")
                await client.say("MAIL FROM:<a@b.example>")
                assert (await client.say("RCPT TO:<b@example.com>")).startswith("250")
                assert (await client.say("RCPT TO:<c@example.com>")).startswith("550 #5.1.0")
            assert asked == [("directory", "b@example.com"), ("directory", "c@example.com")]
            line = "Info: MID 1 ICID 1 To: <c@example.com> Rejected by LDAPACCEPT"
            assert line in world.log()

    asyncio.run(main())
