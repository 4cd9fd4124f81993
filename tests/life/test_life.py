"""The life of a certificate over ssh, judged by OpenSSL: request, signature, services, renewal."""

from __future__ import annotations

from collections.abc import Callable

from tests.life.authority import Authority, Bundle, common_name, openssl, pem_blocks
from tests.life.conversation import (
    PROMPT,
    Step,
    Talk,
    assigned,
    block,
    certificates,
    commit,
    operation,
)
from tests.life.program import Desk

NAME = "partner.com"
PASSPHRASE = "correct horse 말"
DEMO_IN_USE = 'The "Demo" certificate is currently configured.'
APPLY = "Please choose the certificate to apply:"

NEW = operation(
    "new",
    ("2. Create a self-signed SMIME certificate", "1"),
    ("Enter a name for this certificate profile:", NAME),
    ("Enter Common Name:", "mail.example.com"),
    ("Qualified Domain Name(FQDN) format ? [N]> ", "y"),
    ("Enter Organization:", "Example"),
    ("Enter Organizational Unit:", "Org"),
    ("Enter Locality or City:", "San Francisco"),
    ("Enter State or Province:", "CA"),
    ("Enter Country (2 letter code):", "US"),
    ("Duration before expiration (in days):", ""),
    ("Enter size of private key:", "2"),
    ("Do you want to view the CSR? [Y]> ", "y"),
)
CHOOSE_PROFILE = ("Enter the number of the certificate profile you wish to ", "1")
PRINT = operation("print")


def upload(leaf: str, *intermediates: str, stored: bool = False) -> list[Step]:
    """Return EDIT with a signed certificate and its intermediates; `stored`: there are some."""
    first = "another" if stored else "an"
    steps = [
        CHOOSE_PROFILE,
        ("Do you want to update the existing public certificate? [N]> ", "y"),
        ("Paste public certificate in PEM format (end with '.'):", block(leaf)),
    ]
    for number, pem in enumerate(intermediates):
        which = "another" if number else first
        steps += [
            (f"Do you want to add {which} intermediate certificate? [N]> ", "y"),
            ("Paste intermediate certificate in PEM format (end with '.'):", block(pem)),
        ]
    steps += [
        ("Do you want to add another intermediate certificate? [N]> ", ""),
        ("Do you want to remove an intermediate certificate? [N]> ", ""),
        ("Do you want to view the CSR? [Y]> ", "n"),
    ]
    return operation("edit", *steps)


def remove(number: str) -> list[Step]:
    """Return EDIT with one intermediate taken out."""
    return operation(
        "edit",
        CHOOSE_PROFILE,
        ("Do you want to update the existing public certificate? [N]> ", ""),
        ("Do you want to add another intermediate certificate? [N]> ", ""),
        ("Do you want to remove an intermediate certificate? [N]> ", "y"),
        ("Enter the number of the intermediate certificate you wish to remove.", number),
        ("Do you want to view the CSR? [Y]> ", "n"),
    )


def export(file: str) -> list[Step]:
    """Return EXPORT."""
    return operation(
        "export",
        CHOOSE_PROFILE,
        ('Enter the name of the file on machine "mail.example.com" to export:', file),
        ("Enter passphrase: ", PASSPHRASE),
        ("Confirm passphrase: ", PASSPHRASE),
        (f'Certificate profile "{NAME}" exported.', None),
    )


ASSIGN: list[Step] = [
    (PROMPT, "listenerconfig"),
    ("- SETUP - Change global settings.", "edit"),
    ("Enter the name or number of the listener you wish to edit.", "InboundMail"),
    ("- CERTIFICATE - Choose the certificate.", "certificate"),
    (APPLY, NAME),
    ("- CERTIFICATE - Choose the certificate.", ""),
    ("- SETUP - Change global settings.", ""),
    (PROMPT, "destconfig"),
    ("- SETUP - Change global settings.", "setup"),
    (DEMO_IN_USE, None),
    (APPLY, NAME),
    ("Do you want to send an alert when a required TLS connection fails? [N]> ", "y"),
    ("- SETUP - Change global settings.", ""),
    (PROMPT, "interfaceconfig"),
    ("- DELETE - Remove an interface.", "edit"),
    ("Enter the number of the interface you wish to edit.", "1"),
    ('IP interface name (Ex: "InternalNet"):', ""),
    ("configure an IPv4 address for this interface (y/n)? [Y]> ", ""),
    ("IP Address (Ex: 192.168.1.2):", ""),
    ("Ethernet interface:", ""),
    ("Netmask (Ex:", ""),
    ("configure an IPv6 address for this interface (y/n)? [N]> ", ""),
    ("Hostname:", ""),
    ("Do you want to enable FTP on this interface? [N]> ", ""),
    ("Do you want to enable Telnet on this interface? [N]> ", ""),
    ("Do you want to enable SSH on this interface? [Y]> ", ""),
    ("Which port do you want to use for SSH?", ""),
    ("Do you want to enable Cluster Communication Service on this interface? [N]> ", ""),
    ("Do you want to enable HTTP on this interface? [Y]> ", ""),
    ("Which port do you want to use for HTTP?", ""),
    ("Do you want to enable HTTPS on this interface? [Y]> ", ""),
    ("Which port do you want to use for HTTPS?", ""),
    ("Do you want to enable Spam Quarantine HTTP on this interface? [N]> ", ""),
    ("Do you want to enable Spam Quarantine HTTPS on this interface? [N]> ", ""),
    ("Do you want to enable AsyncOS API HTTP on this interface? [N]> ", ""),
    ("Do you want to enable AsyncOS API HTTPS on this interface? [N]> ", ""),
    (APPLY, NAME),
    ("redirect to the secure service? [Y]> ", ""),
    ("You have edited the interface you are currently logged into.", "y"),
    ("- DELETE - Remove an interface.", ""),
    (PROMPT, "ldapconfig"),
    ("- SETUP - Configure LDAP options.", "setup"),
    ("Choose the IP interface for LDAP traffic.", ""),
    ("negative results? [Y]> ", ""),
    (APPLY, "1"),
    ("Validate LDAP server certificate? [Y]> ", ""),
    ("- SETUP - Configure LDAP options.", ""),
    (PROMPT, "websecurityconfig"),
    ("Enable URL Filtering? [N]> ", "y"),
    ("Do you wish to enable Web Interaction Tracking? [N]> ", ""),
    ("client certificate for Cisco Web Security Services Authentication? [N]> ", "y"),
    ("Choose the certificate", "1"),
]
EVERYWHERE = {
    "Listener: InboundMail": NAME,
    "Outbound TLS": NAME,
    "HTTPS: Management": NAME,
    "LDAP": NAME,
    "Cisco Web Security Services": NAME,
}


