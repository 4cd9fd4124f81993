"""Partners: the lab file that leads to them, the program that runs them."""

from __future__ import annotations

import asyncio
import signal
import smtplib
import subprocess
import sys
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from esatui.lab.keys import SeededKeys
from esatui.lab.partners.faults import FAULTS
from esatui.lab.partners.town import DOMAIN, Town
from esatui.lab.partners.zone import write_lab
from esatui.lab.presented import CASES, LabHierarchy
from esatui.services.network import Network
from esatui.services.network.answers import Mx
from esatui.services.network.lab import parse_lab
from esatui.transcript.factory import open_factory
from state.clock import FrozenClock
from state.errors import StateError
from tests.services.delivery.world import MOMENT


@pytest.fixture(scope="module")
def town() -> Town:
    hierarchy = LabHierarchy(SeededKeys(7), FrozenClock(MOMENT))
    return Town(hierarchy, ["no-starttls", "cn-ok-san-other", "null-mx", "dane-match"])


def test_every_certificate_case_has_a_partner() -> None:
    assert set(CASES) <= set(FAULTS)
    assert all(fault.case in CASES for fault in FAULTS.values())


def test_the_zone_leads_to_partners(town: Town, tmp_path: Path) -> None:
    async def main() -> None:
        async with town:
            write_lab(tmp_path, town.partners.values())
            appliance = appliance_at(tmp_path / "state")
            network = Network(appliance.settings, tmp_path)
            resolver = network.resolver
            plain = town.partners["no-starttls"]
            answer = await resolver.mx(plain.domain)
            assert answer.records == (Mx(10, plain.host),)
            assert (await resolver.a(plain.host)).records == (plain.address,)
            assert await resolver.client_name(plain.address) == (plain.host, True)
            assert network.outside.target(plain.address, 25) == plain.real
            assert (await resolver.mx(town.partners["null-mx"].domain)).records == (Mx(0, "."),)
            unconfirmed = town.partners["cn-ok-san-other"]
            assert await resolver.client_name(unconfirmed.address) == (None, False)
            signed = town.partners["dane-match"]
            tlsa = await resolver.tlsa(signed.host)
            assert tlsa.secure
            assert len(tlsa.records) == 1
            appliance.store.close()

    asyncio.run(main())


def appliance_at(directory: Path) -> Appliance:
    return open_factory(directory, seed=1, moment=MOMENT, clock=FrozenClock(MOMENT))


def test_what_else_is_in_the_lab_file_stays(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "lab.toml"
    path.write_text(
        '[map]\n"10.0.0.1:25" = "127.0.1.1:10025"\n"198.51.100.200:25" = "127.0.1.1:1"\n'
        '[clients]\n"127.0.2.1" = "203.0.113.7"\n'
        '[zone."example.net"]\nrecords = "@ MX 10 mx"\n'
        '[zone."old.partner.example"]\nrecords = "@ MX 10 mx"\n'
    )
    for _ in range(2):
        write_lab(tmp_path, town.partners.values())
        content = parse_lab(path.read_bytes())
        assert "10.0.0.1:25" in content.map
        assert "198.51.100.200:25" not in content.map
        assert content.clients["127.0.2.1"] == "203.0.113.7"
        assert "example.net" in content.zones
        assert "old.partner.example" not in content.zones
        assert DOMAIN in content.zones


def test_a_damaged_lab_file_is_not_overwritten(town: Town, tmp_path: Path) -> None:
    (tmp_path / "lab.toml").write_text("[map\n")
    with pytest.raises(StateError):
        write_lab(tmp_path, town.partners.values())
    assert (tmp_path / "lab.toml").read_text() == "[map\n"


def test_no_such_partner(town: Town) -> None:
    with pytest.raises(StateError, match='There is no partner "good"'):
        Town(town.hierarchy, ["good"])


def test_the_program(tmp_path: Path) -> None:
    """It says where the hosts are, what they take, and ends when it is told to."""
    state = tmp_path / "state"
    appliance_at(state).store.close()
    words = ["partners", "--state", str(state), "--port", "0", "valid-p256", "refused"]
    command = [sys.executable, "-c", "import sys; from esatui.cli import main; sys.exit(main())"]
    with subprocess.Popen([*command, *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        head = []
        for line in process.stdout:
            head.append(line.rstrip())
            if line.startswith("ready "):
                break
        assert head[-1] == f"ready partners=2 domain={DOMAIN} state={state}"
        (row,) = (line.split() for line in head if line.startswith("valid-p256"))
        host, _, port = row[2].rpartition(":")
        with smtplib.SMTP(host, int(port), timeout=10) as client:
            client.sendmail("joe@example.com", [f"x@valid-p256.{DOMAIN}"], b"Subject: a\r\n\r\nb")
        took = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert took.startswith("valid-p256: ")
    assert took.endswith(f"bytes from <joe@example.com> to x@valid-p256.{DOMAIN} in clear text\n")
    root = (state / "configuration" / "lab-root.pem").read_text()
    assert root == (state / "lab" / "root.pem").read_text()
