"""The lab's authority: requests, revocation lists and wishes, judged by OpenSSL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esatui.lab.ca import LabAuthority
from esatui.lab.keys import FreshKeys, SeededKeys
from esatui.lab.wish import DAY, Wish
from state.certificates.crl import read_crl
from state.clock import FrozenClock
from state.errors import CertificateError
from tests.state.certificates import openssl

NOW = datetime(2024, 5, 20, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def authority() -> LabAuthority:
    return LabAuthority(SeededKeys(3), FrozenClock(NOW))


def test_request_of_openssl_is_signed(authority: LabAuthority, tmp_path: Path) -> None:
    request = openssl.text(
        *("req", "-new", "-newkey", "rsa:1024", "-nodes", "-keyout", str(tmp_path / "key")),
        *("-subj", "/O=Example/CN=mail.example.com"),
        *("-addext", "subjectAltName=DNS:mail.example.com,DNS:example.com"),
    )
    root = authority.root("Lab Root CA")
    certificate = authority.sign_request(request, root, Wish(end=90 * DAY))
    assert certificate.subject == "O=Example,CN=mail.example.com"
    assert certificate.dns_names == ("mail.example.com", "example.com")
    assert certificate.issuer_name == "Lab Root CA"
    assert certificate.not_after == NOW + timedelta(days=90)
    assert not certificate.is_ca
    key = openssl.text("pkey", "-in", str(tmp_path / "key"), "-pubout")
    assert openssl.text("x509", "-noout", "-pubkey", stdin=certificate.pem) == key


@pytest.mark.parametrize(
    "request_text",
    [
        "",
        "nothing",
        "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n",
    ],
)
def test_no_request(authority: LabAuthority, request_text: str) -> None:
    with pytest.raises(CertificateError):
        authority.sign_request(request_text, authority.root("Lab Root CA"))


def test_request_that_somebody_changed(authority: LabAuthority, tmp_path: Path) -> None:
    der = openssl.output(
        *("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
        *("-keyout", str(tmp_path / "key"), "-subj", "/CN=mail.example.com", "-outform", "DER"),
    )
    changed = der.replace(b"mail.example.com", b"evil.example.com")
    pem = openssl.text("req", "-inform", "DER", stdin=changed)
    with pytest.raises(CertificateError):
        authority.sign_request(pem, authority.root("Lab Root CA"))


def test_revocation_list(authority: LabAuthority, tmp_path: Path) -> None:
    root = authority.root("Lab Root CA")
    bad, good = (authority.server(name, issuer=root) for name in ("bad.example", "good.example"))
    crl = read_crl(authority.crl(root, [bad.certificate]))
    assert crl.is_revoked(bad.certificate.serial_number)
    assert not crl.is_revoked(good.certificate.serial_number)
    assert crl.signed_by(root.certificate)
    (tmp_path / "root").write_text(root.certificate.pem, "ascii")
    (tmp_path / "crl").write_bytes(openssl.output("crl", "-inform", "DER", stdin=crl.der))
    for issued, sound in ((bad, False), (good, True)):
        (tmp_path / "cert").write_text(issued.certificate.pem, "ascii")
        result = openssl.run(
            *("verify", "-attime", str(int(NOW.timestamp())), "-crl_check"),
            *("-CAfile", str(tmp_path / "root"), "-CRLfile", str(tmp_path / "crl")),
            str(tmp_path / "cert"),
        )
        assert (result.returncode == 0) is sound


def test_sha1_needs_rsa(authority: LabAuthority) -> None:
    root = authority.root("Lab Root CA")
    with pytest.raises(ValueError, match="RSA"):
        authority.server("mail.example.com", issuer=root, wish=Wish(digest="sha1"))


def test_wishes_show(authority: LabAuthority) -> None:
    wish = Wish(
        organization="Example",
        path_length=0,
        permitted=("example.com",),
        excluded=("bad.example.com",),
        crl_url="http://crl.example.com/lab.crl",
        digest="sha384",
    )
    text = openssl.text(
        "x509", "-noout", "-text", stdin=authority.root("Limited", wish).certificate.pem
    )
    for part in (
        "CA:TRUE, pathlen:0",
        "DNS:example.com",
        "DNS:bad.example.com",
        "URI:http://crl.example.com/lab.crl",
        "ecdsa-with-SHA384",
        "Certificate Sign, CRL Sign",
    ):
        assert part in text


def test_fresh_keys_differ() -> None:
    keys = FreshKeys()
    assert keys.elliptic() != keys.elliptic()
    assert keys.serial_number() != keys.serial_number()
    assert SeededKeys(1).elliptic() == SeededKeys(1).elliptic()
    assert SeededKeys(1).elliptic() != SeededKeys(2).elliptic()