def test_from_the_request_to_the_renewal(desk: Desk, authority: Authority, talk: Talk) -> None:
    shown = talk(desk, [*certificates(*NEW), *commit("a request")])
    request = pem_blocks(shown)[0]
    assert f'Warning: The certificate profile "{NAME}" has not been committed.' in shown
    described = openssl("req", "-noout", "-verify", "-text", stdin=request)
    assert "DNS:mail.example.com" in described
    assert "Public-Key: (2048 bit)" in described

    authority.path("policy.pem").write_text(authority.intermediate("policy", "Example Policy CA"))
    issuing = authority.intermediate("issuing", "Example Issuing CA 1", "policy")
    authority.path("issuing.pem").write_text(issuing)
    policy = authority.path("policy.pem").read_text()
    leaf = authority.sign(request, "issuing")

    # The root and the wrong order do no harm: what is sent is put in order.
    talk(desk, [*certificates(*upload(leaf, policy, issuing)), *ASSIGN, *commit("signed")])
    shown = talk(desk, certificates(*PRINT, *export("partner.p12")))
    assert assigned(shown) == EVERYWHERE
    desk.download("partner.p12")
    first = Bundle.read(desk.path("partner.p12"), PASSPHRASE)
    assert authority.verifies(first)
    assert first.key_fits
    names = ["mail.example.com", "Example Issuing CA 1", "Example Policy CA"]
    assert first.subjects == names
    assert desk.path("partner.p12").read_bytes().find(b"mail.example.com") < 0

    # A year later: a new authority of the same name signs the same request.
    authority.path("issuing.pem").write_text(
        authority.intermediate("issuing", "Example Issuing CA 1", "policy")
    )
    issuing = authority.path("issuing.pem").read_text()
    renewed = authority.sign(request, "issuing")
    steps = [*upload(renewed, issuing, stored=True), *remove("3"), *export("renewed.p12"), *PRINT]
    shown = talk(desk, [*certificates(*steps), *commit("renewed")])
    assert 'different certificates have the subject "O=Example Trust,CN=Example Issuing' in shown
    assert assigned(shown) == EVERYWHERE
    desk.download("renewed.p12")
    second = Bundle.read(desk.path("renewed.p12"), PASSPHRASE)
    assert authority.verifies(second)
    assert second.key == first.key
    assert second.certificate != first.certificate
    assert second.subjects == names


def test_back_up_and_restore_on_another_appliance(
    new_desk: Callable[[str], Desk], authority: Authority, talk: Talk
) -> None:
    old = new_desk("old")
    key = authority.issue("mail", "root", "genrsa", "2048").read_text()
    leaf = authority.path("mail.pem").read_text()
    paste = operation(
        "paste",
        ("Enter a name for this certificate profile:", NAME),
        ("Qualified Domain Name(FQDN) format ? [N]> ", ""),
        ("Paste public certificate in PEM format (end with '.'):", block(leaf)),
        ("Paste private key in PEM format (end with '.'):", block(key)),
        ("Do you want to add an intermediate certificate? [N]> ", ""),
    )
    save = [(PROMPT, "saveconfig"), ("Choose the passphrase option:", "3")]
    show = [(PROMPT, "showconfig"), ("Choose the passphrase option:", "1")]
    steps = [*certificates(*paste), *ASSIGN, *commit("to be saved"), *save]
    shown = talk(old, steps)
    name = shown.rpartition('"/configuration/')[2].partition('"')[0]
    old.download(name)

    new = new_desk("new")
    new.path(name).write_bytes(old.path(name).read_bytes())
    new.upload(name)
    load = [
        (PROMPT, "loadconfig"),
        ("2. Load from file", "2"),
        ("Enter the name of the file to import:", name),
    ]
    passphrase = [("Enter your Passphrase to make changes: ", "ironport")]
    loaded = [(PROMPT, "destconfig list"), *commit("restored")]
    shown = talk(new, [*load, *passphrase, *loaded, *certificates(*PRINT, *export("again.p12"))])
    assert "Values have been loaded." in shown
    assert assigned(shown) == EVERYWHERE
    new.download("again.p12")
    again = Bundle.read(new.path("again.p12"), PASSPHRASE)
    assert common_name(again.certificate) == "mail.example.com"
    assert pem_blocks(leaf) == [again.certificate]
    assert again.key_fits
    assert openssl("pkey", stdin=again.key) == openssl("pkey", stdin=key)
    assert "PRIVATE KEY" not in talk(new, [(PROMPT, "setttymode 0 1"), *show])
