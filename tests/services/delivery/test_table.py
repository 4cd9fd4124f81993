"""All rows of the decision table over real sockets: what the receiver got, and what the log says.

One appliance a level, each with a message to every partner, all at the same time in one event loop.
"""

from __future__ import annotations

import asyncio
import csv
import re
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from esatui.lab.partners.receipt import Receipt
from esatui.lab.partners.town import DOMAIN, Partner, Town
from esatui.services.tls.pairs import error_pair
from state.model.configuration import Draft
from state.model.destinations import OutboundTls
from tests.services.delivery.world import chained, hierarchy, trusting, world

TABLE = Path(__file__).parents[2] / "data" / "outbound-tls.csv"
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))
CASES = list(dict.fromkeys(row["case"] for row in ROWS))
LEVELS: dict[str, OutboundTls] = {
    "No": "off",
    "Preferred": "preferred",
    "Required": "required",
    "Preferred-Verify": "preferred_verify",
    "Required-Verify": "required_verify",
    "Hosted": "required_verify_hosted",
}
REQUIRED = {"Required", "Required-Verify", "Hosted"}
NOT_NEGOTIATED = "TLS was required but could not be successfully negotiated"
REPLIES = {
    "starttls-454": "454-'TLS not available due to temporary reason'",
    "starttls-501": "501-'Syntax error'",
    "starttls-502": "502-'command not implemented'",
    "starttls-554": "554-'policy forbids it'",
    "starttls-421": "421-'closing connection'",
}
FAILURES = {
    "after220-garbage": error_pair("unknown protocol", "outbound"),
    "after220-close": "[Errno 0] Error",
    "after220-alert": error_pair("sslv3 alert handshake failure", "outbound"),
    "after220-stall": "[Errno 60] Operation timed out",
    "tls10-only": error_pair("tlsv1 alert protocol version", "outbound"),
}


def partner(case: str) -> str:
    return case.removeprefix("cert:")


@dataclass
class Played:
    """What came of the messages of one level."""

    receipts: list[Receipt]
    lines: list[str]
    alerts: list[str]

    def got(self, case: str) -> list[Receipt]:
        return [each for each in self.receipts if each.partner == partner(case)]

    def story(self, address: str) -> list[str]:
        """The lines about the only connection to an address and the message that it was for.

        DCID is 1, MID is 2.
        """
        begin = next(line for line in self.lines if f" address {address} port" in line)
        dcid = begin.split()[3]
        own = [line for line in self.lines if re.search(rf"\bDCID {dcid}\b", line)]
        mid = next(found[1] for line in own if (found := re.search(r"\bMID (\d+)\b", line)))
        about = re.compile(rf"\bDCID {dcid}\b|\bMID {mid}\b")
        return [
            re.sub(rf"\bMID {mid}\b", "MID 2", re.sub(rf"\bDCID {dcid}\b", "DCID 1", line))
            for line in self.lines
            if about.search(line)
        ]


async def play(directory: Path) -> tuple[Town, Mapping[str, Played]]:
    """One message a case and level; return when all connections have ended."""
    town = Town(hierarchy(), [partner(case) for case in CASES])
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(town)
        worlds = {}
        for name, level in LEVELS.items():
            edit = chained(trusting, with_level(level))
            worlds[name] = await stack.enter_async_context(world(directory / name, town, edit))
        for case in CASES:
            for name, each in worlds.items():
                await each.send(f"{name}@{partner(case)}.{DOMAIN}")
        for each in worlds.values():
            await each.lines.until(lambda lines: len(settled(lines)) == len(CASES))
            # Connections that were of use wait five seconds for more.
            await each.time.advance(5)
            await each.lines.containing(" close", len(CASES))
    return town, {
        name: Played(
            [each for each in town.receipts() if each.recipients[0].startswith(f"{name}@")],
            played.lines.of(),
            [text for _, _, text in played.alerts.raised],
        )
        for name, played in worlds.items()
    }


def settled(lines: list[str]) -> list[str]:
    return [
        line
        for line in lines
        if line.startswith(("Message finished", "MID"))
        and ("pending till" in line or line.startswith("Message finished"))
    ]


def with_level(level: OutboundTls) -> Callable[[Draft], Draft]:
    def edit(draft: Draft) -> Draft:
        destinations = draft.destinations
        default = replace(destinations.default, tls=level)
        return draft.write(destinations=replace(destinations, default=default, send_tls_alert=True))

    return edit


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Mapping[str, Played]]:
    return asyncio.run(play(tmp_path_factory.mktemp("table")))


