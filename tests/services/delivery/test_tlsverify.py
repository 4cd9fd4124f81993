"""`tlsverify` against partners: all outcomes of its table."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from esatui.lab.partners.town import DOMAIN, Town
from esatui.lab.partners.zone import write_lab
from esatui.services.delivery.tlsverify import TlsVerify
from esatui.services.tls.pairs import error_pair
from esatui.transcript.factory import open_factory
from state.clock import FrozenClock
from state.model.configuration import Draft
from state.store import Login
from tests.services.delivery.world import MOMENT, QUICK, hierarchy, trusting

REQUIRED = "TLS was required but could not be successfully negotiated."


def verify(
    directory: Path,
    case: str,
    *,
    domain: str | None = None,
    host: str | None = None,
    edit: Callable[[Draft], Draft] = trusting,
) -> Sequence[str]:
    clock = FrozenClock(MOMENT)
    appliance = open_factory(directory, seed=1, moment=MOMENT, clock=clock)
    login = Login(id="edit", user="admin", remote="local", started=MOMENT)
    with appliance.store.begin(login, record=False) as candidate:
        candidate.update(edit(candidate.draft))
        candidate.commit("")

    async def main() -> Sequence[str]:
        async with Town(hierarchy(), [case]) as town:
            write_lab(directory, town.partners.values())
            check = TlsVerify(appliance.store, clock, QUICK)
            name = f"{case}.{DOMAIN}"
            return await check.run(domain or name, host or name, 25)

    with appliance.store:
        return asyncio.run(main())


def address(case: str) -> str:
    return Town(hierarchy(), [case]).partners[case].address


def test_success(tmp_path: Path) -> None:
    lines = verify(tmp_path / "a", "valid-p256", host=f"mx.valid-p256.{DOMAIN}")
    at = address("valid-p256")
    assert lines == [
        f"Connecting to {at} on port 25.",
        f"Connected to {at} from interface 192.168.42.42.",
        "Checking TLS connection.",
        "TLS connection established: protocol TLSv1.3, cipher TLS_AES_256_GCM_SHA384.",
        "Verifying peer certificate.",
        f"Verifying certificate common name valid-p256.{DOMAIN}.",
        f"TLS certificate match valid-p256.{DOMAIN}",
        "TLS certificate verified.",
        f"TLS connection to {at} succeeded.",
        "",
        f"TLS successfully connected to mx.valid-p256.{DOMAIN}.",
        "TLS verification completed.",
    ]


def test_the_name_that_matches_is_shown(tmp_path: Path) -> None:
    lines = verify(tmp_path / "a", "wildcard")
    assert f"TLS certificate match *.{DOMAIN}" in lines


def test_the_name_of_the_host_is_not_enough(tmp_path: Path) -> None:
    lines = verify(tmp_path / "a", "valid-p256", domain="example.com")
    assert lines[5:7] == [
        f"Verifying certificate common name valid-p256.{DOMAIN}.",
        "Certificate verification failed: hostname mismatch.",
    ]
    assert lines[7].endswith("failed: verify error.")


def test_failed_verification(tmp_path: Path) -> None:
    lines = verify(tmp_path / "a", "selfsigned")
    at = address("selfsigned")
    assert lines[3].startswith("TLS connection established: protocol TLSv1.3, cipher ")
    assert lines[4:] == [
        "Verifying peer certificate.",
        "Certificate verification failed: self signed certificate.",
        f"TLS connection to {at} failed: verify error.",
        REQUIRED,
        "",
        f"Failed to connect to [selfsigned.{DOMAIN}].",
        "TLS verification completed.",
    ]


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("no-ehlo", "STARTTLS command not supported"),
        ("no-starttls", "STARTTLS command not supported"),
        ("starttls-454", "STARTTLS unexpected response"),
        ("starttls-421", "STARTTLS unexpected response"),
        ("after220-alert", error_pair("sslv3 alert handshake failure", "outbound")),
        ("after220-stall", "[Errno 60] Operation timed out"),
        ("banner-554", "unexpected SMTP response"),
        ("no-smtp", "unexpected SMTP response"),
    ],
)
def test_no_tls(case: str, reason: str, tmp_path: Path) -> None:
    lines = verify(tmp_path / "a", case)
    at = address(case)
    assert lines == [
        f"Connecting to {at} on port 25.",
        f"Connected to {at} from interface 192.168.42.42.",
        "Checking TLS connection.",
        f"TLS connection to {at} failed: {reason}.",
        REQUIRED,
        "",
        f"Failed to connect to [{case}.{DOMAIN}].",
        "TLS verification completed.",
    ]


def test_no_connection(tmp_path: Path) -> None:
    lines = verify(tmp_path / "a", "refused")
    at = address("refused")
    assert lines == [
        f"Connecting to {at} on port 25.",
        f"Connection to {at} failed: [Errno 61] Connection refused.",
        "",
        f"Failed to connect to [refused.{DOMAIN}].",
        "TLS verification completed.",
    ]


def test_addresses(tmp_path: Path) -> None:
    lines = verify(tmp_path / "a", "valid-p256", host=address("valid-p256"))
    assert lines[-2] == f"TLS successfully connected to {address('valid-p256')}."


def test_unresolved(tmp_path: Path) -> None:
    lines = verify(tmp_path / "a", "valid-p256", host="mx.example.org")
    assert lines == [
        'Unable to resolve host "mx.example.org".',
        "",
        "Failed to connect to [mx.example.org].",
        "TLS verification completed.",
    ]
