"""Every rule, broken once: the fault names the object, the setting and the reason."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from state.errors import StateError
from state.model.certificates import CrlSource
from state.model.configuration import Draft
from state.model.destinations import BounceProfile, Destination
from state.model.interfaces import Interface
from state.model.listeners import Listener, PolicyParameters, RecipientAccess, SenderGroup
from state.model.services import FACTORY_CIPHERS, AlertSubscription, LdapServer, UrlList
from state.model.users import User
from state.objects import ObjectPath
from state.operations.ssl import check_ciphers
from state.validation import Fault, faults, new_faults
from tests.state.strategies import factory, key_source, materials

DRAFT, KEYS = factory()
ADMIN = DRAFT.users.accounts["admin"]
LISTENER = DRAFT.listeners.entries["InboundMail"]
HAT = LISTENER.hat
MATERIAL = materials()[0]


def edited(area: str, **changes: Any) -> Draft:
    """Return the factory draft with some fields of an area changed."""
    areas: dict[str, Any] = {area: replace(getattr(DRAFT, area), **changes)}
    return DRAFT.write(**areas)


def with_listener(name: str = "InboundMail", **changes: Any) -> Draft:
    entries = {**DRAFT.listeners.entries, name: replace(LISTENER, **changes)}
    return edited("listeners", entries=entries)


def with_hat(**changes: Any) -> Draft:
    return with_listener(hat=replace(HAT, **changes))


def with_interface(name: str = "Management", **changes: Any) -> Draft:
    management = DRAFT.interfaces.entries["Management"]
    entries = {**DRAFT.interfaces.entries, name: replace(management, **changes)}
    return edited("interfaces", entries=entries)


def with_destination(domain: str = "a.example", **changes: Any) -> Draft:
    return edited("destinations", entries={domain: Destination(**changes)})


def with_account(name: str = "bob", **changes: Any) -> Draft:
    return edited("users", accounts={"admin": ADMIN, name: replace(ADMIN, **changes)})


def with_profile(name: str = "partner.com", **changes: Any) -> Draft:
    profiles = {**DRAFT.certificates.profiles, name: replace(MATERIAL.profile, **changes)}
    return edited("certificates", profiles=profiles)


def grown(table: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {**table, **more}


SOURCE = CrlSource(primary_url="http://crl.example.net/a.crl")
GROUP = SenderGroup(policy="ACCEPTED")
SERVER = LdapServer(hosts=("ldap.example.com",))
RULES = "A hostname is a string that must match the following rules:"
PORT = "The value must be between 1 and 65535."
NAME = "The name is blank, or begins or ends with a space."
CONTROL = "The text contains control characters."

RAT = {"joe@@example.com": RecipientAccess()}

BROKEN: list[tuple[Draft, str]] = [
    (edited("system", hostname="a b"), f"System Settings, hostname: {RULES}"),
    (edited("system", gateway="1.2.3"), "System Settings, gateway: The IP address must be 4 numbers separated by periods. Each number must be between 0 and 255."),
    (edited("system", timezone="GMT; rm"), "System Settings, timezone: The time zone must have a name like GMT or Europe/Berlin."),
    (with_interface(ip="300.1.1.1"), "IP Interface: Management, ip: The IP address must be 4 numbers separated by periods. Each number must be between 0 and 255."),
    (with_interface(ip="127.0.0.1"), "IP Interface: Management, ip: The IP cannot start with 127 or 0."),
    (with_interface(prefix=33), "IP Interface: Management, prefix: The value must be between 0 and 32."),
    (with_interface(ssh=0), f"IP Interface: Management, ssh: {PORT}"),
    (with_interface(hostname="-"), f"IP Interface: Management, hostname: {RULES}"),
    (with_interface(https_certificate="gone"), 'IP Interface: Management, certificate: The certificate profile "gone" does not exist.'),
    (with_interface(name=" x"), f"IP Interface:  x: {NAME}"),
    (with_profile(key="0" * 64), "Certificate: partner.com, key: The private key does not sign certificate. Discarding."),
    (with_profile(), "Certificate: partner.com, key: The private key is missing."),
    (with_profile(certificate=f"{MATERIAL.profile.certificate}x"), "Certificate: partner.com, certificate: The text is not one certificate alone."),
    (with_profile(intermediates=("x",)), "Certificate: partner.com, intermediates: Invalid certificate...discarding"),
    (with_profile(intermediates=(MATERIAL.profile.certificate,) * 101), "Certificate: partner.com, intermediates: There are more than 100 intermediate certificates."),
    (with_profile(csr="x"), "Certificate: partner.com, csr: Invalid certificate signing request."),
    (with_profile(name="a b"), "Certificate: a b, name: Symbols are not allowed in the certificate profile name."),
    (with_profile(name="DEMO"), 'Certificate: DEMO, name: The "Demo" certificate profile cannot be modified.'),
    (edited("certificates", profiles={}), 'Certificates: The certificate profile "Demo" is missing.'),
    (edited("authorities", custom={"0" * 64: MATERIAL.profile.certificate}), "Certificate Authority: 0000000000000000: The name is not the fingerprint of the certificate."),
    (edited("authorities", custom={"0" * 64: "x"}), "Certificate Authority: 0000000000000000, certificate: Invalid certificate...discarding"),
    (edited("authorities", custom={"0" * 64: "x" * 300_000}), "Certificate Authority: 0000000000000000: The text is too long."),
    (edited("crl", sources={"a": replace(SOURCE, primary_url="ftp://a/b")}), "CRL Source: a, primary_url: The URL must have the form http://host/path or https://host/path."),
    (edited("crl", sources={"a": replace(SOURCE, secondary_url="x")}), "CRL Source: a, secondary_url: The URL must have the form http://host/path or https://host/path."),
    (edited("crl", sources={"a": replace(SOURCE, interval_hours=0)}), "CRL Source: a, interval_hours: The value must be between 1 and 8760."),
    (edited("crl", sources={"a/b": SOURCE}), "CRL Source: a/b, name: Symbols are not allowed in the CRL source name."),
    (edited("ssl", gui=replace(DRAFT.ssl.gui, method="sslv3")), "SSL Configuration: GUI HTTPS, method: The value is no method that can be chosen."),
    (edited("ssl", outbound=replace(DRAFT.ssl.gui, ciphers="HIGH;MEDIUM")), "SSL Configuration: Outbound SMTP, ciphers: Invalid cipher string."),
    (edited("listeners", timeout="soon"), "Listeners: Global Settings, timeout: The value must be a number followed by s, m, h or d. (Ex: 5m)"),
    (edited("listeners", max_concurrency=0), "Listeners: Global Settings, max_concurrency: The value must be between 1 and 10000."),
    (with_listener(interface="gone"), 'Listener: InboundMail, interface: The IP interface "gone" does not exist.'),
    (with_listener(certificate="gone"), 'Listener: InboundMail, certificate: The certificate profile "gone" does not exist.'),
    (with_listener(bounce_profile="gone"), "Listener: InboundMail, bounce_profile: Invalid profile name"),
    (with_listener(default_domain="a b"), f"Listener: InboundMail, default_domain: {RULES}"),
    (with_listener(port=65536), f"Listener: InboundMail, port: {PORT}"),
    (with_listener(name="Second"), "Listener: InboundMail, port: Another listener already uses this interface and port."),
    (with_listener(name="a/b", port=26), "Listener: a/b, name: The listener name must start with a letter or an underscore and contain only letters, numbers, dashes and underscores."),
    (with_hat(order=HAT.order[1:]), "Host Access Table: InboundMail, order: The order must name every sender group once."),
    (with_hat(order=(*HAT.order, "ALL")), "Host Access Table: InboundMail, order: The order must name every sender group once."),
    (with_hat(order=(HAT.order[-1], *HAT.order[:-1])), "Host Access Table: InboundMail, order: The last sender group must be ALL."),
    (with_listener(hat=replace(HAT, groups={}, order=())), "Host Access Table: InboundMail, order: The last sender group must be ALL."),
    (with_hat(groups=grown(HAT.groups, ALL=replace(GROUP, policy="gone"))), 'Sender Group: ALL (InboundMail), policy: The mail flow policy "gone" does not exist.'),
    (with_hat(groups=grown(HAT.groups, ALL=replace(GROUP, senders=("a b",)))), "Sender Group: ALL (InboundMail), senders: A hostname is a string that must match the following rules:"),
    (with_hat(default=replace(HAT.default, max_messages=0)), "Default Policy Parameters: InboundMail, max_messages: The value must be between 1 and 1000000."),
    (with_hat(default=replace(HAT.default, banner_hostname="a b")), f"Default Policy Parameters: InboundMail, banner_hostname: {RULES}"),
    (with_hat(policies=grown(HAT.policies, ACCEPTED=replace(HAT.policies["ACCEPTED"], parameters=PolicyParameters(accept_text=())))), "Mail Flow Policy: ACCEPTED (InboundMail), accept_text: The value cannot be blank."),
    (with_listener(rat=RAT), 'Recipient Access Table: joe@@example.com (InboundMail), recipient: An email address is a localname, an "@" and a domain. (Ex: admin@example.com)'),
    (edited("delivery", interface="gone"), 'Mail Delivery, interface: The IP interface "gone" does not exist.'),
    (edited("delivery", concurrency=0), "Mail Delivery, concurrency: The value must be between 1 and 50000."),
    (edited("destinations", certificate="gone"), 'Destination Controls: Global Settings, certificate: The certificate profile "gone" does not exist.'),
    (edited("destinations", default=replace(DRAFT.destinations.default, recipient_minutes=61)), "Destination Controls: Default, recipient_minutes: The value must be between 1 and 60."),
    (with_destination(concurrency=0), "Destination Controls: a.example, concurrency: The value must be between 1 and 1000."),
    (with_destination(bounce_profile="gone"), "Destination Controls: a.example, bounce_profile: Invalid profile name"),
    (with_destination("A.example"), 'Destination Controls: A.example: The domain must be written "a.example".'),
    (with_destination("a b"), f"Destination Controls: a b, domain: {RULES}"),
    (edited("bounces", profiles={}), 'Bounce Profiles: The bounce profile "Default" is missing.'),
    (edited("bounces", profiles={"Default": BounceProfile(max_retries=-1)}), "Bounce Profile: Default, max_retries: The value must be between 0 and 10000."),
    (edited("bounces", profiles={"Default": BounceProfile(), "1st": BounceProfile()}), "Bounce Profile: 1st, bounce_profile: The bounce profile name must start with a letter or an underscore."),
    (edited("ldap", interface="gone"), 'LDAP: Global Settings, interface: The IP interface "gone" does not exist.'),
    (edited("ldap", certificate="gone"), 'LDAP: Global Settings, certificate: The certificate profile "gone" does not exist.'),
    (edited("ldap", servers={"a": replace(SERVER, hosts=())}), "LDAP Server: a, hosts: The value cannot be blank."),
    (edited("ldap", servers={"a": replace(SERVER, hosts=("a b",))}), "LDAP Server: a, hosts: The value must be a hostname or an IP address."),
    (edited("ldap", servers={"a": replace(SERVER, port=0)}), f"LDAP Server: a, port: {PORT}"),
    (edited("ldap", servers={"a": replace(SERVER, base="a\nb")}), f"LDAP Server: a, base: {CONTROL}"),
    (edited("websecurity", certificate="gone"), 'URL Filtering, certificate: The certificate profile "gone" does not exist.'),
    (edited("websecurity", url_list="gone"), 'URL Filtering, url_list: The URL list "gone" does not exist.'),
    (edited("websecurity", url_lists={"": UrlList()}), f"URL List: : {NAME}"),
    (edited("websecurity", url_lists={"a": UrlList(urls=("a",) * 10_001)}), "URL List: a, urls: There are too many values."),
    (edited("websecurity", url_lists={"a": UrlList(urls=("a" * 5000,))}), "URL List: a, urls: The text is too long."),
    (edited("websecurity", url_lists={"a" * 300: UrlList()}), f"URL List: {'a' * 300}: The name is too long or contains control characters."),
    (edited("alerts", recipients={"nobody": AlertSubscription()}), 'Alert Recipient: nobody: An email address is a localname, an "@" and a domain. (Ex: admin@example.com)'),
    (edited("alerts", recipients={"a@b c": AlertSubscription()}), "Alert Recipient: a@b c: The email domain must be a valid hostname."),
    (edited("alerts", recipients={"a@b": AlertSubscription(classes=())}), "Alert Recipient: a@b, classes: The value cannot be blank."),
    (edited("alerts", from_address="x"), 'Alerts: Global Settings, from_address: An email address is a localname, an "@" and a domain. (Ex: admin@example.com)'),
    (edited("alerts", interface="gone"), 'Alerts: Global Settings, interface: The IP interface "gone" does not exist.'),
    (edited("alerts", max_saved=0), "Alerts: Global Settings, max_saved: The value must be between 1 and 1000."),
    (edited("adminaccess", cli_timeout=4), "Administrative Access, cli_timeout: The value must be between 5 and 1440."),
    (edited("adminaccess", banner="a\x1bb"), f"Administrative Access, banner: {CONTROL}"),
    (edited("adminaccess", allowed=("192.0.2.300",)), "Administrative Access, allowed: Invalid IP or IP range"),
    (edited("adminaccess", allowed=("192.0.2.1-x",)), "Administrative Access, allowed: Invalid IP or IP range"),
    (edited("adminaccess", mode="RESTRICT"), "Administrative Access, allowed: Nobody could log in any more."),
    (edited("users", accounts={}), 'Users: The account "admin" must be there, enabled and an administrator.'),
    (with_account("admin", role="guest"), 'Users: The account "admin" must be there, enabled and an administrator.'),
    (with_account("admin", enabled=False), 'Users: The account "admin" must be there, enabled and an administrator.'),
    (with_account("Bob Smith"), "User: Bob Smith: The user name is not allowed."),
    (with_account(passphrase="secret123"), "User: bob, passphrase: The passphrase is not in the form in which it is kept."),
    (with_account(ssh_keys=("ssh-rsa AAAA",)), "User: bob, ssh_keys: The value is not an SSH public key."),
    (with_account(ssh_keys=("command=x ssh-rsa AAAA",)), "User: bob, ssh_keys: The value is not an SSH public key."),
    (with_account(full_name="a\x9bb"), f"User: bob, full_name: {CONTROL}"),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "text"), BROKEN, ids=[text[:60] for _, text in BROKEN])
def test_a_broken_rule_is_named(draft: Draft, text: str) -> None:
    found = list(faults(draft, key_source(KEYS)))
    assert [fault.text.partition("\n")[0] for fault in found][:1] == [text]
    assert {type(fault) for fault in found} == {Fault}


def test_the_factory_has_no_faults() -> None:
    assert list(faults(DRAFT, key_source(KEYS))) == []


def test_a_key_that_cannot_be_had_is_a_fault() -> None:
    (fault,) = faults(DRAFT, key_source({}))
    assert fault == Fault(
        ("certificates", "profiles", "Demo"), "key", "The private key is missing."
    )


def test_two_interfaces_cannot_have_one_address() -> None:
    second = Interface(ethernet="Data 1", hostname="b.example", ip="192.168.42.42")
    draft = edited("interfaces", entries={**DRAFT.interfaces.entries, "Second": second})
    assert {fault.field for fault in faults(draft, key_source(KEYS))} == {"ip"}


def test_only_what_a_change_has_broken_counts() -> None:
    before = edited("delivery", interface="gone")
    keys = key_source(KEYS)
    assert list(new_faults(before, before, keys)) == []
    after = before.write(alerts=replace(before.alerts, interface="gone too"))
    paths: list[ObjectPath] = [fault.path for fault in new_faults(before, after, keys)]
    assert paths == [("alerts",)]


def test_a_draft_is_not_changed_by_looking_at_it() -> None:
    configuration = DRAFT.configuration
    list(faults(DRAFT, key_source(KEYS)))
    assert DRAFT.configuration is configuration


def test_users_keep_their_public_keys() -> None:
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1p2Yw5xwz4C0dCz3sFG4wOa0EW0V5mB7c0b8JcTq2Z"
    user = User(
        full_name="b", role="guest", passphrase=ADMIN.passphrase, ssh_keys=(key, f"{key} me")
    )
    draft = edited("users", accounts={"admin": ADMIN, "b": user})
    assert list(faults(draft, key_source(KEYS))) == []


def test_a_listener_needs_a_table() -> None:
    bare = Listener(type="public", interface="Management", port=2525)
    draft = edited("listeners", entries={"Bare": bare})
    (fault,) = faults(draft, key_source(KEYS))
    assert (fault.field, fault.reason) == ("order", "The last sender group must be ALL.")


@pytest.mark.parametrize(
    "text",
    [FACTORY_CIPHERS, "HIGH:!aNULL", "ECDHE+AESGCM ECDHE+CHACHA20", "DEFAULT@SECLEVEL=1", "A,B"],
)
def test_cipher_strings(text: str) -> None:
    check_ciphers(text.replace("DEFAULT@", "DEFAULT:@"))


@pytest.mark.parametrize(
    "text", ["", ":", "A::B", "@WEAKNESS", "A;B", "A\n", "+" * 4000, "A:" * 2000]
)
def test_no_cipher_strings(text: str) -> None:
    with pytest.raises(StateError, match=r"^Invalid cipher string\.$"):
        check_ciphers(text)
