"""Certificates: the request as a file, what to do next, and the names that have to agree."""

from __future__ import annotations

import asyncio
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

import pytest
from textual.widgets import Select

from esatui.appliance import Appliance
from screens.app import Dashboard
from screens.certificates.detail import Detail
from screens.desk import Desk, NamesProbe
from screens.kit.dialogs import Reading
from screens.kit.form import Form
from screens.kit.table import Table
from screens.kit.tick import Tick
from state.certificates.authorities import system_authorities
from state.certificates.request import Subject
from state.model.listeners import RecipientAccess
from state.operations.certificates import NewCertificate, create_profile
from state.operations.rat import add_entries, clear_entries
from state.operations.usage import Service, assign
from tests.screens.desks import SMALL, dashboard, text_of
from tests.screens.hand import Hand
from tests.screens.probes import Answer

SUBJECT = Subject("mail.example.com", "Example", "Mail", "Seoul", "Seoul", "KR")


def with_profile(desk: Desk, name: str = "mail2024") -> str:
    """Make a profile with its request; return the request."""
    key, number = desk.key_maker.rsa(2048), desk.key_maker.serial_number()
    new = NewCertificate(subject=SUBJECT, days=365)
    desk.submit(
        lambda draft: create_profile(draft, name, new, key, now=desk.now(), serial_number=number)
    )
    request = desk.draft.certificates.profiles[name].csr
    assert request is not None
    return request


async def told(hand: Hand, words: str) -> None:
    """Wait for a notification."""
    await hand.until(lambda: words in [each.message for each in hand.app._notifications])


def focused(app: Dashboard) -> type[object]:
    return type(app.focused)


def openssl_subject(file: Path) -> str:
    words = ("openssl", "req", "-noout", "-verify", "-subject", "-in", str(file))
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "verify OK" in done.stderr
    return done.stdout


def test_a_request_is_saved_and_replaced_only_when_one_says_so(
    desk: Desk, appliance: Appliance
) -> None:
    request = with_profile(desk)
    directory = appliance.store.directory / "configuration"

    async def scenario() -> None:
        async with dashboard(desk, size=SMALL) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2")
            await hand.go_to("mail2024")
            await hand.press("r")
            await hand.see("Not committed yet")
            await hand.press("s")
            await hand.see("mail2024.csr")
            await hand.press("ctrl+s")
            await told(hand, "Saved as /configuration/mail2024.csr; scp fetches it from there.")
            file = directory / "mail2024.csr"
            assert file.read_text() == request
            assert "CN = mail.example.com" in openssl_subject(file).replace("CN=", "CN = ")
            assert isinstance(app.screen, Reading)
            # Once more: it is there, and stays as it is until one says otherwise.
            file.write_text("precious")
            await hand.press("s", "ctrl+s")
            await hand.see('The file "mail2024.csr" exists already. Replace it?')
            await hand.press("escape")
            await hand.see("File name")
            assert isinstance(app.screen, Form)
            assert file.read_text() == "precious"
            for wrong in ("../mail.csr", ".hidden", "a/b"):
                await hand.enter("file", wrong)
                await hand.press("ctrl+s")
                await hand.see(f'the file name "{wrong}" is not allowed')
            await hand.enter("file", "/configuration/mail2024.csr")
            await hand.press("ctrl+s")
            await hand.see("Replace it?")
            await hand.press("left", "enter")
            await hand.until(lambda: file.read_text() == request)
        assert {each.name for each in directory.iterdir()} == {"mail2024.csr"}

    asyncio.run(scenario())


def test_copy_sends_the_request_alone_and_claims_nothing(desk: Desk) -> None:
    request = with_profile(desk)

    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2")
            await hand.go_to("mail2024")
            await hand.press("r", "c")
            await told(hand, "Sent to the terminal; one that allows no clipboard ignores it.")
            assert app.clipboard == request

    asyncio.run(scenario())


