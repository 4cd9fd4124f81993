"""A second judge: Postfix as the reference client, at the levels that it has.

It delivers to the same partners, and each of them has to get from it what the table says of us:
clear text, TLS, or nothing.
"""

from __future__ import annotations

import asyncio
import re
import smtplib
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from esatui.lab.keys import SeededKeys
from esatui.lab.partners.town import DOMAIN, Town
from esatui.lab.presented import LabHierarchy
from state.clock import SystemClock
from tests.services.delivery.postfix import Postfix, postfix
from tests.services.delivery.test_postfix import CLEAR, NOTHING, TLS
from tests.services.delivery.test_table import CASES, ROWS, partner

pytestmark = pytest.mark.once

LEVELS = {"No": "none", "Preferred": "may", "Required": "encrypt", "Required-Verify": "verify"}
"""Ours, and what Postfix calls them. It has none that verifies and delivers all the same."""
COMPARED = [row for row in ROWS if row["level"] in LEVELS]
SETTINGS = """\
transport_maps = texthash:{folder}/transport
smtp_tls_CAfile = {folder}/root.pem
smtp_tls_protocols = >=TLSv1.2
smtp_tls_mandatory_protocols = >=TLSv1.2
smtp_tls_loglevel = 1
smtp_starttls_timeout = 2s
smtpd_peername_lookup = no
"""
PATIENCE = 120.0
"""Seconds for all deliveries; bounds a hang."""


def recipient(level: str, case: str) -> str:
    return f"{level}@{partner(case)}.{DOMAIN}"


def services(folder: Path) -> str:
    """One client of Postfix for each level."""
    options = dict.fromkeys(LEVELS.values(), "")
    options["verify"] = f" -o smtp_tls_policy_maps=texthash:{folder}/verify"
    return "".join(
        f"{level} unix - - n - 8 smtp -o smtp_tls_security_level={level}{more}\n"
        for level, more in options.items()
    )


def prepare(folder: Path, town: Town) -> None:
    """Write where each recipient is delivered, and for whom a certificate has to be."""
    (folder / "root.pem").write_text(town.hierarchy.root.certificate.pem)
    transport, verified = [], []
    for case in CASES:
        at = town.partners[partner(case)]
        hop = f"[{at.real.host}]:{at.real.port}"
        transport += [f"{recipient(level, case)} {level}:{hop}" for level in LEVELS.values()]
        verified.append(f"{hop} verify match={at.domain}")
    (folder / "transport").write_text("\n".join(transport) + "\n")
    (folder / "verify").write_text("\n".join(verified) + "\n")


def send(port: int) -> None:
    """Hand a message for every row to Postfix."""
    with smtplib.SMTP("127.0.0.1", port, local_hostname="sender.example") as client:
        for row in COMPARED:
            to = recipient(LEVELS[row["level"]], row["case"])
            client.sendmail("", [to], "Subject: Hello\n\nHello.\n")


async def tried(remote: Postfix) -> Mapping[str, str]:
    """Wait until each message has been tried once; return what the log says of each recipient."""
    async with asyncio.timeout(PATIENCE):
        while True:
            log = (remote.directory / "log").read_text("utf-8", "replace")
            said = dict(re.findall(r" to=<([^>]+)>, .* status=(.*)", log))
            if len(said) == len(COMPARED):
                return said
            await asyncio.sleep(0.1)


async def play(folder: Path) -> tuple[dict[str, str], Mapping[str, str]]:
    """Return what came to the partners for each recipient, and what Postfix says of it."""
    names = [partner(case) for case in CASES]
    # Postfix knows no clock but that of the machine.
    async with Town(LabHierarchy(SeededKeys(1), SystemClock()), names) as town:
        prepare(folder, town)
        good = town.partners["valid-p256"].presented.server
        chains = {"good": good.key.pem + good.certificate.pem}
        inside = {"in": "-o smtpd_recipient_restrictions=permit_mynetworks"}
        instance = postfix(
            *(folder / "instance", chains, inside),
            settings=SETTINGS.format(folder=folder),
            services=services(folder),
        )
        remote = await asyncio.to_thread(instance.__enter__)
        try:
            await asyncio.to_thread(send, remote.ports["in"])
            said = await tried(remote)
        finally:
            await asyncio.to_thread(instance.__exit__, None, None, None)
        got = {each.recipients[0]: TLS if each.encrypted else CLEAR for each in town.receipts()}
        assert len(got) == len(town.receipts())
        return got, said


@pytest.fixture(scope="module")
def played() -> tuple[dict[str, str], Mapping[str, str]]:
    # Its daemons run as another user and must find their way, which pytest's directory forbids.
    with tempfile.TemporaryDirectory(prefix="postfix-") as directory:
        Path(directory).chmod(0o711)
        return asyncio.run(play(Path(directory)))


@pytest.mark.parametrize("row", COMPARED, ids=lambda row: f"{row['case']}-{row['level']}")
def test_row(row: dict[str, str], played: tuple[dict[str, str], Mapping[str, str]]) -> None:
    got, said = played
    expected = NOTHING
    if row["result"].startswith("DELIVER"):
        expected = TLS if row["result"].startswith("DELIVER-TLS") else CLEAR
    to = recipient(LEVELS[row["level"]], row["case"])
    assert got.get(to, NOTHING) == expected, said[to]
    assert said[to].startswith("sent") is (expected != NOTHING)


def test_every_level_of_postfix_is_compared() -> None:
    assert len(COMPARED) == 4 * len(CASES) == 132
