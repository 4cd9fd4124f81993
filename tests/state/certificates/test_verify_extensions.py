"""Purposes, critical extensions and name constraints: the same verdicts as OpenSSL."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID as Eku
from cryptography.x509.oid import NameOID

from state.certificates.constraints import MAXIMUM_COMPARISONS, violation
from state.certificates.usage import Purpose
from state.certificates.verify import Requirements, verify_chain
from tests.state.certificates import openssl
from tests.state.certificates.authority import (
    NOW,
    Extension,
    Issued,
    Wish,
    common_name,
    ec_key,
    issue,
    name,
)
from tests.state.certificates.conftest import Hierarchy

NEWER_WORDS = {"unsuitable certificate purpose": "unsupported certificate purpose"}


def same(
    folder: Path,
    server: Issued,
    stored: Sequence[Issued],
    root: Issued,
    purpose: Purpose | None = "server",
) -> str | None:
    """The verdict, which must be that of `openssl verify`."""
    ours = verify_chain(
        server.certificate,
        [each.certificate for each in stored],
        [root.certificate],
        NOW,
        Requirements(purpose=purpose),
    )
    for file, content in (("server", [server]), ("stored", stored), ("root", [root])):
        (folder / file).write_text("".join(each.certificate.pem for each in content), "ascii")
    option = {"server": ("-purpose", "sslserver"), "client": ("-purpose", "sslclient"), None: ()}
    result = openssl.run(
        *("verify", "-attime", str(int(NOW.timestamp())), *option[purpose]),
        *("-no-CApath", "-no-CAstore", "-CAfile", str(folder / "root")),
        *(("-untrusted", str(folder / "stored")) if stored else ()),
        str(folder / "server"),
    )
    theirs = None
    if result.returncode:
        lines = result.stderr.decode().splitlines()
        words = next(line for line in lines if line.startswith("error ")).partition("lookup: ")[2]
        theirs = NEWER_WORDS.get(words, words)
    assert ours == theirs
    return ours


def extended(*usages: x509.ObjectIdentifier, critical: bool = False) -> Extension:
    return x509.ExtendedKeyUsage(usages), critical


def usage(**bits: bool) -> Extension:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{each: bits.get(each, False) for each in names}), True


SGC = x509.ObjectIdentifier("2.16.840.1.113730.4.1")
MS_SGC = x509.ObjectIdentifier("1.3.6.1.4.1.311.10.3.3")
FOREIGN = x509.ObjectIdentifier("1.2.3.4.5")
UNKNOWN: Extension = (x509.UnrecognizedExtension(FOREIGN, b"\x05\x00"), True)
UNKNOWN_HARMLESS: Extension = (x509.UnrecognizedExtension(FOREIGN, b"\x05\x00"), False)


@pytest.mark.parametrize("purpose", ["server", "client", None])
@pytest.mark.parametrize(
    "extensions",
    [
        [],
        [extended(Eku.SERVER_AUTH)],
        [extended(Eku.CLIENT_AUTH)],
        [extended(Eku.SERVER_AUTH, Eku.CLIENT_AUTH)],
        [extended(Eku.SERVER_AUTH, critical=True)],
        [extended(Eku.ANY_EXTENDED_KEY_USAGE)],
        [extended(Eku.EMAIL_PROTECTION)],
        [extended(FOREIGN)],
        [extended(SGC)],
        [extended(MS_SGC)],
        [usage(digital_signature=True)],
        [usage(key_encipherment=True)],
        [usage(key_agreement=True)],
        [usage(content_commitment=True)],
        [usage(key_cert_sign=True)],
        [usage(digital_signature=True), extended(Eku.CLIENT_AUTH)],
        [UNKNOWN],
        [UNKNOWN_HARMLESS],
        [UNKNOWN, extended(Eku.EMAIL_PROTECTION)],
        [(x509.OCSPNoCheck(), True)],
        [(x509.InhibitAnyPolicy(0), True)],
        [(x509.TLSFeature([x509.TLSFeatureType.status_request]), True)],
        [(x509.IssuerAlternativeName([x509.DNSName("x.example")]), True)],
    ],
    ids=str,
)
def test_certificate_of_the_server(
    hierarchy: Hierarchy,
    extensions: list[Extension],
    purpose: Purpose | None,
    tmp_path: Path,
) -> None:
    server = issue("mail.example.com", hierarchy.issuing, Wish(ca=False, extensions=extensions))
    same(tmp_path, server, [hierarchy.issuing, hierarchy.intermediate], hierarchy.root, purpose)


@pytest.mark.parametrize("purpose", ["server", "client", None])
@pytest.mark.parametrize("place", ["root", "intermediate"])
@pytest.mark.parametrize(
    "extensions",
    [
        [extended(Eku.SERVER_AUTH)],
        [extended(Eku.CLIENT_AUTH)],
        [extended(Eku.ANY_EXTENDED_KEY_USAGE)],
        [extended(Eku.EMAIL_PROTECTION)],
        [UNKNOWN],
        [usage(key_cert_sign=True)],
    ],
    ids=str,
)
def test_certificate_of_an_authority(
    extensions: list[Extension], place: str, purpose: Purpose | None, tmp_path: Path
) -> None:
    limited = Wish(extensions=extensions)
    root = issue("Root of its own", wish=limited if place == "root" else None)
    intermediate = issue("Issuer of its own", root, limited if place != "root" else None)
    server = issue("mail.example.com", intermediate, Wish(ca=False))
    same(tmp_path, server, [intermediate], root, purpose)


def dns(*names: str) -> list[x509.GeneralName]:
    return [x509.DNSName(each) for each in names]


def directory(*organizations: str) -> list[x509.GeneralName]:
    return [
        x509.DirectoryName(name((NameOID.COUNTRY_NAME, "KR"), (NameOID.ORGANIZATION_NAME, each)))
        for each in organizations
    ]


SUBJECT = common_name("mail.example.com")
LONG_SUBJECT = name(
    (NameOID.COUNTRY_NAME, "KR"),
    (NameOID.ORGANIZATION_NAME, "Example"),
    (NameOID.COMMON_NAME, "mail.example.com"),
)
WITH_EMAIL = name((NameOID.COMMON_NAME, "someone"), (NameOID.EMAIL_ADDRESS, "a@mail.example.com"))


@pytest.mark.parametrize(
    ("permitted", "excluded", "subject", "alternatives"),
    [
        (dns("example.com"), None, SUBJECT, dns("mail.example.com")),
        (dns("example.com"), None, SUBJECT, dns("example.com")),
        (dns("EXAMPLE.com"), None, SUBJECT, dns("mail.eXample.com")),
        (dns("example.com"), None, SUBJECT, dns("mailexample.com")),
        (dns("example.com"), None, SUBJECT, dns("mail.example.com", "mail.other.com")),
        (dns("example.com"), None, SUBJECT, dns("*.example.com")),
        (dns(".example.com"), None, SUBJECT, dns("mail.example.com")),
        (dns(".example.com"), None, SUBJECT, dns("example.com")),
        (dns("mail.example.com"), None, SUBJECT, dns("*.example.com")),
        (dns("other.com", "example.com"), None, SUBJECT, dns("mail.example.com")),
        (None, dns("example.com"), SUBJECT, dns("mail.example.com")),
        (None, dns("other.com"), SUBJECT, dns("mail.example.com")),
        (dns("example.com"), dns("mail.example.com"), SUBJECT, dns("mail.example.com")),
        (dns("example.com"), None, SUBJECT, None),
        (dns("other.com"), None, SUBJECT, None),
        (dns("other.com"), None, common_name("no host name"), None),
        (dns("other.com"), None, common_name("localhost"), None),
        (dns("other.com"), None, SUBJECT, [x509.RFC822Name("a@b.example")]),
        ([x509.RFC822Name("b.example")], None, SUBJECT, [x509.RFC822Name("a@b.example")]),
        ([x509.RFC822Name("b.example")], None, SUBJECT, [x509.RFC822Name("a@c.b.example")]),
        ([x509.RFC822Name(".b.example")], None, SUBJECT, [x509.RFC822Name("a@c.b.example")]),
        ([x509.RFC822Name(".b.example")], None, SUBJECT, [x509.RFC822Name("a@b.example")]),
        ([x509.RFC822Name("a@b.example")], None, SUBJECT, [x509.RFC822Name("a@B.example")]),
        ([x509.RFC822Name("a@b.example")], None, SUBJECT, [x509.RFC822Name("A@b.example")]),
        ([x509.RFC822Name("b.example")], None, WITH_EMAIL, None),
        ([x509.RFC822Name("mail.example.com")], None, WITH_EMAIL, None),
        (None, [x509.RFC822Name("mail.example.com")], WITH_EMAIL, None),
        (directory("Example"), None, LONG_SUBJECT, dns("mail.example.com")),
        (directory("example"), None, LONG_SUBJECT, dns("mail.example.com")),
        (directory("Other"), None, LONG_SUBJECT, dns("mail.example.com")),
        (directory("Example"), None, SUBJECT, dns("mail.example.com")),
        (None, directory("Example"), LONG_SUBJECT, dns("mail.example.com")),
        (directory("Example"), None, x509.Name([]), dns("mail.example.com")),
        (
            [x509.IPAddress(ipaddress.ip_network("10.0.0.0/8"))],
            None,
            SUBJECT,
            [x509.IPAddress(ipaddress.ip_address("10.1.2.3"))],
        ),
        (
            [x509.IPAddress(ipaddress.ip_network("10.0.0.0/8"))],
            None,
            SUBJECT,
            [x509.IPAddress(ipaddress.ip_address("192.0.2.1"))],
        ),
        (
            [x509.IPAddress(ipaddress.ip_network("10.0.0.0/8"))],
            None,
            SUBJECT,
            [x509.IPAddress(ipaddress.ip_address("2001:db8::1"))],
        ),
        (
            None,
            [x509.IPAddress(ipaddress.ip_network("2001:db8::/32"))],
            SUBJECT,
            [x509.IPAddress(ipaddress.ip_address("2001:db8::1"))],
        ),
        (
            [x509.UniformResourceIdentifier("b.example")],
            None,
            SUBJECT,
            [x509.UniformResourceIdentifier("https://b.example:8443/x")],
        ),
        (
            [x509.UniformResourceIdentifier(".b.example")],
            None,
            SUBJECT,
            [x509.UniformResourceIdentifier("https://a.b.example/x")],
        ),
        (
            [x509.UniformResourceIdentifier("b.example")],
            None,
            SUBJECT,
            [x509.UniformResourceIdentifier("https://a.b.example/x")],
        ),
    ],
    ids=str,
)
def test_name_constraints(
    permitted: list[x509.GeneralName] | None,
    excluded: list[x509.GeneralName] | None,
    subject: x509.Name,
    alternatives: list[x509.GeneralName] | None,
    tmp_path: Path,
) -> None:
    root = issue("Root of constraints")
    constraints: Extension = (x509.NameConstraints(permitted, excluded), True)
    limited = issue("Limited CA", root, Wish(extensions=[constraints]))
    names: list[Extension] = []
    if alternatives is not None:
        names = [(x509.SubjectAlternativeName(alternatives), False)]
    server = issue(subject, limited, Wish(key=ec_key(7), ca=False, extensions=names))
    same(tmp_path, server, [limited], root)


def test_constraints_of_every_authority_above_count(tmp_path: Path) -> None:
    outer: Extension = (x509.NameConstraints(dns("example.com"), None), True)
    inner: Extension = (x509.NameConstraints(dns("mail.example.com"), None), True)
    root = issue("Constrained root", wish=Wish(extensions=[outer]))
    upper = issue("Upper", root)
    lower = issue("Lower", upper, Wish(extensions=[inner]))
    for host, sound in (("mail.example.com", True), ("www.example.com", False), ("x.org", False)):
        names: Extension = (x509.SubjectAlternativeName(dns(host)), False)
        server = issue(common_name(host), lower, Wish(ca=False, extensions=[names]))
        assert (same(tmp_path, server, [lower, upper], root) is None) is sound


def test_a_renewed_authority_of_its_own_name_takes_no_room(tmp_path: Path) -> None:
    """Self-issued certificates count neither for path lengths nor for constraints."""
    old = issue("Rolling CA", wish=Wish(key=ec_key(70), path_length=0))
    new = issue("Rolling CA", Issued(old.x509, old.key), Wish(key=ec_key(71)))
    server = issue("mail.example.com", Issued(new.x509, new.key), Wish(ca=False))
    assert same(tmp_path, server, [new], old) is None


def test_comparisons_without_end_are_refused() -> None:
    many = [f"h{number}.example.com" for number in range(400)]
    limited = issue(
        "Bomb CA", wish=Wish(extensions=[(x509.NameConstraints(dns(*many), None), True)])
    )
    names: Extension = (x509.SubjectAlternativeName(dns(*many)), False)
    server = issue("x", limited, Wish(ca=False, extensions=[names]))
    assert len(many) ** 2 > MAXIMUM_COMPARISONS
    found = violation(server.certificate, limited.certificate, leaf=True)
    assert found == "permitted subtree violation"


def test_kinds_without_a_rule() -> None:
    registered: list[x509.GeneralName] = [x509.RegisteredID(FOREIGN)]
    server = issue(
        "x", issue("Any"), Wish(extensions=[(x509.SubjectAlternativeName(registered), False)])
    )
    permitting = issue(
        "Permits", wish=Wish(extensions=[(x509.NameConstraints(registered, None), True)])
    )
    excluding = issue(
        "Excludes", wish=Wish(extensions=[(x509.NameConstraints(None, registered), True)])
    )
    leaf = server.certificate
    assert violation(leaf, permitting.certificate, leaf=True) == "permitted subtree violation"
    assert violation(leaf, excluding.certificate, leaf=True) == "excluded subtree violation"
