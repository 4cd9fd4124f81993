"""Status, remaining days and warnings."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from state.certificates import PooledKeyMaker
from state.certificates.request import Subject, self_signed
from state.certificates.validity import days_remaining, status, warnings
from tests.state.certificates.authority import NOW, issue
from tests.state.certificates.test_chain_faults import signed_by_openssl

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("after_start", "word"),
    [
        (-SECOND, "Not Yet Valid"),
        (timedelta(microseconds=-1), "Not Yet Valid"),
        (timedelta(), "Active"),
        (timedelta(days=10), "Active"),
        (timedelta(days=10, milliseconds=999), "Active"),
        (timedelta(days=10) + SECOND, "Expired"),
    ],
)
def test_status_to_the_second(after_start: timedelta, word: str) -> None:
    key = PooledKeyMaker(1).rsa(1024)
    certificate = self_signed(key, Subject("a.example.com"), days=10, now=NOW, serial_number=1)
    assert status(certificate, NOW + after_start) == word


@pytest.mark.parametrize(
    ("before_end", "days"),
    [
        (timedelta(days=365), 365),
        (timedelta(days=364, hours=23), 364),
        (timedelta(days=1), 1),
        (timedelta(hours=23), 0),
        (timedelta(), 0),
        (-SECOND, 0),
        (timedelta(days=-1000), 0),
    ],
)
def test_days_are_whole_days(before_end: timedelta, days: int) -> None:
    certificate = issue("a.example.com").certificate
    assert days_remaining(certificate, certificate.not_after - before_end) == days


def test_no_warnings() -> None:
    assert warnings(issue("a.example.com").certificate, NOW) == ()


def test_warnings_of_dates_and_keys() -> None:
    key = PooledKeyMaker(1).rsa(1024)
    weak = self_signed(key, Subject("a.example.com"), days=10, now=NOW, serial_number=1)
    assert warnings(weak, NOW + timedelta(days=11)) == (
        "Warning: The certificate expired on 30 May 2024 12:00:00 GMT.",
        "Warning: The key of the certificate is weak (RSA 1024 bits). Peers may refuse it.",
    )
    assert warnings(weak, NOW - SECOND)[0] == (
        "Warning: The certificate is not valid before 20 May 2024 12:00:00 GMT."
    )


@pytest.mark.parametrize(("algorithm", "word"), [("sha1", "SHA-1"), ("md5", "MD5")])
def test_warning_of_the_signature(algorithm: str, word: str, tmp_path: Path) -> None:
    weak = signed_by_openssl(algorithm, tmp_path)
    assert warnings(weak, weak.not_before) == (
        f"Warning: The signature of the certificate is weak ({word}). Peers may refuse it.",
    )


def test_sha1_on_a_self_signed_certificate_harms_nobody() -> None:
    """Nobody checks the signature of a root: half of the old public ones have SHA-1."""
    from state.certificates.authorities import system_authorities

    old = [each for each in system_authorities() if each.signature_hash == "sha1"]
    assert old
    assert all(warnings(each, each.not_before) == () for each in old)
