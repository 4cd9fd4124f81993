"""What the lab's hosts present, judged by the appliance and by `openssl verify`."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esatui.lab.keys import SeededKeys
from esatui.lab.presented import CASES, LabHierarchy, Names, Presented
from esatui.services.tls.peer import PeerVerifier
from state.certificates.peer_names import PeerNames
from state.clock import FrozenClock
from state.crl_cache import CrlCache
from state.model.certificates import Authorities
from state.model.configuration import Configuration, Settings, View
from state.model.levels import machine
from tests.state.certificates import openssl

NOW = datetime(2024, 5, 20, 12, 0, 0, tzinfo=UTC)
TABLE = Path(__file__).parents[1] / "data" / "outbound-tls.csv"

# Faults of the cases that are not in the decision table, and what OpenSSL calls those for which
# the appliance has one word.
BESIDE_THE_TABLE = {
    "unknown-root-sent": "self signed certificate in certificate chain",
    "duplicate-intermediate": None,
    "old-and-new-intermediate": None,
    "wrong-order": None,
    "root-included": None,
    "expired-intermediate": "certificate has expired",
    "issuer-without-ca": "unable to get local issuer certificate",
    "name-constraints": "permitted subtree violation",
    "unknown-critical": "unhandled critical extension",
    "weak-rsa1024-sha1": None,
}
OPENSSL_WORDS = {
    "self-signed certificate": "self signed certificate",
    "self-signed certificate in certificate chain": "self signed certificate in certificate chain",
    "unable to verify the first certificate": "unable to get local issuer certificate",
    "unsuitable certificate purpose": "unsupported certificate purpose",
    # The appliance has no words of its own for an issuer that is none.
    "invalid CA certificate": "unable to get local issuer certificate",
}


def from_table() -> dict[str, str | None]:
    rows = csv.DictReader(TABLE.read_text("utf-8").splitlines())
    return {
        row["case"].removeprefix("cert:"): row["fault"] or None
        for row in rows
        if row["case"].startswith("cert:")
    }


EXPECTED = {**from_table(), **BESIDE_THE_TABLE}


@pytest.fixture(scope="module")
def hierarchy() -> LabHierarchy:
    return LabHierarchy(SeededKeys(1), FrozenClock(NOW))


def names_of(case: str) -> Names:
    return Names(f"{case}.partner.example", f"mx.{case}.partner.example")


def verifier(hierarchy: LabHierarchy, folder: Path) -> PeerVerifier:
    root = hierarchy.root.certificate
    trust = Authorities(
        system_enabled=False, custom_enabled=True, custom={root.fingerprint_sha256: root.pem}
    )
    settings = Settings(authorities=trust)
    view = View(Configuration(machines={"x": settings}), machine("x"))
    return PeerVerifier.from_view(view, CrlCache(folder))


def test_every_case_has_a_verdict() -> None:
    assert set(CASES) == set(EXPECTED)


@pytest.mark.parametrize("case", CASES)
def test_verdict_of_the_appliance(hierarchy: LabHierarchy, case: str, tmp_path: Path) -> None:
    names = names_of(case)
    presented = hierarchy.present(case, names)
    fault = verifier(hierarchy, tmp_path).server_fault(
        (presented.server.certificate, *presented.chain),
        "verify",
        PeerNames(domain=names.domain, mx_hosts=(names.host,)),
        NOW,
    )
    assert fault == EXPECTED[case]


@pytest.mark.parametrize("case", CASES)
def test_verdict_of_openssl(hierarchy: LabHierarchy, case: str, tmp_path: Path) -> None:
    presented = hierarchy.present(case, names_of(case))
    expected = EXPECTED[case]
    # OpenSSL is not asked about names: the appliance's rules for them are its own.
    verdict = openssl_verdict(hierarchy, presented, tmp_path)
    assert verdict == (None if expected == "hostname mismatch" else expected)


def openssl_verdict(hierarchy: LabHierarchy, presented: Presented, folder: Path) -> str | None:
    """What `openssl verify` finds first, in the appliance's words."""
    (folder / "root").write_text(hierarchy.root.certificate.pem, "ascii")
    (folder / "server").write_text(presented.server.certificate.pem, "ascii")
    (folder / "chain").write_text("".join(each.pem for each in presented.chain), "ascii")
    result = openssl.run(
        *("verify", "-attime", str(int(NOW.timestamp())), "-purpose", "sslserver"),
        *("-no-CApath", "-no-CAstore", "-CAfile", str(folder / "root"), "-auth_level", "0"),
        *(("-untrusted", str(folder / "chain")) if presented.chain else ()),
        str(folder / "server"),
    )
    if result.returncode == 0:
        return None
    lines = result.stderr.decode().splitlines()
    words = next(line for line in lines if line.startswith("error ")).partition("lookup: ")[2]
    return OPENSSL_WORDS.get(words, words)


def test_the_same_seed_and_clock_give_the_same_octets() -> None:
    def everything() -> list[bytes]:
        lab = LabHierarchy(SeededKeys(7), FrozenClock(NOW))
        made = [lab.present(case, names_of(case)) for case in CASES]
        crl = lab.authority.crl(lab.root, [lab.intermediate.certificate])
        return [crl, *(each.der for one in made for each in (one.server.certificate, *one.chain))]

    assert everything() == everything()
