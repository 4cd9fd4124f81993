"""Self-signed certificates and signing requests, as OpenSSL sees them."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from state.certificates import Certificate, PooledKeyMaker, PrivateKey, read_private_key
from state.certificates.request import (
    Subject,
    check_subject,
    demo_certificate,
    request_key_id,
    self_signed,
    signing_request,
)
from state.errors import CertificateError
from tests.state.certificates import openssl
from tests.state.certificates.authority import NOW, ec_key, private_key

SUBJECT = Subject(
    common_name="mail.example.com",
    organization="Example",
    organizational_unit="Org",
    locality="San Francisco",
    state="CA",
    country="US",
)


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return PooledKeyMaker(1).rsa(2048)


def made(key: PrivateKey, subject: Subject = SUBJECT, *, days: int = 365) -> Certificate:
    return self_signed(key, subject, days=days, now=NOW, serial_number=4711)


def extensions(text: str) -> dict[str, str]:
    """Title of each extension in OpenSSL's text form to its line."""
    return dict(
        re.findall(r"^ +X509v3 (?!extensions)([^:]+):[^\n]*\n +([^\n]+)$", text, re.MULTILINE)
    )


def shown(certificate: Certificate) -> dict[str, str]:
    return extensions(openssl.text("x509", "-noout", "-text", stdin=certificate.pem))


def shown_request(request: str) -> dict[str, str]:
    return extensions(openssl.text("req", "-noout", "-text", stdin=request))


def test_subject_and_dates(key: PrivateKey) -> None:
    certificate = made(key)
    assert certificate.subject == "C=US,ST=CA,L=San Francisco,O=Example,OU=Org,CN=mail.example.com"
    assert certificate.not_before == NOW
    assert certificate.not_after == NOW + timedelta(days=365)
    assert certificate.serial_number == 4711
    assert certificate.signature_hash == "sha256"
    assert certificate.self_signed
    assert key.matches(certificate)


def test_the_same_input_gives_the_same_certificate(key: PrivateKey) -> None:
    assert made(key) == made(key)
    assert signing_request(key, SUBJECT) == signing_request(key, SUBJECT)


def test_fractions_of_a_second_are_dropped(key: PrivateKey) -> None:
    now = NOW.replace(microsecond=999_999)
    odd = self_signed(key, SUBJECT, days=1, now=now, serial_number=1)
    assert odd.not_before == NOW


def test_extensions_of_a_server(key: PrivateKey) -> None:
    found = shown(made(key))
    assert found.pop("Subject Key Identifier")
    assert found == {
        "Basic Constraints": "CA:FALSE",
        "Key Usage": "Digital Signature, Key Encipherment",
        "Extended Key Usage": "TLS Web Server Authentication, TLS Web Client Authentication",
        "Subject Alternative Name": "DNS:mail.example.com",
    }
    assert shown_request(signing_request(key, SUBJECT)) == found


def test_openssl_accepts_the_certificate_as_its_own_anchor(key: PrivateKey, tmp_path: Path) -> None:
    file = tmp_path / "self.pem"
    file.write_text(made(key).pem, "ascii")
    openssl.output(
        *("verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname"),
        *("mail.example.com", "-attime", str(int(NOW.timestamp()))),
        *("-CAfile", str(file), str(file)),
    )


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_openssl_verifies_the_request(key: PrivateKey, kind: str) -> None:
    signer = key if kind == "rsa" else private_key(ec_key())
    request = signing_request(signer, SUBJECT)
    result = openssl.run("req", "-verify", "-noout", stdin=request)
    assert result.returncode == 0
    assert b"OK" in result.stderr + result.stdout
    subject = openssl.text(
        *("req", "-noout", "-subject", "-nameopt", "RFC2253,-dn_rev"), stdin=request
    )
    assert (
        subject.strip() == "subject=C=US,ST=CA,L=San Francisco,O=Example,OU=Org,CN=mail.example.com"
    )
    assert request_key_id(request) == signer.key_id


def test_elliptic_curve_keys_do_not_encipher_keys() -> None:
    assert shown(made(private_key(ec_key())))["Key Usage"] == "Digital Signature"


@pytest.mark.parametrize(
    ("common_name", "names"),
    [
        ("mail.example.com", "DNS:mail.example.com"),
        ("*.example.com", "DNS:*.example.com"),
        ("localhost", "DNS:localhost"),
        ("192.168.42.42", "IP Address:192.168.42.42"),
        ("2001:db8::1", "IP Address:2001:DB8:0:0:0:0:0:1"),
        ("Example Company", None),
        ("under_score.example.com", None),
        ("a..b", None),
        ("999.999.999.999", None),
        ("x" * 64, None),
    ],
)
def test_common_name_as_alternative_name(
    key: PrivateKey, common_name: str, names: str | None
) -> None:
    subject = replace(SUBJECT, common_name=common_name)
    assert shown(made(key, subject)).get("Subject Alternative Name") == names
    request = signing_request(key, subject)
    assert shown_request(request).get("Subject Alternative Name") == names


def test_smime(key: PrivateKey) -> None:
    certificate = self_signed(
        key,
        SUBJECT,
        days=10,
        now=NOW,
        serial_number=1,
        dns_names=("mail.example.com", "mx.example.com"),
        emails=("admin@example.com", "postmaster@example.com"),
        smime=True,
    )
    found = shown(certificate)
    assert found["Extended Key Usage"] == "E-mail Protection"
    assert found["Key Usage"] == "Digital Signature, Non Repudiation, Key Encipherment"
    assert found["Subject Alternative Name"] == (
        "DNS:mail.example.com, DNS:mx.example.com, "
        "email:admin@example.com, email:postmaster@example.com"
    )
    request = signing_request(key, SUBJECT, emails=("admin@example.com",), smime=True)
    assert shown_request(request)["Extended Key Usage"] == "E-mail Protection"