def expected_lines(row: dict[str, str], at: Partner, session: tuple[str, str]) -> list[str]:
    """Mail-logs 6.2, 6.3 and 8, between `New SMTP DCID` and what follows from it."""
    if row["level"] == "No":
        return []
    case = row["case"]
    required = row["level"] in REQUIRED
    end = [f"DCID 1 IP {at.address} {NOT_NEGOTIATED}"] if required else []
    success = "DCID 1 TLS success protocol {} cipher {}".format(*session)
    refused = "DCID 1 TLS failed: STARTTLS unexpected response"
    connection = f"Connection Error: DCID 1 domain: {at.domain}"
    error = (
        f"{connection} IP:{at.address} port: 25 details: {REPLIES.get(case)} "
        "interface: 192.168.42.42 reason: unexpected SMTP response"
    )
    match row["phase"]:
        case "A" | "B":
            return ["DCID 1 STARTTLS command not supported.", *end]
        case "C":
            return [error, refused, *end] if required else [refused]
        case "D" if case == "starttls-421":
            return [error, refused, *end]
        case "D":
            closed = (
                f"{connection} IP: {at.address} port: 25 details: [Errno 0] Error "
                "interface: 192.168.42.42 reason: network error"
            )
            return [closed, *end]
        case "E":
            return [f"DCID 1 TLS failed: {FAILURES[case]}", *end]
        case "F" if row["level"] == "Preferred-Verify":
            return [success, f"DCID 1 TLS verification failed: {row['fault']}"]
        case "F" if row["level"] in ("Required-Verify", "Hosted"):
            return [f"DCID 1 TLS failed: verify error: {row['fault']}", *end]
        case _:
            return [success]


def delivered(session: tuple[str, str]) -> list[str]:
    return [
        "Delivery start DCID 1 MID 2 to RID [0]",
        "Message done DCID 1 MID 2 to RID [0] ",
        "MID 2 RID [0] Response '2.0.0 Ok: queued'",
        "Message finished MID 2 done",
        "DCID 1 close",
    ]


def delayed(row: dict[str, str]) -> list[str]:
    reason = "network error"
    if row["level"] in REQUIRED:
        reason = NOT_NEGOTIATED
    elif row["case"] == "starttls-421":
        reason = "unexpected SMTP response"
    return [
        "DCID 1 close",
        f"Delayed: DCID 1 MID 2 to RID 0 - 4.4.0 - Other network problem ('000', ['{reason}']) []",
        "MID 2 to RID [0] pending till Mon Jan  5 10:16:32 2026",
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['case']}-{row['level']}")
def test_row(row: dict[str, str], played: tuple[Town, Mapping[str, Played]]) -> None:
    check(row, *played)


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r["level"] == "Required-Verify"], ids=lambda r: r["case"]
)
def test_hosted_domains(row: dict[str, str], played: tuple[Town, Mapping[str, Played]]) -> None:
    """As Required - Verify, but that the host name in a certificate is good enough."""
    check({**row, "level": "Hosted"}, *played)


def check(row: dict[str, str], town: Town, played: Mapping[str, Played]) -> None:
    case, at, here = row["case"], town.partners[partner(row["case"])], played[row["level"]]
    got = here.got(case)
    alerts = [text for text in here.alerts if f'"{at.domain}"' in text]
    story = here.story(at.address)
    session = (got[0].protocol or "", got[0].cipher or "") if got else ("", "")
    assert story[0] == f"New SMTP DCID 1 interface 192.168.42.42 address {at.address} port 25"
    expected = expected_lines(row, at, session)
    if row["result"].startswith("DELIVER"):
        assert len(got) == 1
        assert got[0].encrypted is row["result"].startswith("DELIVER-TLS")
        assert got[0].content.endswith(b"\r\nHello.\r\n")
        assert got[0].sender == "joe@example.com"
        assert got[0].helo == "mail.example.com"
        assert story[1:] == [*expected, *delivered(session)]
        assert not alerts
        # The outbound certificate is presented whenever it is asked for.
        assert got[0].client == ("Cisco Appliance Demo Certificate" if got[0].encrypted else None)
    else:
        assert not got
        assert story[1:] == [*expected, *delayed(row)]
        assert len(alerts) == (row["result"] == "SOFT-BOUNCE+ALERT")
    if row["result"] == "SOFT-BOUNCE+ALERT":
        text = (
            f'Required TLS connection to domain "{at.domain}" failed. '
            f"Host: {at.host} ({at.address}). Reason: {alert_reason(row)}."
        )
        assert alerts == [text]


def alert_reason(row: dict[str, str]) -> str:
    match row["phase"]:
        case "A":
            return "EHLO command not supported"
        case "B":
            return "STARTTLS command not supported"
        case "C" | "D":
            return "STARTTLS unexpected response"
        case "E":
            return "handshake failed"
        case _:
            return row["fault"]
