"""Revocation lists as `openssl ca` makes them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from state.certificates.crl import RevocationList, read_crl
from state.errors import CertificateError
from tests.state.certificates import openssl
from tests.state.certificates.authority import Issued, Wish, ec_key, issue
from tests.state.certificates.conftest import Hierarchy

CONFIGURATION = """
[ca]
default_ca = default
[default]
database = {folder}/index
crlnumber = {folder}/number
default_md = sha256
default_crl_days = 30
"""
INDEX = (
    "R\t300101000000Z\t240101000000Z,keyCompromise\t05\tunknown\t/CN=a\n"
    "R\t300101000000Z\t240101000000Z\t0BCD{long}\tunknown\t/CN=b\n"
)
LONG = "EF" * 17


def make(folder: Path, authority: Issued) -> bytes:
    """A list with two revoked certificates, in PEM."""
    files = {
        "index": INDEX.format(long=LONG),
        "number": "01\n",
        "configuration": CONFIGURATION.format(folder=folder),
        "key": authority.private_key.pem,
        "certificate": authority.certificate.pem,
    }
    for name, content in files.items():
        (folder / name).write_text(content, "ascii")
    return openssl.output(
        *("ca", "-gencrl", "-config", str(folder / "configuration")),
        *("-keyfile", str(folder / "key"), "-cert", str(folder / "certificate")),
    )


@pytest.fixture
def pem(tmp_path: Path, hierarchy: Hierarchy) -> bytes:
    return make(tmp_path, hierarchy.root)


def test_both_forms_are_the_same_list(pem: bytes) -> None:
    der = openssl.output("crl", "-outform", "DER", stdin=pem)
    assert read_crl(pem) == read_crl(der) == RevocationList(der)
    assert read_crl(pem.replace(b"\n", b"\r\n")) == RevocationList(der)
    assert read_crl(openssl.output("crl", "-text", stdin=pem)) == RevocationList(der)


def test_contents(pem: bytes) -> None:
    crl = read_crl(pem)
    assert crl.issuer == "CN=Example Root"
    assert crl.next_update is not None
    assert crl.next_update - crl.this_update == timedelta(days=30)
    assert crl.is_revoked(5)
    assert crl.is_revoked(int("0BCD" + LONG, 16))
    for number in (0, 4, 6, -5, -251, 2**200):
        assert not crl.is_revoked(number)


def test_signature(pem: bytes, hierarchy: Hierarchy) -> None:
    crl = read_crl(pem)
    assert crl.signed_by(hierarchy.root.certificate)
    assert not crl.signed_by(hierarchy.intermediate.certificate)
    impostor = issue("Example Root", wish=Wish(key=ec_key(1)))
    assert not crl.signed_by(impostor.certificate)
    damaged = bytearray(crl.der)
    damaged[-1] ^= 1
    assert not RevocationList(bytes(damaged)).signed_by(hierarchy.root.certificate)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "file is empty"),
        (b"  \n", "file is empty"),
        (b"<html>404</html>", "not a CRL"),
        (b"\x30\x03\x02\x01\x01", "not a CRL"),
        (b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", "not a CRL"),
        (b"-----BEGIN X509 CRL-----\n", "not a CRL"),
        (b"\x30" * (32 * 1024 * 1024 + 1), "file too large"),
    ],
    ids=range(7),
)
def test_what_is_no_list(data: bytes, reason: str) -> None:
    with pytest.raises(CertificateError) as caught:
        read_crl(data)
    assert caught.value.text == reason


def test_a_certificate_is_no_list(hierarchy: Hierarchy) -> None:
    for data in (hierarchy.root.certificate.pem.encode(), hierarchy.root.certificate.der):
        with pytest.raises(CertificateError, match="not a CRL"):
            read_crl(data)


def test_truncated_list(pem: bytes) -> None:
    der = read_crl(pem).der
    for length in range(1, len(der), 13):
        with pytest.raises(CertificateError, match="not a CRL"):
            read_crl(der[:length])
