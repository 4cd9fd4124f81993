"""A certificate from its request to its end, without the shell; the shell then says the same."""

from __future__ import annotations

import asyncio
import subprocess
from datetime import timedelta
from pathlib import Path

from esatui.appliance import Appliance
from esatui.lab.ca import LabAuthority
from esatui.lab.keys import SeededKeys
from esatui.lab.wish import Issued
from screens.desk import Desk
from state.certificates.certificate import Certificate
from state.clock import FrozenClock
from tests.screens.desks import NOW, dashboard
from tests.screens.hand import Hand
from tests.screens.shell import services

SUBJECT = {
    "name": "mail2024",
    "common_name": "mail.example.com",
    "organization": "Example",
    "organizational_unit": "Mail",
    "locality": "Seoul",
    "state": "Seoul",
    "country": "KR",
}


class Hierarchy:
    """A root and an intermediate that signs what it is asked to."""

    def __init__(self) -> None:
        self._authority = LabAuthority(SeededKeys(1), FrozenClock(NOW))
        self.root: Issued = self._authority.root("Example Root CA")
        self.issuing: Issued = self._authority.intermediate("Example Issuing CA", self.root)

    def sign(self, request: str) -> Certificate:
        return self._authority.sign_request(request, self.issuing)


def openssl(*words: str) -> str:
    return subprocess.run(["openssl", *words], capture_output=True, text=True, check=True).stdout


def test_a_certificate_from_its_request_to_its_end(desk: Desk, appliance: Appliance) -> None:
    hierarchy = Hierarchy()
    directory = appliance.store.directory

    async def scenario() -> None:
        async with dashboard(desk, size=(120, 50)) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2")
            await requested(hand)
            request = desk.running.certificates.profiles["mail2024"].csr
            assert request is not None
            signed = hierarchy.sign(request)
            await uploaded(hand, desk, signed, hierarchy)
            await assigned(hand, desk)
            assert services(directory) == {
                "Listener: InboundMail": "mail2024",
                "Outbound TLS": "mail2024",
                "HTTPS: Management": "mail2024",
                "LDAP": "mail2024",
                "Cisco Web Security Services": "mail2024",
            }
            await exported(hand, desk, directory)
            await refused(hand)
            await replaced(hand, desk)
            await deleted(hand)
            used = services(directory)
            assert used["Listener: InboundMail"] == "copy"
            assert used["Cisco Web Security Services"] == "System provided"
            assert set(desk.running.certificates.profiles) == {"Demo", "copy"}

    asyncio.run(scenario())


async def requested(hand: Hand) -> None:
    """Create a self-signed certificate and its request; it may be sent after the commit only."""
    await hand.press("a")
    await hand.choose("self-signed certificate and CSR")
    for name, value in SUBJECT.items():
        await hand.enter(name, value)
    await hand.submit()
    await hand.see("mail2024")
    await hand.go_to("mail2024")
    await hand.press("r")
    await hand.see("Not committed yet")
    await hand.press("escape")
    await hand.commit("request for mail.example.com")
    await hand.go_to("mail2024")
    await hand.press("r")
    text = await hand.see("BEGIN CERTIFICATE REQUEST")
    assert "Not committed yet" not in text
    await hand.press("escape")


async def uploaded(hand: Hand, desk: Desk, signed: Certificate, hierarchy: Hierarchy) -> None:
    """Paste the signed certificate, commit; then its intermediate, from a file."""
    await hand.press("e")
    await hand.enter("certificate", signed.pem)
    await hand.submit()
    await hand.see("Chain incomplete")
    desk.files.write("issuing.pem", hierarchy.issuing.certificate.pem.encode())
    await hand.press("e")
    await hand.enter("more", "issuing.pem")
    await hand.submit()
    text = await hand.see("Active")
    assert "Example Issuing CA" in text
    await hand.commit("signed")
    profile = desk.running.certificates.profiles["mail2024"]
    assert profile.certificate == signed.pem
    assert profile.intermediates == (hierarchy.issuing.certificate.pem,)


async def assigned(hand: Hand, desk: Desk) -> None:
    """Give it to every service."""
    await hand.go_to("mail2024")
    await hand.press("s")
    for number in range(5):
        await hand.enter(f"service-{number}", "yes")
    await hand.submit()
    await hand.see("LDAP, URL")
    assert desk.running.destinations.certificate == "Demo", "nothing takes effect before a commit"
    await hand.commit("new certificate")


async def exported(hand: Hand, desk: Desk, directory: Path) -> None:
    """Export it, have OpenSSL read the file, and import it under another name."""
    await hand.go_to("mail2024")
    await hand.press("x")
    await hand.enter("passphrase", "secret-42")
    await hand.enter("again", "secret-42")
    await hand.submit()
    file = directory / "configuration" / "mail2024.p12"
    shown = openssl("pkcs12", "-in", str(file), "-passin", "pass:secret-42", "-nodes")
    assert shown.count("BEGIN CERTIFICATE") == 2
    assert "BEGIN PRIVATE KEY" in shown
    await overwritten(hand, file)
    await hand.press("a")
    await hand.choose("PKCS#12")
    await hand.enter("name", "copy")
    await hand.enter("file", "mail2024.p12")
    await hand.enter("passphrase", "secret-42")
    await hand.submit()
    await hand.see("copy")
    profiles = desk.draft.certificates.profiles
    assert profiles["copy"].certificate == profiles["mail2024"].certificate


