"""What is read from certificates, good and hostile, compared with OpenSSL where it can judge."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from state.certificates import Certificate, PooledKeyMaker
from state.errors import CertificateError
from tests.state.certificates import openssl
from tests.state.certificates.authority import (
    Issued,
    Wish,
    ec_key,
    issue,
    name,
)
from tests.state.certificates.conftest import Hierarchy

FULL_NAME = name(
    (NameOID.COUNTRY_NAME, "US"),
    (NameOID.STATE_OR_PROVINCE_NAME, "CA"),
    (NameOID.LOCALITY_NAME, "San Francisco"),
    (NameOID.ORGANIZATION_NAME, "Example"),
    (NameOID.ORGANIZATIONAL_UNIT_NAME, "Org"),
    (NameOID.COMMON_NAME, "mail.example.com"),
)


def replaced(issued: Issued, old: bytes, new: bytes) -> bytes:
    """The encoding with a part of equal length exchanged: structure sound, signature broken."""
    der = issued.x509.public_bytes(Encoding.DER)
    assert len(old) == len(new)
    assert old in der
    return der.replace(old, new)


@pytest.fixture(scope="module")
def full() -> Certificate:
    names = x509.SubjectAlternativeName(
        [
            x509.DNSName("mail.example.com"),
            x509.RFC822Name("admin@example.com"),
            x509.DNSName("*.example.com"),
        ]
    )
    return issue(FULL_NAME, wish=Wish(ca=False, extensions=[(names, False)])).certificate


def test_subject_is_in_the_order_of_the_certificate(full: Certificate) -> None:
    assert full.subject == "C=US,ST=CA,L=San Francisco,O=Example,OU=Org,CN=mail.example.com"
    assert full.issuer == full.subject
    assert full.common_name == "mail.example.com"
    reverse = Certificate.from_der(
        issue(x509.Name(reversed(list(FULL_NAME)))).x509.public_bytes(Encoding.DER)
    )
    assert reverse.subject == "CN=mail.example.com,OU=Org,O=Example,L=San Francisco,ST=CA,C=US"


@pytest.mark.parametrize(
    "octets", [b"\x03\xe8", b"\x00\xff", b"\x7f\xff", b"\xff\x00", b"\xf1\x23"]
)
def test_serial_numbers_are_as_openssl_prints_them(octets: bytes) -> None:
    der = issue(FULL_NAME).x509.public_bytes(Encoding.DER)
    start = der.index(b"\xa0\x03\x02\x01\x02\x02\x02") + 7
    changed = der[:start] + octets + der[start + 2 :]
    shown = openssl.text("x509", "-noout", "-serial", stdin=Certificate.from_der(changed).pem)
    assert shown == f"serial={Certificate.from_der(changed).serial_text}\n"


def test_openssl_reads_the_same(full: Certificate) -> None:
    shown = openssl.text(
        *("x509", "-noout", "-subject", "-issuer", "-dates", "-serial", "-fingerprint"),
        *("-sha256", "-nameopt", "RFC2253,-dn_rev,sep_comma_plus"),
        stdin=full.pem,
    )
    fields = dict(line.split("=", 1) for line in shown.splitlines())
    assert fields["subject"] == full.subject
    assert fields["issuer"] == full.issuer
    assert fields["serial"] == full.serial_text
    assert fields["sha256 Fingerprint"].replace(":", "").lower() == full.fingerprint_sha256
    for label, moment in (("notBefore", full.not_before), ("notAfter", full.not_after)):
        read = datetime.strptime(fields[label], "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC)
        assert read == moment
    sha1 = openssl.text("x509", "-noout", "-fingerprint", "-sha1", stdin=full.pem)
    assert sha1.strip().rpartition("=")[2].replace(":", "").lower() == full.fingerprint_sha1


def test_key_identity_is_that_of_openssl(full: Certificate) -> None:
    public = openssl.output("x509", "-noout", "-pubkey", stdin=full.pem)
    der = openssl.output("pkey", "-pubin", "-outform", "DER", stdin=public)
    shown = openssl.text("dgst", "-sha256", "-r", stdin=der)
    assert shown.split()[0] == full.key_id


def test_pem_is_that_of_openssl(full: Certificate) -> None:
    assert openssl.text("x509", stdin=full.pem) == full.pem
    assert Certificate.from_pem(full.pem) == full


def test_names_flags_and_algorithms(full: Certificate, hierarchy: Hierarchy) -> None:
    assert full.dns_names == ("mail.example.com", "*.example.com")
    assert full.email_names == ("admin@example.com",)
    assert not full.is_ca
    assert full.self_signed
    assert full.key_text == "EC P-256"
    assert full.signature_hash == "sha256"
    server = hierarchy.server.certificate
    assert server.issuer_name == "Example Issuing CA 1"
    assert not server.self_signed
    assert hierarchy.root.certificate.is_ca
    assert server.not_before.tzinfo is UTC


def test_issuer_name_falls_back_to_the_organization() -> None:
    organization = issue(name((NameOID.ORGANIZATION_NAME, "Example Trust")))
    assert organization.certificate.issuer_name == "Example Trust"
    assert organization.certificate.common_name == ""
    assert issue(x509.Name([])).certificate.issuer_name == ""


def test_equal_by_encoding_and_usable_as_a_key(full: Certificate) -> None:
    again = Certificate.from_pem(full.pem)
    assert {full: 1}[again] == 1
    assert repr(full) == f"<Certificate {full.subject}>"
    assert repr(Certificate(b"junk")) == "<Certificate that cannot be read>"


@pytest.mark.parametrize("serial_number", [0, -5])
def test_serial_numbers_below_one_are_read(serial_number: int) -> None:
    pem = openssl.text(
        *("req", "-x509", "-key", "/dev/stdin", "-subj", "/CN=odd"),
        *("-set_serial", str(serial_number)),
        stdin=PooledKeyMaker(1).rsa(1024).pem,
    )
    odd = Certificate.from_pem(pem)
    assert odd.serial_number == serial_number
    assert odd.self_signed


def test_names_that_are_no_text_are_shown_as_far_as_possible() -> None:
    issued = issue("abcdefgh.example.com")
    odd = Certificate.from_der(replaced(issued, b"abcdefgh", b"abc\xff\xfefgh"))
    assert odd.subject == "CN=abc\ufffd\ufffdfgh.example.com"
    assert odd.common_name == "abc\ufffd\ufffdfgh.example.com"


def test_control_characters_do_not_reach_the_terminal() -> None:
    issued = issue("ab\x1b[2Jcd\u202e\r\nef")
    assert issued.certificate.common_name == "ab\\x1B[2Jcd\\x202E\\x0D\\x0Aef"
    assert issued.certificate.subject.isprintable()
    hostile = x509.SubjectAlternativeName([x509.DNSName("a\x1b]0;x\x07.example.com")])
    odd = issue("x", wish=Wish(extensions=[(hostile, False)])).certificate
    assert odd.dns_names == ("a\\x1B]0;x\\x07.example.com",)


def test_korean_and_unknown_attributes() -> None:
    odd = name(
        (NameOID.ORGANIZATION_NAME, "예시 주식회사"),
        (x509.ObjectIdentifier("1.3.6.1.4.1.99999.7"), "value"),
    )
    assert issue(odd).certificate.subject == "O=예시 주식회사,1.3.6.1.4.1.99999.7=value"


def test_several_attributes_in_one_relative_name() -> None:
    both = x509.Name(
        [
            x509.RelativeDistinguishedName(
                [
                    x509.NameAttribute(NameOID.COMMON_NAME, "a"),
                    x509.NameAttribute(NameOID.ORGANIZATION_NAME, "b"),
                ]
            )
        ]
    )
    shown = issue(both).certificate.subject
    assert sorted(shown.split(",")) == ["CN=a", "O=b"]


def test_broken_extensions_give_empty_values() -> None:
    names = x509.SubjectAlternativeName([x509.DNSName("mail.example.com")])
    issued = issue("mail.example.com", wish=Wish(extensions=[(names, False)]))
    # The length of the first general name is made wrong.
    broken = replaced(issued, b"\x82\x10mail.example.com", b"\x82\x40mail.example.com")
    odd = Certificate.from_der(broken)
    assert odd.dns_names == ()
    assert odd.common_name == "mail.example.com"


def test_unknown_keys_and_signatures_give_empty_texts() -> None:
    issued = issue("mail.example.com")
    # id-ecPublicKey and ecdsa-with-SHA256 get arcs that nobody knows.
    der = replaced(issued, bytes.fromhex("2a8648ce3d0201"), bytes.fromhex("2a8648ce3d0277"))
    odd = Certificate.from_der(
        der.replace(bytes.fromhex("2a8648ce3d040302"), bytes.fromhex("2a8648ce3d047777"))
    )
    assert (odd.key_text, odd.key_id, odd.signature_hash) == ("", "", "")
    assert not odd.self_signed


def test_self_signed_needs_the_signature_not_only_the_name() -> None:
    impostor = Issued(issue("Example Root").x509, ec_key(7))
    forged = issue("Example Root", impostor, Wish(key=ec_key(8), identifiers=False))
    assert forged.certificate.subject == forged.certificate.issuer
    assert not forged.certificate.self_signed


def test_a_wrong_inner_signature_algorithm_is_no_signature() -> None:
    issued = issue("Example Root")
    der = bytearray(issued.x509.public_bytes(Encoding.DER))
    oid = bytes.fromhex("2a8648ce3d040302")
    first = bytes(der).index(oid)
    der[first : first + len(oid)] = bytes.fromhex("2a8648ce3d040303")
    odd = Certificate.from_der(bytes(der))
    assert not odd.self_signed


@pytest.mark.parametrize(("algorithm", "checked"), [("sha1", True), ("md5", False)])
def test_old_signatures_are_read(algorithm: str, checked: bool) -> None:
    """SHA-1 still counts, since peers serve it; nothing checks MD5 any more."""
    pem = openssl.text(
        *("req", "-x509", "-key", "/dev/stdin", "-subj", "/CN=old", f"-{algorithm}"),
        stdin=PooledKeyMaker(1).rsa(1024).pem,
    )
    old = Certificate.from_pem(pem)
    assert old.signature_hash == algorithm
    assert old.key_text == "RSA 1024"
    assert old.self_signed is checked


@pytest.mark.parametrize(
    "pem",
    [
        "",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n",
        "mail.example.com",
    ],
)
def test_what_is_no_certificate_is_refused(pem: str) -> None:
    with pytest.raises(CertificateError) as caught:
        Certificate.from_pem(pem)
    assert caught.value.text == "Invalid certificate...discarding"


def test_a_monstrous_certificate_is_refused() -> None:
    names = x509.SubjectAlternativeName([x509.DNSName("a" * 60 + ".example.com")] * 2000)
    issued = issue("x", wish=Wish(extensions=[(names, False)]))
    with pytest.raises(CertificateError, match=re.escape("Invalid certificate...discarding")):
        Certificate.from_der(issued.x509.public_bytes(Encoding.DER))
