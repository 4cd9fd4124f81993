"""Damaged and random input ends in a CertificateError or in a value, never in a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from state.certificates import Certificate, PooledKeyMaker, read_certificates, read_private_key
from state.certificates.authorities import system_authorities
from state.certificates.chain import arrange, split_leaf
from state.certificates.chain_faults import chain_faults
from state.certificates.crl import read_crl
from state.certificates.facts import INVALID_CERTIFICATE
from state.certificates.names import names_fully_qualified
from state.certificates.pkcs12 import UNREADABLE, read_pkcs12
from state.certificates.private_keys import INVALID_KEY
from state.certificates.validity import days_remaining, status, warnings
from state.certificates.verify import verify_chain
from state.errors import CertificateError
from tests.state.certificates import openssl
from tests.state.certificates.authority import NOW, ec_key, issue, leaf, private_key
from tests.state.certificates.test_crl import make

quick = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)

Change = Callable[[bytes], bytes]


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """A few octets set, a piece cut out, a piece doubled, or the end cut off."""
    kind = draw(st.sampled_from(["set", "set", "set", "cut", "double", "end"]))
    places = draw(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=4))
    values = draw(st.binary(min_size=4, max_size=4))
    length = draw(st.integers(1, 40))

    def change(data: bytes) -> bytes:
        changed = bytearray(data)
        at = int(places[0] * len(data))
        if kind == "set":
            for place, value in zip(places, values, strict=False):
                changed[int(place * len(data))] = value
        elif kind == "cut":
            del changed[at : at + length]
        elif kind == "double":
            changed[at:at] = changed[at : at + length]
        else:
            del changed[at:]
        return bytes(changed)

    return change


T = TypeVar("T")


def attempt(read: Callable[[], T], *texts: str) -> T | None:
    """What was read, or None after a CertificateError with one of these texts."""
    try:
        return read()
    except CertificateError as error:
        if error.text in texts:
            return None
        raise


def use(certificate: Certificate) -> None:
    """Asks a certificate everything that there is to ask."""
    texts = (
        certificate.subject,
        certificate.issuer,
        certificate.common_name,
        certificate.issuer_name,
        *certificate.dns_names,
        *certificate.email_names,
    )
    assert all(text.isprintable() for text in texts)
    assert isinstance(certificate.serial_number, int)
    assert certificate.key_id == "" or len(certificate.key_id) == 64
    assert Certificate.from_pem(certificate.pem) == certificate
    assert status(certificate, NOW) in {"Active", "Expired", "Not Yet Valid"}
    assert days_remaining(certificate, NOW) >= 0
    warnings(certificate, NOW)
    names_fully_qualified(certificate)
    arrange(certificate, [certificate, _SERVER])
    arrange(_SERVER, [certificate, _CA])
    chain_faults(_SERVER, [certificate], NOW)
    split_leaf([_SERVER, certificate])
    verify_chain(certificate, [_CA], [certificate, _CA], NOW)
    verify_chain(_SERVER, [certificate], [_ROOT], NOW)


_ISSUED_ROOT = issue("Example Root")
_ROOT = _ISSUED_ROOT.certificate
_ISSUED_CA = issue("Example Issuing CA 1", _ISSUED_ROOT)
_CA = _ISSUED_CA.certificate
_SERVER = leaf("mail.example.com", _ISSUED_CA).certificate
_SAMPLES = (_ROOT, _CA, _SERVER, *system_authorities()[:20])


@quick
@given(st.sampled_from(_SAMPLES), changes())
def test_damaged_certificates(sample: Certificate, change: Change) -> None:
    found = attempt(lambda: read_certificates(change(sample.der)), INVALID_CERTIFICATE)
    for each in found or ():
        use(each)


@quick
@given(changes())
def test_damaged_pem(change: Change) -> None:
    data = change((_SERVER.pem + _CA.pem).encode("ascii"))
    from_bytes = attempt(lambda: read_certificates(data), INVALID_CERTIFICATE)
    from_text = attempt(lambda: read_certificates(data.decode("latin-1")), INVALID_CERTIFICATE)
    assert from_bytes == from_text


_KEYS = [
    openssl.output("pkey", "-outform", "DER", *options, stdin=key.pem)
    for key in (PooledKeyMaker(1).rsa(1024), private_key(ec_key()))
    for options in ((), ("-traditional",))
]


@quick
@given(st.sampled_from(_KEYS), changes())
def test_damaged_keys(sample: bytes, change: Change) -> None:
    key = attempt(lambda: read_private_key(change(sample)), INVALID_KEY)
    if key is not None:
        assert key.key_text
        assert read_private_key(key.pem) == key


@quick
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_random_input(data: bytes | str) -> None:
    for read in (read_certificates, read_private_key):
        with pytest.raises(CertificateError):
            read(data)
    if isinstance(data, bytes):
        with pytest.raises(CertificateError):
            read_crl(data)
        with pytest.raises(CertificateError):
            read_pkcs12(data, "")
    else:
        with pytest.raises(CertificateError):
            Certificate.from_pem(data)


def _pkcs12_samples() -> list[bytes]:
    pem = private_key(_ISSUED_CA.key).pem + _CA.pem + _ROOT.pem
    kinds: tuple[tuple[str, ...], ...] = (
        (),
        ("-legacy",),
        ("-nomac",),
        ("-nomac", "-keypbe", "NONE", "-certpbe", "NONE"),
    )
    return [
        openssl.output("pkcs12", "-export", "-iter", "1", "-passout", "pass:pass", *kind, stdin=pem)
        for kind in kinds
    ]


_PKCS12 = _pkcs12_samples()


@quick
@given(st.sampled_from(_PKCS12), changes())
def test_damaged_pkcs12(sample: bytes, change: Change) -> None:
    bundle = attempt(lambda: read_pkcs12(change(sample), "pass"), UNREADABLE)
    if bundle is not None:
        assert bundle.key.matches(bundle.certificate)
        assert all(isinstance(each.subject, str) for each in bundle.chain)


@settings(quick, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(change=changes())
def test_damaged_crl(change: Change, crl: bytes) -> None:
    found = attempt(lambda: read_crl(change(crl)), "not a CRL", "file is empty")
    if found is None:
        return
    assert found.issuer.isprintable()
    assert found.this_update.tzinfo is not None
    assert isinstance(found.is_revoked(5), bool)
    assert isinstance(found.signed_by(_ROOT), bool)


@pytest.fixture(scope="module")
def crl(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder: Path = tmp_path_factory.mktemp("crl")
    return read_crl(make(folder, _ISSUED_ROOT)).der