async def overwritten(hand: Hand, file: Path) -> None:
    """Export it to the same file: only who submits again replaces it."""
    before = file.read_bytes()
    await hand.press("x")
    await hand.enter("passphrase", "secret-42")
    await hand.enter("again", "secret-42")
    await hand.press("ctrl+s")
    await hand.see("Submit again to replace that.")
    assert file.read_bytes() == before
    await hand.submit()
    # Salts are new each time.
    assert file.read_bytes() != before


async def refused(hand: Hand) -> None:
    """What is in use cannot be deleted, and one is told by whom it is used."""
    await hand.go_to("mail2024")
    await hand.press("d")
    text = await hand.see('The certificate profile "mail2024" is in use by:')
    assert "HTTPS: Management" in text
    await hand.press("escape")


async def replaced(hand: Hand, desk: Desk) -> None:
    """Give the services the other profile, but one."""
    await hand.go_to("copy")
    await hand.press("s")
    for number in range(4):
        await hand.enter(f"service-{number}", "yes")
    await hand.submit()
    await hand.go_to("mail2024")
    await hand.press("s")
    await hand.enter("service-4", "")
    await hand.submit()
    await hand.commit("the copy")
    assert desk.running.ldap.certificate == "copy"


async def deleted(hand: Hand) -> None:
    """Delete it; Cancel is where Enter is."""
    await hand.go_to("mail2024")
    await hand.press("d")
    await hand.see('Delete the certificate profile "mail2024" and its private key?')
    await hand.press("enter")
    await hand.press("d")
    await hand.press("left", "enter")
    await hand.commit("gone")


def test_a_pasted_certificate_with_its_key(desk: Desk) -> None:
    hierarchy = Hierarchy()
    authority = LabAuthority(SeededKeys(2), FrozenClock(NOW))
    issued = authority.server("mx.example.com", issuer=hierarchy.issuing)

    async def scenario() -> None:
        async with dashboard(desk, size=(120, 50)) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2", "a")
            await hand.choose("Paste")
            await hand.enter("name", "pasted")
            await hand.enter("certificate", issued.certificate.pem)
            await hand.enter("key", hierarchy.root.key.pem)
            await hand.press("ctrl+s")
            await hand.see("The private key does not sign certificate.")
            await hand.press("escape", "left", "enter", "a")
            await hand.choose("Paste")
            await hand.enter("name", "pasted")
            await hand.enter("certificate", issued.certificate.pem)
            await hand.enter("key", issued.key.pem)
            await hand.enter("intermediates", hierarchy.issuing.certificate.pem)
            await hand.submit()
            await hand.see("mx.example.com")
            await hand.commit("pasted")
            assert desk.running.certificates.profiles["pasted"].key == issued.key.key_id

    asyncio.run(scenario())


def test_lists_of_trusted_authorities(desk: Desk) -> None:
    hierarchy = Hierarchy()
    root = hierarchy.root.certificate

    async def scenario() -> None:
        async with dashboard(desk, size=(120, 50)) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2", "t")
            await hand.see("Custom list (c): disabled. System list (s): enabled.")
            await hand.press("c", "s")
            await hand.see("Custom list (c): enabled. System list (s): disabled.")
            await hand.press("i")
            await hand.enter("text", root.pem + hierarchy.issuing.certificate.pem)
            await hand.submit()
            await hand.see("Imported: 2")
            await hand.press("enter")
            await hand.press("x")
            await hand.enter("file", "trusted.pem")
            await hand.submit()
            assert desk.files.read("trusted.pem", 10_000).count(b"BEGIN CERTIFICATE") == 2
            await hand.go_to(f"custom:{hierarchy.issuing.certificate.fingerprint_sha256}")
            await hand.press("d", "left", "enter")
            await hand.press("escape")
            await hand.commit("trust")
            lists = desk.running.authorities
            assert (lists.custom_enabled, lists.system_enabled) == (True, False)
            assert list(lists.custom) == [root.fingerprint_sha256]

    asyncio.run(scenario())


def test_days_are_counted_anew_while_one_looks(desk: Desk, appliance: Appliance) -> None:
    async def scenario() -> None:
        async with dashboard(desk, size=(120, 40)) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press("2")
            before = desk.now()
            days = (await hand.see("days left")).split("Active, ")[1].split(" ")[0]
            clock = appliance.clock
            assert isinstance(clock, FrozenClock)
            clock.advance(3 * 86400)
            assert desk.now() - before == timedelta(days=3)
            app.submitted()
            await hand.see(f"Active, {int(days) - 3} days left")

    asyncio.run(scenario())