def test_demo_certificate(key: PrivateKey) -> None:
    demo = demo_certificate(key, now=NOW, serial_number=7)
    name = "C=US,ST=California,L=San Bruno,O=Cisco Systems,CN=Cisco Appliance Demo Certificate"
    assert (demo.subject, demo.issuer) == (name, name)
    assert demo.not_after == NOW + timedelta(days=3650)
    assert (demo.key_text, demo.signature_hash) == ("RSA 2048", "sha256")
    assert demo.self_signed
    assert "Subject Alternative Name" not in shown(demo)


@pytest.mark.parametrize("country", ["U", "USA", "1A", "대한", "U ", "U\n"])
def test_country_of_other_than_two_letters(country: str) -> None:
    with pytest.raises(CertificateError) as caught:
        check_subject(replace(SUBJECT, country=country))
    assert caught.value.text == "Country should be a ISO two character country code"
    assert caught.value.field == "country"


def test_country_in_lower_case_is_written_in_upper_case(key: PrivateKey) -> None:
    assert made(key, replace(SUBJECT, country="us")).subject.startswith("C=US,")


BOUNDS = {
    "common_name": ("Common Name", 64),
    "organization": ("Organization", 64),
    "organizational_unit": ("Organizational Unit", 64),
    "locality": ("Locality or City", 128),
    "state": ("State or Province", 128),
}


@pytest.mark.parametrize("field", BOUNDS)
def test_upper_bounds_are_those_of_openssl(key: PrivateKey, field: str) -> None:
    title, bound = BOUNDS[field]
    longest = replace(SUBJECT, **{field: "x" * bound})
    request = signing_request(key, longest)
    assert "x" * bound in openssl.text("req", "-noout", "-subject", "-verify", stdin=request)
    with pytest.raises(CertificateError) as caught:
        made(key, replace(SUBJECT, **{field: "x" * (bound + 1)}))
    assert caught.value.text == f"{title} must not be longer than {bound} characters."
    assert caught.value.field == field


@pytest.mark.parametrize("value", ["예시", "a\x00b", "a\nb", "\x1b[2J", "caf\u00e9", "a\ud800"])
@pytest.mark.parametrize("field", BOUNDS)
def test_other_than_printable_ascii_is_refused(key: PrivateKey, field: str, value: str) -> None:
    with pytest.raises(CertificateError) as caught:
        signing_request(key, replace(SUBJECT, **{field: value}))
    assert "printable ASCII" in caught.value.text
    assert caught.value.field == field


def test_empty_fields_are_left_out_but_not_the_common_name(key: PrivateKey) -> None:
    assert made(key, Subject("mail.example.com")).subject == "CN=mail.example.com"
    with pytest.raises(CertificateError) as caught:
        made(key, Subject(""))
    assert (caught.value.text, caught.value.field) == ("The value cannot be blank.", "common_name")


@pytest.mark.parametrize("days", [-1, 0, 36501, 10**12])
def test_days_out_of_range(key: PrivateKey, days: int) -> None:
    with pytest.raises(CertificateError) as caught:
        made(key, days=days)
    assert caught.value.text == "The value must be between 1 and 36500."


def test_the_end_of_time(key: PrivateKey) -> None:
    late = datetime(9950, 1, 1, tzinfo=UTC)
    with pytest.raises(CertificateError) as caught:
        self_signed(key, SUBJECT, days=36500, now=late, serial_number=1)
    assert caught.value.field == "days"


@pytest.mark.parametrize(
    "email", ["", "admin", "@example.com", "a b@example.com", "관리자@example.com", "a@b\n"]
)
def test_bad_email_addresses(key: PrivateKey, email: str) -> None:
    with pytest.raises(CertificateError) as caught:
        signing_request(key, SUBJECT, emails=(email,), smime=True)
    assert caught.value.field == "emails"


@pytest.mark.parametrize("name", ["", "a b", "메일.example.com", "-a.example.com", "*", "a.*.com"])
def test_bad_dns_names(key: PrivateKey, name: str) -> None:
    with pytest.raises(CertificateError) as caught:
        signing_request(key, SUBJECT, dns_names=(name,), smime=True)
    assert caught.value.field == "dns_names"


def test_what_is_no_request_has_no_key() -> None:
    for text in ("", "junk", made(PooledKeyMaker(1).rsa(1024)).pem):
        with pytest.raises(CertificateError, match="Invalid certificate signing request"):
            request_key_id(text)


def test_a_request_of_a_version_that_nobody_knows() -> None:
    request = signing_request(private_key(ec_key()), SUBJECT)
    der = openssl.output("req", "-outform", "DER", stdin=request)
    place = der.index(b"\x02\x01\x00")
    changed = der[: place + 2] + b"\x07" + der[place + 3 :]
    encoded = base64.encodebytes(changed).decode("ascii")
    text = f"-----BEGIN CERTIFICATE REQUEST-----\n{encoded}-----END CERTIFICATE REQUEST-----\n"
    with pytest.raises(CertificateError, match="Invalid certificate signing request"):
        request_key_id(text)


def test_smallest_key_signs() -> None:
    small = read_private_key(
        openssl.output("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:512")
    )
    assert made(small).self_signed
