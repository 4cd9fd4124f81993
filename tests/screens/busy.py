"""A busy appliance: certificates with faults, partners, changes of several logins, a mail log.

Everything in it is the same in each run, certificates included, so pictures of it can be compared.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from esatui.appliance import Appliance
from esatui.lab.ca import LabAuthority
from esatui.lab.keys import SeededKeys
from esatui.lab.wish import DAY, Issued, Wish
from screens.desk import Desk
from state.certificates.keys import PrivateKey
from state.clock import FrozenClock
from state.journal import ALERT, Event
from state.model.configuration import Draft
from state.model.destinations import Destination
from state.model.services import AlertSubscription, LdapServer
from state.operations.alerts import add_recipient
from state.operations.certificates import install_profile
from state.operations.destinations import add_destination
from state.operations.ldap import add_server, set_query
from state.operations.usage import LDAP, OUTBOUND, Service, assign
from tests.screens.desks import NOW, desk_at

LONG = "a-name-that-is-as-long-as-the-appliance-lets-it-be"
PARTNERS = {
    "partner.com": Destination(tls="required_verify"),
    "bank.example": Destination(tls="required", bounce_profile=None, concurrency=20),
    "hosted.example": Destination(tls="required_verify_hosted"),
    "dane.example": Destination(tls="preferred", dane="opportunistic"),
    "old.example": Destination(tls="off"),
    ".branch-offices-of-a-company-with-a-long-name.example.co.kr": Destination(tls="preferred"),
}
LOG = (
    "New SMTP ICID 12 interface Management (192.168.42.42) address 192.0.2.7 reverse dns host mx.partner.com verified yes",
    "ICID 12 ACCEPT SG UNKNOWNLIST match sbrs[none] SBRS None",
    "ICID 12 TLS success protocol TLSv1.3 cipher TLS_AES_256_GCM_SHA384",
    "Start MID 5 ICID 12",
    "MID 5 ICID 12 From: <kim@partner.com>",
    "MID 5 ICID 12 RID 0 To: <lee@example.com>",
    "MID 5 Subject '인증서 갱신 안내'",
    "MID 5 ready 1024 bytes from <kim@partner.com>",
    "MID 5 queued for delivery",
    "New SMTP ICID 13 interface Management (192.168.42.42) address 198.51.100.9 reverse dns host unknown verified no",
    "ICID 13 ACCEPT SG UNKNOWNLIST match sbrs[none] SBRS None",
    "ICID 13 TLS failed: (336109761, 'error:1408A0C1:SSL routines:SSL3_GET_CLIENT_HELLO:no shared cipher')",
    "ICID 13 lost",
    "ICID 13 close",
    "New SMTP DCID 8 interface 192.168.42.42 address 192.0.2.7 port 25",
    "DCID 8 TLS success protocol TLSv1.2 cipher ECDHE-RSA-AES256-GCM-SHA384",
    "Delivery start DCID 8 MID 5 to RID [0]",
    "Message done DCID 8 MID 5 to RID [0]",
    "MID 5 RID [0] Response '2.0.0 Ok: queued'",
    "Message finished MID 5 done",
    "New SMTP DCID 9 interface 192.168.42.42 address 203.0.113.5 port 25",
    "DCID 9 TLS failed: verify error: certificate has expired",
    "DCID 9 close",
)


class Certificates:
    """Certificates of a lab, all with RSA keys: their signatures are the same each time."""

    def __init__(self, clock: FrozenClock) -> None:
        self._keys = SeededKeys(7)
        self._authority = LabAuthority(self._keys, clock)
        self.root = self._issue("Lab Root CA", ca=True, end=3650 * DAY)
        self.issuing = self._issue("Lab Issuing CA", self.root, ca=True, end=1825 * DAY)

    def server(self, *names: str, end: timedelta = 365 * DAY, start: timedelta = -DAY) -> Issued:
        """Return a server certificate from the intermediate."""
        wish = Wish(common_name=names[0], dns_names=names, start=start, end=end, key=self._key())
        return self._authority.issue(wish, self.issuing)

    def _issue(
        self, name: str, issuer: Issued | None = None, *, ca: bool, end: timedelta
    ) -> Issued:
        wish = Wish(common_name=name, ca=ca, end=end, key=self._key(), purposes=None)
        return self._authority.issue(wish, issuer)

    def _key(self) -> PrivateKey:
        return self._keys.rsa(2048)


def fill(appliance: Appliance, desk: Desk) -> None:
    """Commit certificates, partners and the rest, leave changes pending, write a log and alerts."""
    assert isinstance(appliance.clock, FrozenClock)
    lab = Certificates(appliance.clock)
    desk.submit(lambda draft: _certificates(draft, lab))
    desk.submit(_partners)
    desk.candidate.commit("Certificates of the year, partners with TLS")
    desk.submit(_services)
    desk.candidate.commit("InboundMail presents partner.com")
    desk.files.write("partner.p12", b"not what its name says")
    for text in LOG:
        appliance.logs.mail(text)
    for minutes, text in (
        (50, "Certificate old.example.com expired."),
        (5, "TLS to partner.com failed."),
    ):
        data = {"severity": "Warning", "text": text}
        appliance.store.note(Event(NOW - timedelta(minutes=minutes), ALERT, data=data))


def pending(appliance: Appliance, desk: Desk) -> Desk:
    """Leave changes pending, in this login and in another, which is returned."""
    desk.submit(
        lambda draft: add_destination(draft, "new.example", Destination(tls="required_verify"))
    )
    desk.submit(
        lambda draft: draft.write(
            system=dataclasses.replace(draft.system, hostname="mx.example.com")
        )
    )
    other = desk_at(appliance)
    other.submit(
        lambda draft: add_destination(draft, "theirs.example", Destination(tls="preferred"))
    )
    return other


def collide(appliance: Appliance, desk: Desk) -> None:
    """Change what somebody else commits a moment later."""
    other = desk_at(appliance)
    mine, theirs = Destination(tls="required_verify"), Destination(tls="preferred")
    desk.submit(lambda draft: add_destination(draft, "both.example", mine))
    other.submit(lambda draft: add_destination(draft, "both.example", theirs))
    other.candidate.commit("first")
    other.candidate.close()


def merge(appliance: Appliance, desk: Desk) -> None:
    """Change something, while somebody else commits something else."""
    other = desk_at(appliance)
    desk.submit(lambda draft: add_destination(draft, "mine.example", Destination(tls="required")))
    other.submit(lambda draft: add_destination(draft, "theirs.example", Destination(tls="off")))
    other.candidate.commit("theirs")
    other.candidate.close()


def _certificates(draft: Draft, lab: Certificates) -> Draft:
    whole = [lab.issuing.certificate]
    made = {
        "partner.com": (lab.server("mail.example.com", "partner.com"), []),
        "web": (lab.server("www.example.com", end=20 * DAY), whole),
        "old": (lab.server("old.example.com", start=-400 * DAY, end=-2 * DAY), whole),
        "copies": (lab.server("copies.example.com", end=200 * DAY), whole * 2),
        LONG[:32]: (lab.server(f"{LONG}.example.com", end=80 * DAY), whole),
    }
    for name, (issued, chain) in made.items():
        draft = install_profile(draft, name, issued.certificate, issued.key, chain)
    return draft


def _partners(draft: Draft) -> Draft:
    for domain, entry in PARTNERS.items():
        draft = add_destination(draft, domain, entry)
    server = LdapServer(hosts=("ldap.example.com",), port=636, ssl=True, base="dc=example,dc=com")
    query = dataclasses.replace(server, accept_name="corp.accept", accept_filter="(mail={a})")
    draft = add_server(draft, "corp", server)
    draft = set_query(draft, "corp", query)
    draft = add_server(draft, "down", LdapServer(hosts=("down.example.com",), base="dc=example"))
    for address in ("ops@example.com", "postmaster@example.com"):
        draft = add_recipient(draft, address, AlertSubscription(severities=("Critical", "Warning")))
    return draft


def _services(draft: Draft) -> Draft:
    draft = assign(draft, Service("listener", "InboundMail"), "partner.com")
    draft = assign(draft, Service("https", "Management"), "web")
    draft = assign(draft, LDAP, "old")
    return assign(draft, OUTBOUND, "copies")
