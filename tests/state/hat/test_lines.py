from __future__ import annotations

import pytest

from state.factory import public_host_access
from state.hat import Classifier, lines


def test_the_lines_of_a_connection() -> None:
    assert lines.new_connection(
        590125205, "Data 1", "192.168.1.1", "10.0.0.1", "mail.example.com", verified=True
    ) == (
        "New SMTP ICID 590125205 interface Data 1 (192.168.1.1) address 10.0.0.1 "
        "reverse dns host mail.example.com verified yes"
    )
    assert lines.new_connection(1, "Data 1", "192.168.1.1", "10.0.0.1").endswith(
        "reverse dns host unknown verified no"
    )
    unverified = lines.new_connection(1, "Data 1", "192.168.1.1", "10.0.0.1", "a\nb")
    assert unverified.endswith("reverse dns host a?b verified no")


def test_the_line_about_the_sender_group() -> None:
    classifier = Classifier(public_host_access())
    match = classifier.classify("10.0.0.1", score=-1.1)
    assert lines.access(590125205, match, "-1.1") == (
        "ICID 590125205 ACCEPT SG SUSPECTLIST match sbrs[-3.0:-1.0] SBRS -1.1"
    )
    everyone = Classifier(public_host_access(), reputation=False).classify("192.0.2.1")
    assert lines.access(2, everyone, "None") == "ICID 2 ACCEPT SG None match ALL SBRS None"
    assert lines.access(3, match, "3.4", "United States").endswith("SBRS 3.4 country United States")


@pytest.mark.parametrize(
    ("score", "address", "text"),
    [
        (-1.1, "10.0.0.1", "-1.1"),
        (10, "192.0.2.1", "10.0"),
        (-0.04, "192.0.2.1", "0.0"),
        (None, "192.0.2.1", "None"),
        (None, "10.1.2.3", "rfc1918"),
        (None, "::ffff:192.168.1.1", "rfc1918"),
        (None, "172.32.0.1", "None"),
        (None, "fe80::1%2", "None"),
    ],
)
def test_scores_as_the_log_has_them(score: float | None, address: str, text: str) -> None:
    assert lines.score_text(score, address) == text
    assert lines.score_text(score, address, reputation=False) == "not enabled"


def test_ends_and_delays() -> None:
    assert (lines.lost(4), lines.closed(4)) == ("ICID 4 lost", "ICID 4 close")
    assert lines.delayed_reject(4, "10.0.0.1") == (
        "ICID 4 Delayed HAT REJECT continuing session for recipient logging (10.0.0.1)"
    )
