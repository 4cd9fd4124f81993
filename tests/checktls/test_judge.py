"""Names and rendering, without a network."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from esatui.checktls import render
from esatui.checktls.judge import hostname_stage, judge
from esatui.checktls.observation import Observation, Target
from esatui.checktls.result import Result
from esatui.lab.ca import LabAuthority
from esatui.lab.keys import SeededKeys
from esatui.lab.wish import Wish
from esatui.services.tls.engine import TlsSession
from state.certificates.certificate import Certificate
from state.clock import FrozenClock

MOMENT = datetime(2026, 1, 5, tzinfo=UTC)
LAB = LabAuthority(SeededKeys(5), FrozenClock(MOMENT))
ROOT = LAB.root("Root")


def leaf(*names: str, common_name: str = "") -> Certificate:
    wish = Wish(common_name=common_name, dns_names=names)
    return LAB.issue(wish, ROOT).certificate


def seen(certificate: Certificate, *, mx: tuple[str, ...], announced: str) -> Observation:
    host = mx[0] if mx else "127.0.0.1"
    return Observation(
        Target(host, 25, "example.com"),
        mx=mx,
        expected=host if mx else announced,
        announced=announced,
        session=TlsSession("TLSv1.3", "TLS_AES_256_GCM_SHA384", (certificate,)),
    )


def result(certificate: Certificate, *, mx: tuple[str, ...], announced: str) -> Result:
    return judge(seen(certificate, mx=mx, announced=announced), lambda _: None, MOMENT)


def test_the_example_of_the_setup_document() -> None:
    stage = hostname_stage(leaf(common_name="gvsvipa006.example.com"), "mailC.example.com")
    assert stage.verdict == "FAILED"
    assert stage.detail == (
        "Cert Hostname DOES NOT VERIFY (mailC.example.com != gvsvipa006.example.com)"
    )


@pytest.mark.parametrize(
    ("certificate", "mx", "announced", "matches"),
    [
        (leaf("mail.example.com"), ("mail.example.com",), "mail.example.com", True),
        (leaf(common_name="mail.example.com"), ("MAIL.example.com",), "mail.example.com", True),
        (leaf("*.example.com"), ("mail.example.com",), "mail.example.com", True),
        (leaf("mail.example.com"), ("mail.example.com",), "esa.example.com", False),
        (
            leaf("mail.example.com", "esa.example.com"),
            ("mail.example.com",),
            "esa.example.com",
            False,
        ),
        (leaf("esa.example.com"), ("mail.example.com",), "esa.example.com", False),
        (leaf("mail.example.com"), (), "mail.example.com", True),
        (leaf("mail.example.com"), (), "esa.example.com", False),
        (leaf(), ("mail.example.com",), "mail.example.com", False),
    ],
)
def test_three_names(
    certificate: Certificate, mx: tuple[str, ...], announced: str, matches: bool
) -> None:
    names = result(certificate, mx=mx, announced=announced).names
    assert names is not None
    assert names.matches == matches


def test_a_host_without_a_certificate() -> None:
    observation = seen(leaf(), mx=("mail.example.com",), announced="mail.example.com")
    observation.session = TlsSession("TLSv1.2", "ADH-AES256-SHA", ())
    found = judge(observation, lambda _: None, MOMENT)
    assert found.failed == ("Chain", "Trust", "Cert Hostname", "Names")


def test_json_holds_what_the_text_says() -> None:
    found = result(leaf("mail.example.com"), mx=("other.example.com",), announced="x\x1b[2J")
    fields = json.loads(render.document(found))
    assert fields["verdict"] == "FAILED"
    assert fields["names"]["certificate"] == ["mail.example.com"]
    assert fields["certificates"][0]["faults"][0]["kind"] == "name mismatch"
    text = render.text(found)
    assert text.splitlines()[-1] == "Verdict: FAILED (Cert Hostname, Names)"
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_a_thousand_names_do_not_flood_the_text() -> None:
    many = leaf(*(f"host-{number}.example.com" for number in range(1000)))
    text = render.text(result(many, mx=("mail.example.com",), announced="mail.example.com"))
    assert text.count("and 980 more\n") == 2
    assert max(map(len, text.splitlines())) < 600
