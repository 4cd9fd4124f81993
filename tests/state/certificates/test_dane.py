"""TLSA records: usages, selectors, matching types, and what beside them counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256, sha512
from itertools import product

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from state.certificates.certificate import Certificate
from state.certificates.dane import MISMATCH, dane_fault, matches, usable
from state.certificates.peer_names import PeerNames
from tests.state.certificates import openssl
from tests.state.certificates.authority import NOW, Issued, Wish, issue, leaf
from tests.state.certificates.conftest import Hierarchy

NAMES = PeerNames(domain="example.com", exchanger="mail.example.com")
ELSEWHERE = PeerNames(domain="example.org", exchanger="mx.example.org")


@dataclass(frozen=True)
class Record:
    usage: int
    selector: int
    matching: int
    data: bytes


def record(usage: int, selector: int, matching: int, issued: Issued) -> Record:
    der = issued.certificate.der
    if selector:
        key = issued.x509.public_key()
        der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    data = {0: der, 1: sha256(der).digest(), 2: sha512(der).digest()}[matching]
    return Record(usage, selector, matching, data)


def chain_of(hierarchy: Hierarchy) -> list[Certificate]:
    issued = (hierarchy.server, hierarchy.issuing, hierarchy.intermediate)
    return [each.certificate for each in issued]


KINDS = list(product([0, 1], [0, 1, 2]))


@pytest.mark.parametrize(("selector", "matching"), KINDS)
def test_end_entity(hierarchy: Hierarchy, selector: int, matching: int) -> None:
    chain = chain_of(hierarchy)
    right = record(3, selector, matching, hierarchy.server)
    assert dane_fault(chain, [right], NAMES, NOW) is None
    # Neither names nor dates nor the rest of the chain count.
    assert dane_fault(chain[:1], [right], ELSEWHERE, NOW + timedelta(days=9999)) is None
    wrong = record(3, selector, matching, hierarchy.issuing)
    assert dane_fault(chain, [wrong], NAMES, NOW) == MISMATCH
    assert dane_fault(chain, [wrong, right], NAMES, NOW) is None


@pytest.mark.parametrize(("selector", "matching"), KINDS)
@pytest.mark.parametrize("anchor", ["issuing", "intermediate", "root"])
def test_trust_anchor(hierarchy: Hierarchy, anchor: str, selector: int, matching: int) -> None:
    chain = [*chain_of(hierarchy), hierarchy.root.certificate]
    right = record(2, selector, matching, getattr(hierarchy, anchor))
    assert dane_fault(chain, [right], NAMES, NOW) is None
    assert dane_fault(chain, [right], ELSEWHERE, NOW) == "hostname mismatch"
    late = NOW + timedelta(days=9999)
    assert dane_fault(chain, [right], NAMES, late) == "certificate has expired"


def test_name_is_that_of_exchanger_or_domain(hierarchy: Hierarchy) -> None:
    chain = chain_of(hierarchy)
    right = [record(2, 1, 1, hierarchy.issuing)]
    by_domain = PeerNames(domain="mail.example.com", exchanger="mx.example.org")
    assert dane_fault(chain, right, by_domain, NOW) is None
    # Other exchangers of the domain are not this one.
    others = PeerNames(
        domain="example.com", exchanger="mx2.example.com", mx_hosts=("mail.example.com",)
    )
    assert dane_fault(chain, right, others, NOW) == "hostname mismatch"
    # Where nobody says which one is connected, any of them may be.
    unsaid = PeerNames(domain="example.org", mx_hosts=("mx2.example.com", "mail.example.com"))
    assert dane_fault(chain, right, unsaid, NOW) is None


def test_the_certificate_itself_is_no_trust_anchor(hierarchy: Hierarchy) -> None:
    own = issue("mail.example.com")
    anchored = [record(2, 0, 1, own)]
    assert dane_fault([own.certificate], anchored, NAMES, NOW) == MISMATCH
    server = [record(2, 0, 1, hierarchy.server)]
    assert dane_fault(chain_of(hierarchy), server, NAMES, NOW) == MISMATCH


def test_anchor_that_is_not_sent(hierarchy: Hierarchy) -> None:
    chain = chain_of(hierarchy)
    # As a whole it stands in the record, otherwise it cannot be had.
    assert dane_fault(chain, [record(2, 0, 0, hierarchy.root)], NAMES, NOW) is None
    assert dane_fault(chain, [record(2, 0, 1, hierarchy.root)], NAMES, NOW) == MISMATCH


def test_anchor_in_the_chain_that_issued_nothing_of_it(hierarchy: Hierarchy) -> None:
    stranger = issue("Some Other CA")
    chain = [*chain_of(hierarchy), stranger.certificate]
    fault = dane_fault(chain, [record(2, 0, 1, stranger)], NAMES, NOW)
    assert fault == "unable to get local issuer certificate"


def test_anchor_without_the_ca_flag(hierarchy: Hierarchy) -> None:
    impostor = issue("No CA", hierarchy.root, Wish(ca=False))
    server = leaf("mail.example.com", impostor)
    chain = [server.certificate, impostor.certificate]
    assert dane_fault(chain, [record(2, 0, 1, impostor)], NAMES, NOW) is not None


@pytest.mark.parametrize("usage", [0, 1])
def test_usages_of_public_authorities_are_ignored(hierarchy: Hierarchy, usage: int) -> None:
    ignored = record(usage, 0, 1, hierarchy.server)
    assert usable([ignored]) == ()
    assert dane_fault(chain_of(hierarchy), [ignored], NAMES, NOW) == MISMATCH


@pytest.mark.parametrize(
    "odd",
    [
        Record(3, 2, 1, b"x" * 32),
        Record(3, 1, 3, b"x" * 32),
        Record(3, 1, 1, b"x" * 31),
        Record(3, 1, 2, b"x" * 32),
        Record(3, 1, 0, b""),
        Record(4, 1, 1, b"x" * 32),
        Record(255, 255, 255, b""),
    ],
)
def test_records_that_nobody_can_use(odd: Record, hierarchy: Hierarchy) -> None:
    assert usable([odd]) == ()
    assert dane_fault(chain_of(hierarchy), [odd], NAMES, NOW) == MISMATCH


def test_no_certificate(hierarchy: Hierarchy) -> None:
    records = [record(3, 1, 1, hierarchy.server)]
    assert dane_fault([], records, NAMES, NOW) == "no certificate from server"


def test_a_key_is_what_openssl_takes_for_it(hierarchy: Hierarchy) -> None:
    pem = openssl.output("x509", "-noout", "-pubkey", stdin=hierarchy.server.certificate.pem)
    der = openssl.output("pkey", "-pubin", "-outform", "DER", stdin=pem)
    digest = Record(3, 1, 1, sha256(der).digest())
    assert matches(hierarchy.server.certificate, digest)


def test_a_damaged_anchor_in_a_record() -> None:
    own = issue("mail.example.com")
    assert dane_fault([own.certificate], [Record(2, 0, 0, b"\x30\x00")], NAMES, NOW) == MISMATCH