def test_who_may_only_look_is_not_offered_to_save(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_profile(desk)
    monkeypatch.setattr(Desk, "may_change", property(lambda _: False))

    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2")
            await hand.go_to("mail2024")
            await hand.press("r")
            text = await hand.see("BEGIN CERTIFICATE REQUEST")
            assert "Save" not in text
            await hand.press("s")
            assert isinstance(app.screen, Reading)

    asyncio.run(scenario())


def test_one_is_told_how_to_go_on(desk: Desk) -> None:
    with_profile(desk)

    async def scenario() -> None:
        async with dashboard(desk, size=SMALL) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2")
            await hand.go_to("mail2024")
            await hand.see("Next: commit it (9). Then r has the request for an authority.")
            await hand.commit("request")
            await hand.go_to("mail2024")
            await hand.see("Next: r has the request; have an authority sign it.")
            await hand.go_to("Demo")
            text = await hand.see("CN=Cisco")
            assert "Next:" not in text

    asyncio.run(scenario())


@dataclass
class Dns:
    """Name servers that say one thing after the other, and then nothing new."""

    answers: list[Answer]
    asked: list[str] = field(default_factory=list)

    def lookup(self, name: str, kind: Literal["MX"]) -> Answer:
        assert kind == "MX"
        self.asked.append(name)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def test_an_unknown_mx_says_why_and_is_looked_up_again(desk: Desk) -> None:
    host = desk.draft.interfaces.entries["Management"].hostname
    dns = Dns(
        [
            Answer("failure", reason="timeout"),
            Answer("nxdomain"),
            Answer("found", ("0 .",)),
            Answer("found", (f"10 {host}.",)),
        ]
    )
    desk.names_probe = cast("NamesProbe", dns)
    desk.submit(lambda draft: clear_entries(draft, "InboundMail"))

    async def scenario() -> None:
        async with dashboard(desk, size=(200, 60)) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2")
            await hand.go_to("Demo")
            await hand.see("The RAT names no domain whose MX could be looked up")
            assert dns.asked == []
            await hand.press("m")
            await told(hand, "No listener that uses this certificate names a domain in its RAT.")
            desk.submit(
                lambda draft: add_entries(draft, "InboundMail", ["example.com"], RecipientAccess())
            )
            app.submitted()
            text = await hand.see("MX of example.com: no name server could tell (timeout).")
            assert "[?] MX - interface" in text
            assert "m looks up MX records again." in text
            await hand.press("m")
            await hand.see("MX of example.com: no record. Its zone needs one.")
            await hand.press("m")
            await hand.see("MX of example.com: the record says that it takes no mail.")
            await hand.press("m")
            text = await hand.see(f"[OK] MX {host} - interface")
            assert "looks up MX records again" not in text
            assert dns.asked == ["example.com"] * 4
            # What is known is not asked for again.
            await hand.press("up", "down")
            assert len(dns.asked) == 4

    asyncio.run(scenario())


def test_https_shows_whether_the_certificate_is_for_the_interface(desk: Desk) -> None:
    with_profile(desk)
    https = Service("https", "Management")

    async def scenario() -> None:
        async with dashboard(desk, size=(200, 60)) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2")
            await hand.go_to("Demo")
            text = await hand.see("HTTPS: Management")
            assert "[NO] certificate - interface mail.example.com" in text
            desk.submit(lambda draft: assign(draft, https, "mail2024"))
            app.submitted()
            await hand.go_to("mail2024")
            text = await hand.see("[OK] certificate - interface mail.example.com")
            assert "HTTPS: Management" in text

    asyncio.run(scenario())


def test_arrows_go_through_switches_and_files_with_certificates_come_first(desk: Desk) -> None:
    with_profile(desk)
    for name in ("a.csr", "b.p12", "z.pem"):
        desk.files.write(name, b"x")

    async def scenario() -> None:
        async with dashboard(desk, size=SMALL) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2")
            await hand.go_to("mail2024")
            await hand.press("s", "space", "down", "space", "up", "space")
            ticks = [tick.value for tick in app.screen.query(Tick)]
            assert ticks[:3] == [False, True, False]
            await hand.press("ctrl+s")
            await hand.until(lambda: desk.draft.destinations.certificate == "mail2024")
            assert "Next:" in await hand.see("mail2024")
            await hand.press("e")
            files = app.screen.query_one("#field-file", Select)
            assert [str(value) for _, value in files._options] == ["", "z.pem", "a.csr", "b.p12"]

    asyncio.run(scenario())


def test_a_file_of_authorities_is_replaced_only_when_one_says_so(desk: Desk) -> None:
    desk.files.write("authorities.pem", b"precious")

    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2", "t")
            await hand.see("Custom list (c): disabled.")
            await hand.press("x", "ctrl+s")
            await hand.see('The file "authorities.pem" exists already. Replace it?')
            assert desk.files.read("authorities.pem", 100) == b"precious"
            await hand.press("left", "enter")
            await told(hand, "Saved as /configuration/authorities.pem; scp fetches it from there.")
            assert b"BEGIN CERTIFICATE" in desk.files.read("authorities.pem", 10_000_000)

    asyncio.run(scenario())


def test_authorities_can_be_told_apart_and_show_whether_their_list_counts(desk: Desk) -> None:
    shared = [each for each in system_authorities() if each.common_name == "GlobalSign"]
    assert len(shared) > 1

    async def scenario() -> None:
        async with dashboard(desk, size=(120, 50)) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2", "t")
            await hand.see("System list (s): enabled.")
            await hand.press("slash", *"cn=globalsign")
            text = await hand.see(f"{len(shared)} of ")
            assert all(each.subject in text for each in shared)
            assert text.count("Active") == len(shared)
            await hand.press("enter", "s")
            await hand.see("System list (s): disabled.")
            await hand.until(lambda: "\n".join(text_of(app)).count("List disabled") == len(shared))
            assert "Active" not in "\n".join(text_of(app))

    asyncio.run(scenario())


def test_escape_leads_from_the_details_back_to_the_table(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2", "enter")
            assert focused(app) is Detail
            await hand.see("esc Back")
            await hand.press("escape")
            assert focused(app) is Table

    asyncio.run(scenario())
