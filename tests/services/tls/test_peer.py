"""Judging peers by the committed lists: trust, revocation, DANE, the switches of sslconfig."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest

from esatui.lab.presented import Presented
from esatui.lab.wish import Wish
from esatui.services.tls.peer import PeerVerifier, trusted_certificates
from state.certificates.authorities import system_authorities
from state.certificates.certificate import Certificate
from state.certificates.compliance import NOT_FQDN, NOT_X509, compliance_fault
from state.certificates.peer_names import PeerNames
from state.clock import SystemClock
from state.crl_cache import CrlCache
from state.model.certificates import Authorities, Crl, CrlSource
from state.model.services import Ssl
from tests.services.tls.appliances import NAMES, Lab
from tests.state.certificates.authority import Wish as BareWish
from tests.state.certificates.authority import issue

PEER = PeerNames(domain=NAMES.domain, mx_hosts=(NAMES.host,), exchanger=NAMES.host)
SOURCE = CrlSource(primary_url="http://crl.example.net/lab.crl")
NOW = SystemClock().now()


def chain_of(presented: Presented) -> tuple[Certificate, ...]:
    return (presented.server.certificate, *presented.chain)


def sound(lab: Lab) -> tuple[Certificate, ...]:
    return chain_of(lab.hierarchy.present("valid-p256", NAMES))


def test_lists_count_only_while_enabled(lab: Lab, tmp_path: Path) -> None:
    for enabled, fault in ((True, None), (False, "unable to get local issuer certificate")):
        trust = replace(lab.trust, custom_enabled=enabled)
        judge = PeerVerifier.from_view(lab.verifying(authorities=trust), CrlCache(tmp_path))
        assert judge.server_fault(sound(lab), "verify", PEER, NOW) == fault
    assert set(trusted_certificates(Authorities())) == set(system_authorities())
    assert list(trusted_certificates(Authorities(system_enabled=False))) == []
    both = Authorities(custom_enabled=True, custom=lab.trust.custom)
    assert lab.hierarchy.root.certificate in set(trusted_certificates(both))


def test_names_by_level(lab: Lab, tmp_path: Path) -> None:
    judge = PeerVerifier.from_view(lab.verifying(), CrlCache(tmp_path))
    hosted = chain_of(lab.hierarchy.named((NAMES.host,)))
    assert judge.server_fault(hosted, "verify", PEER, NOW) == "hostname mismatch"
    assert judge.server_fault(hosted, "hosted", PEER, NOW) is None
    assert judge.server_fault((), "hosted", PEER, NOW) == "no certificate from server"


class TestRevocation:
    def judge(self, lab: Lab, cache: CrlCache, crl: Crl) -> PeerVerifier:
        return PeerVerifier.from_view(lab.verifying(crl=crl), cache)

    def revoking(self, lab: Lab, *revoked: Certificate) -> bytes:
        return lab.hierarchy.authority.crl(lab.hierarchy.intermediate, revoked)

    def test_only_where_it_is_switched_on(self, lab: Lab, tmp_path: Path) -> None:
        chain = sound(lab)
        cache = CrlCache(tmp_path)
        cache.put("Lab", SOURCE, self.revoking(lab, chain[0]), NOW)
        sources = {"Lab": SOURCE}
        off = self.judge(lab, cache, Crl(inbound=True, webui=True, sources=sources))
        assert off.server_fault(chain, "verify", PEER, NOW) is None
        assert off.client_fault(chain, NOW) == "certificate revoked"
        on = self.judge(lab, cache, Crl(outbound=True, sources=sources))
        assert on.server_fault(chain, "verify", PEER, NOW) == "certificate revoked"
        assert on.client_fault(chain, NOW) is None

    def test_a_list_that_is_replaced_counts_at_once(self, lab: Lab, tmp_path: Path) -> None:
        chain = sound(lab)
        cache = CrlCache(tmp_path)
        judge = self.judge(lab, cache, Crl(outbound=True, sources={"Lab": SOURCE}))
        assert judge.server_fault(chain, "verify", PEER, NOW) is None
        cache.put("Lab", SOURCE, self.revoking(lab), NOW)
        assert judge.server_fault(chain, "verify", PEER, NOW) is None
        cache.put("Lab", SOURCE, self.revoking(lab, chain[0]), NOW)
        assert judge.server_fault(chain, "verify", PEER, NOW) == "certificate revoked"
        cache.put("Lab", SOURCE, self.revoking(lab), NOW)
        assert judge.server_fault(chain, "verify", PEER, NOW) is None

    def test_lists_of_others_say_nothing(self, lab: Lab, tmp_path: Path) -> None:
        chain = sound(lab)
        stranger = lab.hierarchy.authority.root("Lab Issuing CA")
        cache = CrlCache(tmp_path)
        cache.put("Lab", SOURCE, lab.hierarchy.authority.crl(stranger, [chain[0]]), NOW)
        judge = self.judge(lab, cache, Crl(outbound=True, sources={"Lab": SOURCE}))
        assert judge.server_fault(chain, "verify", PEER, NOW) is None

    def test_a_revoked_intermediate(self, lab: Lab, tmp_path: Path) -> None:
        chain = sound(lab)
        cache = CrlCache(tmp_path)
        cache.put("Lab", SOURCE, lab.hierarchy.authority.crl(lab.hierarchy.root, [chain[1]]), NOW)
        judge = self.judge(lab, cache, Crl(outbound=True, sources={"Lab": SOURCE}))
        assert judge.server_fault(chain, "verify", PEER, NOW) == "certificate revoked"

    def test_dates_are_named_before_revocation(self, lab: Lab, tmp_path: Path) -> None:
        chain = chain_of(lab.hierarchy.present("expired", NAMES))
        cache = CrlCache(tmp_path)
        cache.put("Lab", SOURCE, self.revoking(lab, chain[0]), NOW)
        judge = self.judge(lab, cache, Crl(outbound=True, sources={"Lab": SOURCE}))
        assert judge.server_fault(chain, "verify", PEER, NOW) == "certificate has expired"

    def test_a_damaged_list_says_nothing(self, lab: Lab, tmp_path: Path) -> None:
        cache = CrlCache(tmp_path)
        cache.put("Lab", SOURCE, b"\x30nothing", NOW)
        judge = self.judge(lab, cache, Crl(outbound=True, sources={"Lab": SOURCE}))
        assert judge.server_fault(sound(lab), "verify", PEER, NOW) is None


@dataclass(frozen=True)
class Record:
    usage: int
    selector: int
    matching: int
    data: bytes


def test_dane_replaces_the_rest(lab: Lab, tmp_path: Path) -> None:
    judge = PeerVerifier.from_view(
        lab.verifying(authorities=Authorities(system_enabled=False)), CrlCache(tmp_path)
    )
    chain = chain_of(lab.hierarchy.present("mismatch", NAMES))
    right = Record(3, 0, 1, sha256(chain[0].der).digest())
    wrong = Record(3, 0, 1, sha256(chain[1].der).digest())
    assert judge.server_fault(chain, "dane", PEER, NOW, [right]) is None
    assert judge.server_fault(chain, "dane", PEER, NOW, [wrong]) == "TLSA record mismatch"


@pytest.mark.parametrize(("fqdn", "fault"), [(True, NOT_FQDN), (False, None)])
def test_fqdn_switch_for_outbound_only(
    lab: Lab, fqdn: bool, fault: str | None, tmp_path: Path
) -> None:
    judge = PeerVerifier.from_view(lab.verifying(ssl=Ssl(peer_fqdn=fqdn)), CrlCache(tmp_path))
    presented = lab.hierarchy.authority.issue(
        Wish(common_name="not a host", dns_names=(NAMES.domain,)), lab.hierarchy.intermediate
    )
    chain = (presented.certificate, lab.hierarchy.intermediate.certificate)
    assert judge.server_fault(chain, "verify", PEER, NOW) == fault
    assert judge.client_fault(chain, NOW) is None


def test_x509_switch(lab: Lab) -> None:
    good = sound(lab)[0]
    assert compliance_fault(good, fqdn=True, x509=True) is None
    unknown = chain_of(lab.hierarchy.present("unknown-critical", NAMES))[0]
    assert compliance_fault(unknown, fqdn=False, x509=True) == NOT_X509
    assert compliance_fault(unknown, fqdn=True, x509=False) is None
    assert compliance_fault(issue("x", wish=BareWish()).certificate, fqdn=False, x509=True) is None


def test_a_hostile_chain_is_bounded(lab: Lab, tmp_path: Path) -> None:
    """Names without end, one key: what is looked at is cut, and what is cut counts as missing."""
    judge = PeerVerifier.from_view(lab.verifying(), CrlCache(tmp_path))
    first, *_ = sound(lab)
    filler = [issue(f"Filler {number}").certificate for number in range(60)]
    late = (first, *filler, lab.hierarchy.intermediate.certificate)
    fault = judge.server_fault(late, "verify", PEER, NOW)
    assert fault == "unable to get local issuer certificate"
