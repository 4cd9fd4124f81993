"""Every form of the dashboard, with values that are right."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import screens
from esatui.lab.ca import LabAuthority
from esatui.lab.keys import SeededKeys
from screens.desk import Desk
from state.clock import FrozenClock
from state.model.configuration import Draft
from state.model.listeners import MailFlowPolicy
from state.operations.policies import add_policy
from state.preferences import Preferences
from tests.screens.desks import NOW

Check = Callable[[Desk, Draft], bool]


@dataclass(frozen=True, slots=True)
class Filled:
    """One form: how it is opened, what is entered, and what has come of it.

    `title` is that of the code, with its holes. The cursor is on the row `row` when the keys are
    pressed, and on `then` after the form.
    """

    title: str
    keys: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    row: str = ""
    then: str = ""
    check: Check = lambda desk, draft: desk.candidate.pending and bool(draft)
    closing: tuple[str, ...] = ()
    """Keys after the form: what closes the dialogs that it was opened from, and its result."""


AUTHORITY: Final = LabAuthority(SeededKeys(3), FrozenClock(NOW))
ROOT: Final = AUTHORITY.root("Example Root CA")
ISSUED: Final = AUTHORITY.server("mx.example.com", issuer=ROOT)
SUBJECT: Final = {
    "common_name": "mail.example.com",
    "organization": "Example",
    "organizational_unit": "Mail",
    "locality": "Seoul",
    "state": "Seoul",
    "country": "KR",
}


def prepare(desk: Desk) -> None:
    """Lay out what the forms need: files, and a policy that no group has."""
    desk.files.write("root.pem", ROOT.certificate.pem.encode())
    desk.submit(
        lambda draft: add_policy(draft, "InboundMail", "SPARE", MailFlowPolicy(rule="ACCEPT"))
    )
    desk.candidate.commit("prepared")


CERTIFICATES: Final = (
    Filled(
        "Add Certificate: Self-Signed",
        ("a", "enter"),
        {"name": "made", **SUBJECT, "dns_names": "mx.example.com, mx2.example.com", "fqdn": "yes"},
        then="made",
        check=lambda _, draft: draft.certificates.profiles["made"].csr is not None,
    ),
    Filled(
        "Add Certificate: Self-Signed",
        ("a", "enter"),
        {"name": "signing", "kind": "smime", **SUBJECT, "emails": "kim@example.com"},
        then="signing",
        check=lambda _, draft: draft.certificates.profiles["signing"].smime,
    ),
    Filled(
        "Certificate Signing Request: {name}",
        ("r", "s"),
        {"file": "made.csr"},
        row="made",
        check=lambda desk, _: desk.files.exists("made.csr"),
        closing=("escape",),
    ),
    Filled(
        "Add Certificate: Paste",
        ("a", "end", "enter"),
        {
            "name": "pasted",
            "certificate": ISSUED.certificate.pem,
            "key": ISSUED.key.pem,
            "intermediates": ROOT.certificate.pem,
        },
        then="pasted",
        check=lambda _, draft: draft.certificates.profiles["pasted"].key == ISSUED.key.key_id,
    ),
    Filled(
        "Upload Signed Certificate: {name}",
        ("e",),
        {"certificate": ISSUED.certificate.pem, "keep-0": ""},
        row="pasted",
        then="pasted",
        check=lambda _, draft: draft.certificates.profiles["pasted"].intermediates == (),
    ),
    Filled(
        "Services of {name}",
        ("s",),
        {"service-0": "yes"},
        row="pasted",
        check=lambda _, draft: draft.listeners.entries["InboundMail"].certificate == "pasted",
    ),
    Filled(
        "Export Certificate: {name}",
        ("x",),
        {"file": "out.p12", "passphrase": "secret-42", "again": "secret-42"},
        row="pasted",
        check=lambda desk, _: desk.files.exists("out.p12"),
    ),
    Filled(
        "Add Certificate: Import PKCS#12",
        ("a", "down", "enter"),
        {"name": "imported", "passphrase": "secret-42"},
        then="imported",
        check=lambda _, draft: draft.certificates.profiles["imported"].key == ISSUED.key.key_id,
    ),
    Filled(
        "Import Custom Certificate Authorities",
        ("t", "i"),
        {"file": "root.pem"},
        then=f"custom:{ROOT.certificate.fingerprint_sha256}",
        check=lambda _, draft: (
            list(draft.authorities.custom) == [ROOT.certificate.fingerprint_sha256]
        ),
        closing=("enter", "escape"),
    ),
    Filled(
        "Export Trusted Authorities",
        ("t", "x"),
        {"file": "trusted.pem"},
        check=lambda desk, _: desk.files.exists("trusted.pem"),
        closing=("escape",),
    ),
)
LISTENERS: Final = (
    Filled(
        "Add Listener",
        ("a",),
        {"name": "Second", "port": "2525", "recipients": "example.org, .Example.org"},
        then="Second",
        check=lambda _, draft: ".example.org" in draft.listeners.entries["Second"].rat,
    ),
    Filled(
        "Add Listener",
        ("a",),
        {"name": "Out", "type": "private", "port": "2526", "systems": "192.168.1.0/24"},
        then="Out",
        check=lambda _, draft: draft.listeners.entries["Out"].type == "private",
    ),
    Filled(
        "Edit Listener: {name}",
        ("e",),
        {
            "name": "Outbound",
            "port": "2527",
            "max_concurrency": "100",
            "tcp_queue": "60",
            "default_domain": "Example.com",
        },
        row="Out",
        then="Outbound",
        check=lambda _, draft: draft.listeners.entries["Outbound"].default_domain == "example.com",
    ),
    Filled(
        "Add Sender Group",
        ("h", "a"),
        {"name": "PARTNERS", "policy": "SPARE", "senders": "192.0.2.0/24\n.partner.com"},
        row="InboundMail",
        then="PARTNERS",
        check=lambda _, draft: (
            draft.listeners.entries["InboundMail"].hat.groups["PARTNERS"].senders
            == ("192.0.2.0/24", ".partner.com")
        ),
        closing=("escape",),
    ),
    Filled(
        "Edit Sender Group: {name}",
        ("h", "end", "e"),
        {"policy": "SPARE"},
        row="InboundMail",
        check=lambda _, draft: (
            draft.listeners.entries["InboundMail"].hat.groups["ALL"].policy == "SPARE"
        ),
        closing=("escape",),
    ),
    Filled(
        "Add Policy",
        ("p", "a"),
        {"name": "TLS_ONLY", "tls": "required", "max_message_size": "10M"},
        row="InboundMail",
        then="TLS_ONLY",
        check=lambda _, draft: (
            draft.listeners.entries["InboundMail"].hat.policies["TLS_ONLY"].parameters.tls
            == "required"
        ),
        closing=("escape",),
    ),
    Filled(
        "Edit Policy: {name}",
        ("p", "end", "e"),
        {"tls": "preferred", "recipients_per_hour": "0"},
        row="InboundMail",
        then="TLS_ONLY",
        check=lambda _, draft: (
            draft.listeners.entries["InboundMail"]
            .hat.policies["TLS_ONLY"]
            .parameters.recipients_per_hour
            == 0
        ),
        closing=("escape",),
    ),
    Filled(
        "Edit Default Parameters",
        ("p", "home", "e"),
        {"tls": "preferred", "max_concurrency": "20"},
        row="InboundMail",
        check=lambda _, draft: (
            draft.listeners.entries["InboundMail"].hat.default.max_concurrency == 20
        ),
        closing=("escape",),
    ),
    Filled(
        "Add Recipient",
        ("r", "a"),
        {"recipients": "Mail.example.net, user@example.net"},
        row="InboundMail",
        then="mail.example.net",
        check=lambda _, draft: (
            draft.listeners.entries["InboundMail"].rat["user@example.net"].accept
        ),
        closing=("escape",),
    ),
    Filled(
        "Edit Recipient: {name}",
        ("r", "home", "e"),
        {"accept": "reject", "bypass_ldap": "yes"},
        row="InboundMail",
        check=lambda _, draft: any(
            not each.accept and each.bypass_ldap
            for each in draft.listeners.entries["InboundMail"].rat.values()
        ),
        closing=("escape",),
    ),
)
DESTINATIONS: Final = (
    Filled(
        "Add Destination",
        ("a",),
        {"domain": "Partner.com", "tls": "required_verify", "concurrency": "20"},
        then="partner.com",
        check=lambda _, draft: draft.destinations.entries["partner.com"].concurrency == 20,
    ),
    Filled(
        "Edit Destination: {domain}",
        ("e",),
        {"recipient_limit": "100", "recipient_minutes": "5", "bounce_verification": "on"},
        row="partner.com",
        then="partner.com",
        check=lambda _, draft: draft.destinations.entries["partner.com"].recipient_minutes == 5,
    ),
    Filled(
        "Edit Default Destination",
        ("e",),
        {"tls": "preferred", "dane": "opportunistic", "ip_sort": "PREFER_V4"},
        row=" default",
        check=lambda _, draft: draft.destinations.default.dane == "opportunistic",
    ),
    Filled(
        "Edit Global Settings",
        ("s",),
        {"send_tls_alert": "yes"},
        check=lambda _, draft: draft.destinations.send_tls_alert,
    ),
    Filled(
        "Test TLS",
        ("v",),
        {"domain": "partner.com", "host": "mx.partner.com", "port": "25"},
        check=lambda *_: True,
        closing=("escape",),
    ),
)
INTERFACES: Final = (
    Filled(
        "Add IP Interface",
        ("a",),
        {
            "name": "Data",
            "ip": "192.0.2.9/28",
            "ipv6": "2001:db8::9",
            "hostname": "data.example.com",
            "https": "443",
        },
        then="Data",
        check=lambda _, draft: draft.interfaces.entries["Data"].prefix == 28,
    ),
    Filled(
        "Edit IP Interface: {name}",
        ("e",),
        {"name": "Data two", "http": "80", "redirect": "yes"},
        row="Data",
        then="Data two",
        check=lambda _, draft: draft.interfaces.entries["Data two"].redirect,
    ),
)
LDAP: Final = (
    Filled(
        "Add LDAP Server",
        ("a",),
        {
            "name": "corp",
            "hosts": "ldap.example.com, ldap2.example.com",
            "connection": "ssl",
            "base": "dc=example",
            "bind_user": "cn=esa",
            "bind_passphrase": "secret-42",
            "accept_name": "corp.accept",
            "accept_filter": "(mail={a})",
        },
        then="corp",
        check=lambda _, draft: draft.ldap.servers["corp"].accept_name == "corp.accept",
    ),
    Filled(
        "Edit LDAP Server: {name}",
        ("e",),
        {"port": "1636"},
        row="corp",
        then="corp",
        check=lambda _, draft: (
            (draft.ldap.servers["corp"].port, draft.ldap.servers["corp"].bind_passphrase)
            == (1636, "secret-42")
        ),
    ),
    Filled(
        "Edit LDAP Global Settings",
        ("s",),
        {"interface": "Management", "validate": "yes"},
        check=lambda _, draft: draft.ldap.interface == "Management",
    ),
    Filled(
        "Test connection",
        ("v",),
        {"address": "kim@example.com"},
        row="corp",
        check=lambda *_: True,
        closing=("enter",),
    ),
)
ALERTS: Final = (
    Filled(
        "Add Alert Recipient",
        ("a",),
        {"address": "ops@Example.com", "class-0": "", "class-1": "yes"},
        then="ops@example.com",
        check=lambda _, draft: draft.alerts.recipients["ops@example.com"].classes != ("All",),
    ),
    Filled(
        "Edit Alert Recipient: {address}",
        ("e",),
        {"severity-0": "", "severity-1": "yes"},
        row="ops@example.com",
        then="ops@example.com",
        check=lambda _, draft: draft.alerts.recipients["ops@example.com"].severities != ("All",),
    ),
    Filled(
        "Edit Alert Settings",
        ("s",),
        {"address": "alert@example.com", "initial_wait": "60", "max_wait": "3600"},
        check=lambda _, draft: draft.alerts.from_address == "alert@example.com",
    ),
)
CHANGES: Final = (
    Filled(
        "Commit Changes",
        ("c",),
        {"comment": "all of it"},
        check=lambda desk, _: desk.store.head.comment == "all of it",
    ),
)
HISTORY: Final = (
    Filled(
        "Roll Back",
        ("b",),
        {"comment": "back"},
        row="1",
        check=lambda desk, _: desk.store.head.info.kind == "rollback",
    ),
)
PREFERENCES: Final = (
    Filled(
        "Preferences",
        ("o",),
        {"theme": "esa-light"},
        check=lambda desk, _: desk.preferences == Preferences(theme="esa-light"),
    ),
)
SECTIONS: Final = {
    "2": CERTIFICATES,
    "3": LISTENERS,
    "4": DESTINATIONS,
    "5": INTERFACES,
    "6": LDAP,
    "7": ALERTS,
}
"""Forms of a section, by its key, in an order in which they can be filled in."""
AFTER: Final = {"9": CHANGES, "0": HISTORY, "1": PREFERENCES}
"""Forms about what others have left."""


def titles() -> set[str]:
    """Return the titles of the forms here."""
    return {each.title for forms in (*SECTIONS.values(), *AFTER.values()) for each in forms}


def titles_in_code() -> set[str]:
    """Return the titles of all forms that the code makes."""
    folder = Path(screens.__file__).parent
    trees = [ast.parse(path.read_text("utf-8")) for path in folder.rglob("*.py")]
    return {title for tree in trees for title in _titles(tree)}


def _titles(tree: ast.Module) -> Iterator[str]:
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = {"Form": 0, "editing": 1, "Saving": 1}.get(node.func.id)
                if place is not None:
                    yield from _texts(node.args[place], function)


def _texts(node: ast.expr, function: ast.FunctionDef) -> Iterator[str]:
    """Yield the texts that a title may be; a name is looked up in the function."""
    if isinstance(node, ast.Call) and isinstance(node.args[0], ast.Constant):
        yield str(node.args[0].value)
    elif isinstance(node, ast.Name):
        for each in ast.walk(function):
            if isinstance(each, ast.Assign) and ast.dump(each.targets[0]).count(repr(node.id)):
                yield from _texts(each.value, function)
