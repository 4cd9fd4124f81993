"""All rows of the decision table: what becomes of the message, and what the log says of it.

`outbound-tls.csv`: case, phase (A no EHLO, B no STARTTLS, C refused, D lost before a 220, E
handshake failed, F certificate faulty, G certificate sound, H sound with an odd dialogue), level,
result, fault of the certificate.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from state.delivery.decision import Action, Attempt, Decision, Phase, decide
from state.delivery.demand import demand_for
from state.delivery.lines import Reply, Route
from state.model.destinations import OutboundTls

TABLE = Path(__file__).parents[2] / "data" / "outbound-tls.csv"
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))
LEVELS: dict[str, OutboundTls] = {
    "No": "off",
    "Preferred": "preferred",
    "Required": "required",
    "Preferred-Verify": "preferred_verify",
    "Required-Verify": "required_verify",
}
REQUIRED = {"Required", "Required-Verify"}
ROUTE = Route(8, "example.com", "10.0.0.1", "192.168.42.42")
PROTOCOL, CIPHER = "TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384"
ALERT = "(336032784, 'error:14077410:SSL routines:SSL23_GET_SERVER_HELLO:sslv3 alert handshake failure')"
WAS_REQUIRED = "DCID 8 IP 10.0.0.1 TLS was required but could not be successfully negotiated"
NOT_NEGOTIATED = "TLS was required but could not be successfully negotiated"
REPLIES = {
    "starttls-454": Reply(454, ["TLS not available due to temporary reason"]),
    "starttls-501": Reply(501, ["Syntax error"]),
    "starttls-502": Reply(502, ["command not implemented"]),
    "starttls-554": Reply(554, ["no"]),
    "starttls-421": Reply(421, ["closing"]),
}
FAILURES = {
    "starttls-close": "[Errno 0] Error",
    "after220-garbage": "(336031996, 'error:140770FC:SSL routines:SSL23_GET_SERVER_HELLO:unknown protocol')",
    "after220-close": "[Errno 0] Error",
    "after220-alert": ALERT,
    "after220-stall": "[Errno 60] Operation timed out",
    "tls10-only": "(336032814, 'error:1407742E:SSL routines:SSL23_GET_SERVER_HELLO:tlsv1 alert protocol version')",
}
PHASES = {
    "A": Phase.NO_EHLO,
    "B": Phase.NO_STARTTLS,
    "C": Phase.STARTTLS_REFUSED,
    "D": Phase.LOST,
    "E": Phase.HANDSHAKE_FAILED,
    "F": Phase.ESTABLISHED,
    "G": Phase.ESTABLISHED,
    "H": Phase.ESTABLISHED,
}


def attempt(row: dict[str, str]) -> Attempt:
    phase = PHASES[row["phase"]]
    established = phase is Phase.ESTABLISHED
    return Attempt(
        ROUTE,
        phase,
        reply=REPLIES.get(row["case"]),
        failure=FAILURES.get(row["case"], ""),
        protocol=PROTOCOL if established else "",
        cipher=CIPHER if established else "",
        fault=row["fault"] or None,
    )


def result_of(decision: Decision) -> str:
    """The word of the table."""
    if decision.action is Action.CLEAR:
        return "DELIVER-CLEAR"
    if decision.action is Action.NOT_SENT:
        return "SOFT-BOUNCE+ALERT" if decision.alert else "SOFT-BOUNCE"
    verified = {None: "", True: "-VERIFIED", False: "-UNVERIFIED"}[decision.verified]
    return f"DELIVER-TLS{verified}"


def expected_lines(row: dict[str, str]) -> tuple[str, ...]:
    """Mail-logs 6.2, 6.3 and 8, written down by phase."""
    if row["level"] == "No":
        return ()
    required = row["level"] in REQUIRED
    end = [WAS_REQUIRED] if required else []
    success = f"DCID 8 TLS success protocol {PROTOCOL} cipher {CIPHER}"
    refused = "DCID 8 TLS failed: STARTTLS unexpected response"
    reply = REPLIES.get(row["case"], Reply())
    error = (
        "Connection Error: DCID 8 domain: example.com IP:10.0.0.1 port: 25 "
        f"details: {reply.code}-'{' '.join(reply.texts)}' interface: 192.168.42.42 "
        "reason: unexpected SMTP response"
    )
    match row["phase"]:
        case "A" | "B":
            return ("DCID 8 STARTTLS command not supported.", *end)
        case "C":
            return (error, refused, *end) if required else (refused,)
        case "D" if row["case"] == "starttls-421":
            return (error, refused, *end)
        case "D":
            closed = (
                "Connection Error: DCID 8 domain: example.com IP: 10.0.0.1 port: 25 "
                "details: [Errno 0] Error interface: 192.168.42.42 reason: network error"
            )
            return (closed, *end)
        case "E":
            return (f"DCID 8 TLS failed: {FAILURES[row['case']]}", *end)
        case "F" if row["level"] == "Preferred-Verify":
            return (success, f"DCID 8 TLS verification failed: {row['fault']}")
        case "F" if row["level"] == "Required-Verify":
            return (f"DCID 8 TLS failed: verify error: {row['fault']}", *end)
        case _:
            return (success,)


def test_the_table_is_whole() -> None:
    assert len(ROWS) == 165
    assert len({(row["case"], row["level"]) for row in ROWS}) == 165


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['case']}-{row['level']}")
def test_row(row: dict[str, str]) -> None:
    decision = decide(demand_for(LEVELS[row["level"]]), attempt(row))
    assert result_of(decision) == row["result"]
    assert decision.lines == expected_lines(row)
    not_sent = decision.action is Action.NOT_SENT
    assert (decision.delay is not None) is not_sent
    if not_sent and row["level"] in REQUIRED:
        assert decision.delay == NOT_NEGOTIATED


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r["level"] == "Required-Verify"], ids=lambda r: r["case"]
)
def test_hosted_domains_decide_as_required_verify(row: dict[str, str]) -> None:
    hosted = decide(demand_for("required_verify_hosted"), attempt(row))
    assert hosted == decide(demand_for("required_verify"), attempt(row))


def test_after_a_220_nothing_goes_in_clear_text() -> None:
    levels: list[OutboundTls] = [*LEVELS.values(), "required_verify_hosted"]
    for level in levels[1:]:
        for phase in (Phase.HANDSHAKE_FAILED, Phase.ESTABLISHED):
            for fault in (None, "hostname mismatch"):
                made = Attempt(ROUTE, phase, failure=ALERT, fault=fault)
                assert decide(demand_for(level), made).action is not Action.CLEAR


@pytest.mark.parametrize(
    ("phase", "reason"),
    [
        (Phase.NO_EHLO, "EHLO command not supported"),
        (Phase.NO_STARTTLS, "STARTTLS command not supported"),
        (Phase.STARTTLS_REFUSED, "STARTTLS unexpected response"),
        (Phase.LOST, "STARTTLS unexpected response"),
        (Phase.HANDSHAKE_FAILED, "handshake failed"),
        (Phase.ESTABLISHED, "certificate has expired"),
    ],
)
def test_reason_of_the_alert(phase: Phase, reason: str) -> None:
    made = Attempt(ROUTE, phase, fault="certificate has expired", failure=ALERT)
    assert decide(demand_for("required_verify"), made).alert == reason
    assert decide(demand_for("preferred_verify"), made).alert is None


def test_reason_of_the_delay_where_tls_is_not_required() -> None:
    preferred = demand_for("preferred")
    assert decide(preferred, Attempt(ROUTE, Phase.LOST)).delay == "network error"
    stalled = Attempt(ROUTE, Phase.LOST, failure="timeout")
    decision = decide(preferred, stalled)
    assert decision.delay == "connection timed out"
    assert decision.lines[0].endswith(
        "details: timeout interface: 192.168.42.42 reason: connection timed out"
    )
    refused = Attempt(ROUTE, Phase.LOST, reply=Reply(421, ["bye"]))
    assert decide(preferred, refused).delay == "unexpected SMTP response"
    failed = Attempt(ROUTE, Phase.HANDSHAKE_FAILED, failure=ALERT)
    assert decide(preferred, failed).delay == "network error"


def test_a_reply_from_outside_stays_one_line() -> None:
    hostile = Reply(454, ["no\r\nInfo: DCID 8 TLS success", "\x1b[2J" + "x" * 5000])
    made = Attempt(ROUTE, Phase.STARTTLS_REFUSED, reply=hostile)
    for line in decide(demand_for("required"), made).lines:
        assert line.isprintable()
        assert len(line) < 500


def test_not_connected_without_a_reason_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="not connected"):
        decide(demand_for("preferred"), Attempt(ROUTE, Phase.NOT_CONNECTED))
