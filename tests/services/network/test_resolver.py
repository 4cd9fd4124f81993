"""Names: of the lab, and of a name server."""

from __future__ import annotations

from pathlib import Path

import pytest

from esatui.services.network.answers import Answer, Mx, RecordType, Tlsa
from esatui.services.network.resolver import Resolver
from tests.services.network.labs import network, run
from tests.services.network.name_server import name_server, records

DIGEST = bytes.fromhex("8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1")


@pytest.fixture
def resolver(tmp_path: Path) -> Resolver:
    return network(tmp_path).resolver


def test_mail_exchangers_by_preference(resolver: Resolver) -> None:
    expected = Answer(
        "found",
        (Mx(10, "mx1.partner.example"), Mx(20, "mx2.partner.example")),
        300,
        True,
        "partner.example",
    )
    for name in ("partner.example", "PARTNER.example."):
        assert run(resolver.mx(name)) == expected


def test_no_mail_is_wanted(resolver: Resolver) -> None:
    assert run(resolver.mx("nomail.partner.example")).records == (Mx(0, "."),)


def test_addresses(resolver: Resolver) -> None:
    assert run(resolver.a("mx2.partner.example")).records == ("10.0.0.2", "10.0.0.3")
    assert run(resolver.aaaa("mx1.partner.example")).records == ("2001:db8::1",)
    both = run(resolver.addresses("mx1.partner.example"))
    assert both == Answer("found", ("10.0.0.1", "2001:db8::1"), 900, True, "mx1.partner.example")
    assert run(resolver.addresses("10.0.0.1")).records == ("10.0.0.1",)
    assert run(resolver.addresses("x.partner.example")).status == "nxdomain"
    assert run(resolver.addresses("partner.example")).status == "no data"
    assert run(resolver.addresses("x.broken.example")).status == "failure"


@pytest.mark.parametrize(
    ("name", "kind", "status"),
    [
        ("x.partner.example", "A", "nxdomain"),
        ("mx1.partner.example", "MX", "no data"),
        ("er.host.partner.example", "A", "no data"),
        ("_tcp.mx1.partner.example", "A", "no data"),
        ("partner.example", "A", "no data"),
        ("broken.example", "MX", "failure"),
        ("example.org", "MX", "nxdomain"),
        ("", "MX", "nxdomain"),
        ("a" * 300, "A", "nxdomain"),
        ("메일.example", "A", "nxdomain"),
        ("..", "A", "nxdomain"),
    ],
)
def test_what_is_not_there(resolver: Resolver, name: str, kind: RecordType, status: str) -> None:
    answer = run(resolver.lookup(name, kind))
    assert answer.status == status
    assert answer.records == ()


def test_aliases(resolver: Resolver) -> None:
    assert run(resolver.a("mail.partner.example")) == Answer(
        "found", ("10.0.0.1",), 60, True, "mx1.partner.example"
    )
    # Half of the way was not validated.
    assert run(resolver.a("out.partner.example")) == Answer(
        "found", ("10.0.0.5",), 1800, False, "mx.plain.example"
    )
    assert run(resolver.a("gone.partner.example")).status == "nxdomain"
    assert run(resolver.a("loop1.partner.example")).reason == "too many aliases"
    assert run(resolver.lookup("mail.partner.example", "CNAME")).records == (
        "mx1.partner.example.",
    )


def test_dnssec_is_what_the_zone_says(resolver: Resolver) -> None:
    assert run(resolver.tlsa("mx1.partner.example")) == Answer(
        "found", (Tlsa(3, 1, 1, DIGEST),), 1800, True, "_25._tcp.mx1.partner.example"
    )
    assert run(resolver.tlsa("mx2.partner.example")).status == "nxdomain"
    assert run(resolver.tlsa("mx2.partner.example")).secure
    assert not run(resolver.a("mx.plain.example")).secure


def test_other_types(resolver: Resolver) -> None:
    assert run(resolver.lookup("text.partner.example", "TXT")).records == ('"v=spf1" " -all"',)


@pytest.mark.parametrize(
    ("address", "name", "confirmed"),
    [
        ("10.0.0.1", "mx1.partner.example", True),
        ("10.0.0.2", "other.example", False),
        ("10.0.0.5", "mx.plain.example", True),
        ("10.0.0.99", None, False),
        ("2001:db8::1", None, False),
    ],
)
def test_names_of_clients(
    resolver: Resolver, address: str, name: str | None, confirmed: bool
) -> None:
    assert run(resolver.client_name(address)) == (name, confirmed)


def real(directory: Path, port: int, lab: str | None = None) -> Resolver:
    outside = {"real": True, "nameservers": (f"127.0.0.1:{port}",)}
    return network(directory, lab, outside=outside).resolver


def test_nobody_is_asked_unless_told(tmp_path: Path) -> None:
    with name_server(records("example.net. 300 IN A 192.0.2.1")) as server:
        outside = {"real": False, "nameservers": (f"127.0.0.1:{server.port}",)}
        resolver = network(tmp_path, outside=outside).resolver
        assert run(resolver.a("example.net")).status == "nxdomain"
        assert server.questions == []


def test_real_names(tmp_path: Path) -> None:
    mx = records("example.net. 300 IN MX 20 B.example.net.|10 a.example.net.", validated=True)
    with name_server(mx) as server:
        resolver = real(tmp_path, server.port)
        answer = run(resolver.mx("Example.NET."))
        assert answer.records == (Mx(10, "a.example.net"), Mx(20, "b.example.net"))
        assert answer.secure
        assert 0 < answer.ttl <= 300
        assert run(resolver.mx("example.net")).records == answer.records
        assert len(server.questions) == 1


def test_names_of_the_lab_are_asked_of_nobody_else(tmp_path: Path) -> None:
    from tests.services.network.labs import LAB

    with name_server(records("nowhere.example. 300 IN A 192.0.2.7")) as server:
        resolver = real(tmp_path, server.port, LAB)
        assert run(resolver.a("mx1.partner.example")).records == ("10.0.0.1",)
        assert run(resolver.a("x.partner.example")).status == "nxdomain"
        assert server.questions == []
        # An alias that leads out of the lab.
        assert run(resolver.a("gone.partner.example")).records == ("192.0.2.7",)


@pytest.mark.parametrize(
    ("code", "status"), [("NXDOMAIN", "nxdomain"), ("NOERROR", "no data"), ("SERVFAIL", "failure")]
)
def test_answers_without_records(tmp_path: Path, code: str, status: str) -> None:
    with name_server(records(code=code)) as server:
        answer = run(real(tmp_path, server.port).a("example.net"))
    assert (answer.status, answer.records, answer.secure) == (status, (), False)


def test_answers_that_are_not_validated_are_not_secure(tmp_path: Path) -> None:
    with name_server(records("example.net. 300 IN A 192.0.2.1")) as server:
        assert not run(real(tmp_path, server.port).a("example.net")).secure


def test_a_name_server_that_is_silent(tmp_path: Path) -> None:
    with name_server(lambda _: None) as server:
        resolver = real(tmp_path, server.port)
        resolver.internet.patience(0.05)
        answer = run(resolver.a("example.net"))
    assert (answer.status, answer.reason) == ("failure", "timeout")


def test_records_that_make_no_sense_are_no_answer(tmp_path: Path) -> None:
    with name_server(records("example.net. 300 IN CNAME example.net.")) as server:
        assert run(real(tmp_path, server.port).a("example.net")).status in ("failure", "no data")
