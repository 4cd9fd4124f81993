"""Chains that verify and chains that do not: the same verdict as OpenSSL, in the appliance's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from state.certificates.authorities import system_authorities
from state.certificates.issuers import MAXIMUM_SIGNATURES
from state.certificates.links import _signed_by
from state.certificates.verify import verify_chain
from tests.state.certificates import openssl
from tests.state.certificates.authority import (
    NOW,
    YEAR,
    Issued,
    Wish,
    ec_key,
    issue,
    leaf,
    private_key,
    tangle,
)
from tests.state.certificates.conftest import Hierarchy

EXPIRED = Wish(end=NOW - timedelta(days=1))
FUTURE = Wish(start=NOW + timedelta(days=1))
# OpenSSL's words for it from version 3.0 on; the appliance has the older ones.
NEWER_WORDS = {
    "self-signed certificate": "self signed certificate",
    "self-signed certificate in certificate chain": "self signed certificate in certificate chain",
    "unable to get issuer certificate": "unable to get local issuer certificate",
}


def judged(
    server: Issued,
    stored: Sequence[Issued],
    trusted: Sequence[Issued],
    now: datetime = NOW,
) -> str | None:
    return verify_chain(
        server.certificate,
        [each.certificate for each in stored],
        [each.certificate for each in trusted],
        now,
    )


def openssl_verdict(
    folder: Path, server: Issued, stored: Sequence[Issued], trusted: Sequence[Issued]
) -> str | None:
    """The first error that `openssl verify` names, None when it accepts the chain."""
    for name, content in (("server", [server]), ("stored", stored), ("trusted", trusted)):
        (folder / name).write_text("".join(each.certificate.pem for each in content), "ascii")
    result = openssl.run(
        *("verify", "-attime", str(int(NOW.timestamp())), "-no-CApath", "-no-CAstore"),
        *(("-CAfile", str(folder / "trusted")) if trusted else ("-no-CAfile",)),
        *(("-untrusted", str(folder / "stored")) if stored else ()),
        str(folder / "server"),
    )
    if result.returncode == 0:
        return None
    first = next(line for line in result.stderr.decode().splitlines() if line.startswith("error "))
    words = first.partition("lookup: ")[2]
    return NEWER_WORDS.get(words, words)


class Cases:
    """Server, stored intermediates and trusted authorities by name of the case."""

    def __init__(self) -> None:
        self.root = issue("Example Root")
        self.intermediate = issue("Example Intermediate CA", self.root)
        self.issuing = issue("Example Issuing CA 1", self.intermediate)
        self.server = leaf("mail.example.com", self.issuing)

    def build(self, name: str) -> tuple[Issued, list[Issued], list[Issued], str | None]:
        stored, trusted = [self.issuing, self.intermediate], [self.root]
        return {
            "sound": (self.server, stored, trusted, None),
            "wrong order": (self.server, stored[::-1], trusted, None),
            "duplicates": (self.server, stored * 2, trusted, None),
            "root included": (self.server, [*stored, self.root], trusted, None),
            "no intermediate": (
                self.server,
                [],
                trusted,
                "unable to get local issuer certificate",
            ),
            "gap": (
                self.server,
                [self.issuing],
                trusted,
                "unable to get local issuer certificate",
            ),
            "nothing trusted": (
                self.server,
                stored,
                [],
                "unable to get local issuer certificate",
            ),
            "root sent but not trusted": (
                self.server,
                [*stored, self.root],
                [issue("Other Root")],
                "self signed certificate in certificate chain",
            ),
            "self-signed": (
                issue("mail.example.com", wish=Wish(ca=False)),
                [],
                trusted,
                "self signed certificate",
            ),
            "expired": (
                issue("mail.example.com", self.issuing, Wish(ca=False, end=EXPIRED.end)),
                stored,
                trusted,
                "certificate has expired",
            ),
            "not yet valid": (
                issue("mail.example.com", self.issuing, Wish(ca=False, start=FUTURE.start)),
                stored,
                trusted,
                "certificate is not yet valid",
            ),
            "intermediate without the CA flag": (
                leaf("mail.example.com", issue("No CA", self.root, Wish(ca=False))),
                [issue("No CA", self.root, Wish(ca=False))],
                trusted,
                "unable to get local issuer certificate",
            ),
        }[name]


CASES = [
    "sound",
    "wrong order",
    "duplicates",
    "root included",
    "no intermediate",
    "gap",
    "nothing trusted",
    "root sent but not trusted",
    "self-signed",
    "expired",
    "not yet valid",
    "intermediate without the CA flag",
]


@pytest.fixture(scope="module")
def cases() -> Cases:
    return Cases()


@pytest.mark.parametrize("name", CASES)
def test_verdict_and_that_of_openssl(cases: Cases, name: str, tmp_path: Path) -> None:
    server, stored, trusted, expected = cases.build(name)
    assert judged(server, stored, trusted) == expected
    verdict = openssl_verdict(tmp_path, server, stored, trusted)
    if name == "intermediate without the CA flag":
        # The appliance's list has no word for it.
        assert verdict == "invalid CA certificate"
    else:
        assert verdict == expected


def test_trusted_self_signed_certificate(tmp_path: Path) -> None:
    own = issue("mail.example.com", wish=Wish(ca=False))
    assert judged(own, [], [own]) is None
    assert openssl_verdict(tmp_path, own, [], [own]) is None


def test_expired_intermediate_and_expired_root(hierarchy: Hierarchy, tmp_path: Path) -> None:
    old = issue("Old CA", hierarchy.root, EXPIRED)
    server = leaf("mail.example.com", old)
    assert judged(server, [old], [hierarchy.root]) == "certificate has expired"
    assert openssl_verdict(tmp_path, server, [old], [hierarchy.root]) == "certificate has expired"
    old_root = issue("Old Root", wish=EXPIRED)
    server = leaf("mail.example.com", old_root)
    assert judged(server, [], [old_root]) == "certificate has expired"
    assert openssl_verdict(tmp_path, server, [], [old_root]) == "certificate has expired"


def test_first_and_last_second(hierarchy: Hierarchy) -> None:
    chain = ([hierarchy.issuing, hierarchy.intermediate], [hierarchy.root])
    server = hierarchy.server
    end = server.certificate.not_after
    assert judged(server, *chain, end) is None
    assert judged(server, *chain, end + timedelta(seconds=0.5)) is None
    assert judged(server, *chain, end + timedelta(seconds=1)) == "certificate has expired"
    start = server.certificate.not_before
    assert judged(server, *chain, start) is None
    early = start - timedelta(seconds=1)
    assert judged(server, *chain, early) == "certificate is not yet valid"


def test_cross_signed_any_way_that_leads_somewhere(hierarchy: Hierarchy, tmp_path: Path) -> None:
    older = issue("Older Root")
    crossed = issue("Example Root", older, Wish(key=hierarchy.root.key))
    stored = [hierarchy.issuing, hierarchy.intermediate, crossed]
    for trusted in ([older], [hierarchy.root], [older, hierarchy.root]):
        assert judged(hierarchy.server, stored, trusted) is None
        assert openssl_verdict(tmp_path, hierarchy.server, stored, trusted) is None


def test_expired_way_beside_a_valid_one(hierarchy: Hierarchy) -> None:
    old = issue(
        "Example Issuing CA 1",
        hierarchy.intermediate,
        Wish(key=hierarchy.issuing.key, end=EXPIRED.end),
    )
    for stored in ([old, hierarchy.issuing], [hierarchy.issuing, old]):
        chain = [*stored, hierarchy.intermediate]
        assert judged(hierarchy.server, chain, [hierarchy.root]) is None


def test_dates_say_more_than_a_way_that_leads_nowhere(hierarchy: Hierarchy) -> None:
    old = issue("CA", hierarchy.root, EXPIRED)
    elsewhere = issue("CA", issue("Unknown Root"), Wish(key=old.key))
    server = leaf("mail.example.com", old, Wish(ca=False, identifiers=False))
    assert judged(server, [old, elsewhere], [hierarchy.root]) == "certificate has expired"


def test_renewed_root_of_the_same_key(tmp_path: Path) -> None:
    """The peer sends the expired root; the trusted one is its successor."""
    key = ec_key(60)
    old, new = issue("Root", wish=Wish(key=key, end=EXPIRED.end)), issue("Root", wish=Wish(key=key))
    server = leaf("mail.example.com", old)
    assert judged(server, [old], [new]) is None
    assert openssl_verdict(tmp_path, server, [old], [new]) is None


def test_a_trusted_intermediate_ends_the_way(hierarchy: Hierarchy) -> None:
    assert judged(hierarchy.server, [], [hierarchy.issuing]) is None


@pytest.mark.parametrize(("allowed", "sound"), [(0, False), (1, True)])
def test_path_length(allowed: int, sound: bool, tmp_path: Path) -> None:
    root = issue("Short Root", wish=Wish(path_length=allowed))
    intermediate = issue("Intermediate", root)
    server = leaf("mail.example.com", intermediate)
    assert (judged(server, [intermediate], [root]) is None) is sound
    assert (openssl_verdict(tmp_path, server, [intermediate], [root]) is None) is sound


@pytest.mark.parametrize("may_sign", [True, False])
def test_key_usage_of_an_issuer(hierarchy: Hierarchy, may_sign: bool, tmp_path: Path) -> None:
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=may_sign,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    ca = issue("Limited CA", hierarchy.root, Wish(extensions=[(usage, True)]))
    server = leaf("mail.example.com", ca)
    assert (judged(server, [ca], [hierarchy.root]) is None) is may_sign
    assert (openssl_verdict(tmp_path, server, [ca], [hierarchy.root]) is None) is may_sign


def test_root_of_version_1(tmp_path: Path) -> None:
    """It cannot say that it is an authority: being trusted says it, and nothing else does."""
    key = tmp_path / "key"
    key.write_text(private_key(ec_key(80)).pem, "ascii")
    request = openssl.output("req", "-new", "-key", str(key), "-subj", "/CN=V1")
    pem = openssl.output("x509", "-req", "-signkey", str(key), "-days", "1", stdin=request)
    root = Issued(x509.load_pem_x509_certificate(pem), ec_key(80))
    assert root.certificate.facts.version == 1
    server = leaf("mail.example.com", root, Wish(ca=False, start=NOW, end=NOW + 90 * YEAR))
    now = root.certificate.not_before
    assert judged(server, [], [root], now) is None
    untrusted = judged(server, [root], [], now)
    assert untrusted == "unable to get local issuer certificate"


def test_a_loop_of_authorities_is_no_chain() -> None:
    one_key, two_key = ec_key(90), ec_key(91)
    one = issue("One", Issued(issue("Two").x509, two_key), Wish(key=one_key))
    two = issue("Two", Issued(issue("One").x509, one_key), Wish(key=two_key))
    server = leaf("mail.example.com", one)
    assert judged(server, [one, two], []) == "unable to get local issuer certificate"


def test_a_hundred_cross_signed_authorities_are_quick(hierarchy: Hierarchy) -> None:
    many, signer = tangle(100)
    server = leaf("mail.example.com", signer, Wish(ca=False, identifiers=False))
    _signed_by.cache_clear()
    verdict = judged(server, many, [hierarchy.root])
    assert verdict == "unable to get local issuer certificate"
    # Beside the search, each certificate is asked once whether it signed itself.
    assert _signed_by.cache_info().misses <= MAXIMUM_SIGNATURES + len(many) + 1
    root = issue("Tangle A", wish=Wish(key=signer.key, identifiers=False))
    assert judged(server, many, [root]) is None


def test_every_system_authority_verifies_itself() -> None:
    trusted = system_authorities()
    for each in trusted:
        assert verify_chain(each, (), trusted, each.not_before) is None
