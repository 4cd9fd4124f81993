"""The lab file: what it may say, what is refused, when it is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from esatui.services.network.address import Address
from esatui.services.network.lab import Lab
from esatui.services.network.zone import RecordSet, parse_zone
from state.errors import StateError
from tests.services.network.labs import LAB, content, network


def test_hosts() -> None:
    assert content().map == {
        "10.0.0.1:25": Address("127.0.1.1", 10025),
        "10.0.0.2:25": Address("127.0.1.2", 10025),
        "10.0.0.3:25": Address("127.0.1.2", 10026),
        "[2001:db8::1]:25": Address("::1", 10025),
    }


def test_clients_appear_as_what_they_are_mapped_from(tmp_path: Path) -> None:
    found = network(tmp_path)
    assert found.appears_as("127.0.2.1") == "203.0.113.7"
    assert found.appears_as("127.0.1.1") == "10.0.0.1"
    assert found.appears_as("::1") == "2001:db8::1"
    # Two hosts are there: nobody can tell which of them it is.
    assert found.appears_as("127.0.1.2") == "127.0.1.2"
    assert found.appears_as("127.0.0.1") == "127.0.0.1"


def test_zones_are_found_by_the_longest_end() -> None:
    lab = content('[zone."example"]\nrecords = "b A 10.0.0.1"\n[zone."b.example"]\nrecords = ""')
    for name, zone in {"x.b.example": "b.example", "a.example": "example", "B.EXAMPLE.": "b.example"}.items():  # fmt: skip
        found = lab.zone_of(name)
        assert found is not None
        assert found.name == zone
    assert lab.zone_of("b.example.net") is None
    assert lab.zone_of("") is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[map", "lab.toml: "),
        ("[maps]", "lab.toml: "),
        ('[map]\n"10.0.0.1:25" = "localhost:25"', "which is no address with a port"),
        ('[map]\n"10.0.0.1" = "127.0.0.1:25"', '"10.0.0.1" is no host with a port'),
        ('[clients]\n"10.0.0.1" = "10.0.0.2"', 'client "10.0.0.1" = "10.0.0.2"'),
        ('[clients]\n"127.0.0.1" = "mail"', 'client "127.0.0.1" = "mail"'),
        ('[zone."a..b"]\nrecords = ""', 'zone "a..b": '),
        ('[zone.a]\nrecords = "mx A 10.0.0.256"', 'zone "a": '),
        ('[zone.a]\nrecords = "mx A"', 'zone "a": '),
        ('[zone.a]\nrecords = "mx A 10.0.0.1 10.0.0.2"', 'zone "a": '),
        ('[zone.a]\nrecords = "mx SOA ns1 h 1 1 1 1 60"', "non-origin SOA"),
        ('[zone.a]\nrecords = "mx.b. A 10.0.0.1"', "has no place here"),
        ('[zone.a]\nrecords = "$INCLUDE /etc/passwd"', 'zone "a": '),
        ('[zone.a]\nrecords = "$GENERATE 1-1000000000 h$ A 10.0.0.1"', 'zone "a": '),
        ("[zone.a]\nrecords = '''a CNAME b\na A 10.0.0.1'''", 'zone "a": '),
        ("[zone.a]\nrecords = 'x'\nsecure = 'yes'", "lab.toml: "),
        ('[zone.a]\nrecords = "' + "x A 10.0.0.1 " * 90_000 + '"', "larger than"),
        ("\n".join(f'[zone."a{n}"]' for n in range(10_001)), "more than 10000 zones"),
    ],
    ids=range(18),
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(StateError) as fault:
        content(text)
    assert reason in fault.value.text
    assert fault.value.text.startswith("lab.toml: ")


ZONE_FILE = """
; as a name server has it
$ORIGIN partner.example.
$TTL 1h
@       IN SOA ns1 hostmaster (
            2024052001 ; serial
            4h 1h 2w   ; refresh, retry, expire
            300 )
        IN NS  ns1
        IN MX  10 mx
        IN CAA 0 issue "ca.example"
_sip._tcp IN SRV 0 0 5060 mx
$ORIGIN sub.partner.example.
mx 60   IN A   10.0.0.1
"""


def test_a_zone_file_of_a_name_server() -> None:
    zone = parse_zone("partner.example", ZONE_FILE)
    apex = zone.sets["partner.example"]
    soa = "ns1.partner.example. hostmaster.partner.example. 2024052001 14400 3600 1209600 300"
    assert apex["SOA"] == RecordSet(3600, (soa,))
    assert apex["MX"].records == ("10 mx.partner.example.",)
    assert zone.sets["mx.sub.partner.example"]["A"] == RecordSet(60, ("10.0.0.1",))


def test_no_file_is_an_empty_lab(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    assert lab.content().zones == {}
    assert lab.fault is None


def test_changes_are_seen_at_once(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    path = tmp_path / "lab.toml"
    for number, port in enumerate((25, 26, 27)):
        path.write_text(f'[map]\n"10.0.0.1:25" = "127.0.0.1:{port}"')
        os.utime(path, ns=(number, number))
        assert lab.content().map["10.0.0.1:25"].port == port
        assert lab.content() is lab.content()
    path.unlink()
    assert lab.content().map == {}


def test_what_was_right_holds_on(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    path = tmp_path / "lab.toml"
    path.write_text(LAB)
    right = lab.content()
    path.write_text("[zone")
    assert lab.content() is right
    assert lab.fault is not None
    assert lab.fault.startswith("lab.toml: ")
    path.write_text(LAB + "\n")
    assert lab.content() == right
    assert lab.fault is None


def test_a_huge_file(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with (tmp_path / "lab.toml").open("wb") as file:
        file.truncate(10**10)
    assert lab.content().zones == {}
    assert lab.fault == "lab.toml: larger than 4194304 bytes"


def test_a_directory_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "lab.toml").mkdir()
    lab = Lab(tmp_path)
    assert lab.content().zones == {}
    assert lab.fault is not None
    assert lab.fault.endswith("Is a directory")
