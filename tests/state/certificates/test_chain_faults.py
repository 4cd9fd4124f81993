"""Each fault of a stored chain is named, and a sound chain has none."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from state.certificates import Certificate, PooledKeyMaker
from state.certificates.chain_faults import Fault, chain_faults
from tests.state.certificates import openssl
from tests.state.certificates.authority import NOW, YEAR, Issued, Wish, issue, leaf
from tests.state.certificates.conftest import Hierarchy


def faults(server: Issued, *stored: Issued) -> list[tuple[str, str]]:
    found = chain_faults(server.certificate, [each.certificate for each in stored], NOW)
    assert all(isinstance(each, Fault) for each in found)
    return [(each.kind, each.text) for each in found]


def test_sound_chain(hierarchy: Hierarchy) -> None:
    assert faults(hierarchy.server, hierarchy.issuing, hierarchy.intermediate) == []
    assert faults(hierarchy.server, hierarchy.issuing) == []


def test_self_signed_certificate_needs_no_intermediate() -> None:
    assert faults(issue("mail.example.com", wish=Wish(ca=False))) == []


def test_missing_intermediate(hierarchy: Hierarchy) -> None:
    text = 'The intermediate certificate "CN=Example Issuing CA 1" is missing.'
    assert faults(hierarchy.server) == [("missing intermediate", text)]


def test_intermediate_of_an_earlier_authority(hierarchy: Hierarchy) -> None:
    earlier = issue("Earlier CA", issue("Earlier Root"))
    kinds = [kind for kind, _ in faults(hierarchy.server, earlier)]
    assert kinds == ["missing intermediate", "stranger"]


def test_wrong_order(hierarchy: Hierarchy) -> None:
    text = (
        "The intermediate certificates are not in order: "
        '"CN=Example Issuing CA 1" should come before "CN=Example Intermediate CA".'
    )
    assert faults(hierarchy.server, hierarchy.intermediate, hierarchy.issuing) == [
        ("wrong order", text)
    ]


def test_duplicate(hierarchy: Hierarchy) -> None:
    text = 'The certificate "CN=Example Issuing CA 1" is stored twice.'
    assert faults(hierarchy.server, hierarchy.issuing, hierarchy.issuing) == [("duplicate", text)]


def test_old_and_new_intermediate(hierarchy: Hierarchy) -> None:
    old = issue("Example Issuing CA 1", hierarchy.intermediate, Wish(key=hierarchy.issuing.key))
    text = '2 different certificates have the subject "CN=Example Issuing CA 1".'
    assert faults(hierarchy.server, hierarchy.issuing, old) == [("same subject twice", text)]


def test_root_included(hierarchy: Hierarchy) -> None:
    text = 'The root certificate "CN=Example Root" is included. Peers do not need it.'
    chain = (hierarchy.issuing, hierarchy.intermediate, hierarchy.root)
    assert faults(hierarchy.server, *chain) == [("root included", text)]


def test_stranger(hierarchy: Hierarchy) -> None:
    text = 'The certificate "CN=Stranger" does not belong to the chain.'
    stranger = issue("Stranger", hierarchy.root)
    assert faults(hierarchy.server, hierarchy.issuing, stranger) == [("stranger", text)]


def test_dates(hierarchy: Hierarchy) -> None:
    expired = issue("Expired CA", hierarchy.root, Wish(end=NOW - timedelta(seconds=1)))
    server = leaf(
        "mail.example.com", expired, Wish(ca=False, start=NOW + timedelta(1), end=NOW + YEAR)
    )
    assert faults(server, expired) == [
        ("not yet valid", 'The certificate "CN=mail.example.com" is not yet valid.'),
        ("expired", 'The certificate "CN=Expired CA" has expired.'),
    ]


def test_weak_key(hierarchy: Hierarchy) -> None:
    weak = PooledKeyMaker(1).rsa(1024).signing_key
    server = leaf("mail.example.com", hierarchy.issuing, Wish(key=weak, ca=False))
    text = 'The certificate "CN=mail.example.com" has a weak key (RSA 1024).'
    assert faults(server, hierarchy.issuing) == [("weak key", text)]


@pytest.mark.parametrize("algorithm", ["sha1", "md5"])
def test_weak_signature(algorithm: str, tmp_path: Path) -> None:
    weak = signed_by_openssl(algorithm, tmp_path)
    found = chain_faults(weak, (), weak.not_before)
    text = f'The certificate "CN=mail.example.com" has a weak signature ({algorithm}).'
    assert [(each.kind, each.text) for each in found][1:] == [("weak signature", text)]


def signed_by_openssl(algorithm: str, folder: Path) -> Certificate:
    """With a signature that nobody but OpenSSL makes any more."""
    root = issue("Example Root", wish=Wish(key=PooledKeyMaker(2).rsa(2048).signing_key))
    for name, content in (
        ("root", root.certificate.pem),
        ("root.key", root.private_key.pem),
        ("key", PooledKeyMaker(3).rsa(2048).pem),
    ):
        (folder / name).write_text(content, "ascii")
    request = openssl.text(
        "req", "-new", "-key", str(folder / "key"), "-subj", "/CN=mail.example.com"
    )
    return Certificate.from_pem(
        openssl.text(
            *("x509", "-req", f"-{algorithm}", "-set_serial", "1"),
            *("-CA", str(folder / "root"), "-CAkey", str(folder / "root.key")),
            stdin=request,
        )
    )
