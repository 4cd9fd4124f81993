"""The tables of `status`: numbers end at columns 46, 62 and 78, gauges at column 50."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from esatui.text.dates import long_date
from esatui.text.spans import age
from state.counters import RATED, Counter, MailCounters, Rate

_COUNTERS = f"{'Counters:':31}{'Reset':>15}{'Uptime':>16}{'Lifetime':>16}"
_RATES = f"{'Rates (Events Per Hour):':31}{'1-Minute':>15}{'5-Minutes':>16}{'15-Minutes':>16}"
_GAUGES = f"{'Gauges:':34}{'Current':>16}"

Row = tuple[str, Counter | int | None]


def first_block(
    *,
    now: datetime,
    since: datetime,
    status: str,
    features: Sequence[tuple[str, str]],
    oldest: datetime | None = None,
) -> str:
    """Return date, uptime, system status and one line a feature key (name and time left).

    `oldest` is when the oldest message in the queue came.
    """
    lines = [
        f"{'Status as of:':31}{long_date(now)}",
        f"{'Up since:':31}{long_date(since)} ({duration(now - since)})",
        f"{'Last counter reset:':31}Never",
        f"{'System status:':31}{status}",
        f"{'Oldest Message:':31}{age(now - oldest) if oldest else 'No Messages'}",
    ]
    lines += [f"Feature - {name}: {remaining}" for name, remaining in features]
    return "\n".join(lines)


def duration(span: timedelta) -> str:
    """Return `3d 3h 48m 57s`, without the leading units that are zero."""
    minutes, seconds = divmod(max(int(span.total_seconds()), 0), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = [(days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s")]
    while len(units) > 1 and units[0][0] == 0:
        units.pop(0)
    return " ".join(f"{number}{unit}" for number, unit in units)


def brief_body(counters: MailCounters) -> str:
    """Return counters and gauges of `status`."""
    rows: list[Row] = [
        ("  Receiving", None),
        ("    Messages Received", counters.messages_received),
        ("    Recipients Received", counters.recipients_received),
        ("  Rejection", None),
        ("    Rejected Recipients", counters.rejected_recipients),
        ("    Dropped Messages", counters.dropped_messages),
        ("  Queue", None),
        ("    Soft Bounced Events", counters.soft_bounces),
        ("  Completion", None),
        ("    Completed Recipients", counters.completed_recipients),
        *_identifiers(counters),
    ]
    gauges: list[Row] = [
        *_connections(counters),
        ("  Queue", None),
        ("    Active Recipients", _active(counters)),
        ("    Messages In Work Queue", counters.work_queue),
        ("    Kilobytes Used", counters.kilobytes_used),
        ("    Kilobytes Free", counters.kilobytes_free),
        *_QUARANTINE,
    ]
    return "\n".join([_COUNTERS, *map(_counter, rows), "", _GAUGES, *map(_gauge, gauges)])


def detail_body(counters: MailCounters) -> str:
    """Return counters, rates and gauges of `status detail`."""
    blocks = [
        [_COUNTERS, *map(_counter, _detail_counters(counters))],
        [_RATES, *map(_rate, _rates(counters))],
        [_GAUGES, *_SYSTEM_GAUGES, *map(_gauge, _detail_gauges(counters))],
    ]
    return "\n\n".join("\n".join(block) for block in blocks)


def _detail_counters(counters: MailCounters) -> list[Row]:
    return [
        ("  Receiving", None),
        ("    Messages Received", counters.messages_received),
        ("    Recipients Received", counters.recipients_received),
        ("    Gen. Bounce Recipients", counters.generated_bounces),
        ("  Rejection", None),
        ("    Rejected Recipients", counters.rejected_recipients),
        ("    Dropped Messages", counters.dropped_messages),
        ("  Queue", None),
        ("    Soft Bounced Events", counters.soft_bounces),
        ("  Completion", None),
        ("    Completed Recipients", counters.completed_recipients),
        ("      Hard Bounced Recipients", counters.hard_bounces),
        ("        DNS Hard Bounces", counters.dns_hard_bounces),
        ("        5XX Hard Bounces", counters.smtp_hard_bounces),
        ("        Expired Hard Bounces", counters.expired_hard_bounces),
        ("        Filter Hard Bounces", counters.filter_hard_bounces),
        ("        Other Hard Bounces", counters.other_hard_bounces),
        ("      Delivered Recipients", counters.delivered_recipients),
        ("      Deleted Recipients", counters.deleted_recipients),
        ("    Global Unsub. Hits", counters.unsubscribe_hits),
        ("    DomainKeys Signed Msgs", counters.signed_messages),
        *_identifiers(counters),
    ]


def _rates(counters: MailCounters) -> list[tuple[str, Rate | None]]:
    rates = {name: counters.rates.get(name, Rate()) for name in RATED}
    return [
        ("  Receiving", None),
        ("    Messages Received", rates["messages_received"]),
        ("    Recipients Received", rates["recipients_received"]),
        ("  Queue", None),
        ("    Soft Bounced Events", rates["soft_bounces"]),
        ("  Completion", None),
        ("    Completed Recipients", rates["completed_recipients"]),
        ("      Hard Bounced Recipients", rates["hard_bounces"]),
        ("      Delivered Recipients", rates["delivered_recipients"]),
    ]


def _detail_gauges(counters: MailCounters) -> list[Row]:
    return [
        *_connections(counters),
        ("  Queue", None),
        ("    Active Recipients", _active(counters)),
        ("      Unattempted Recipients", counters.unattempted_recipients),
        ("      Attempted Recipients", counters.attempted_recipients),
        ("    Messages In Work Queue", counters.work_queue),
        ("    Messages In Quarantine", 0),
        ("    Destinations In Memory", counters.destinations),
        ("    Kilobytes Used", counters.kilobytes_used),
        ("    Kilobytes In Queue", counters.kilobytes_used),
        ("    Kilobytes Free", counters.kilobytes_free),
        *_QUARANTINE,
    ]


def _identifiers(counters: MailCounters) -> list[Row]:
    return [
        ("  Current IDs", None),
        ("    Message ID (MID)", counters.last_mid),
        ("    Injection Conn. ID (ICID)", counters.last_icid),
        ("    Delivery Conn. ID (DCID)", counters.last_dcid),
    ]


def _connections(counters: MailCounters) -> list[Row]:
    return [
        ("  Connections", None),
        ("    Current Inbound Conn.", counters.inbound_connections),
        ("    Current Outbound Conn.", counters.outbound_connections),
    ]


def _active(counters: MailCounters) -> int:
    return counters.unattempted_recipients + counters.attempted_recipients


_QUARANTINE: list[Row] = [
    ("  Quarantine", None),
    ("    Messages In Quarantine", None),
    ("    Policy, Virus and Outbreak", 0),
    ("    Kilobytes In Quarantine", None),
    ("    Policy, Virus and Outbreak", 0),
]


def _counter(row: Row) -> str:
    label, value = row
    if value is None:
        return label
    if isinstance(value, int):
        return f"{label:62}{value:>16,}"
    return f"{label:31}{value.reset:>15,}{value.uptime:>16,}{value.lifetime:>16,}"


def _rate(row: tuple[str, Rate | None]) -> str:
    label, rate = row
    if rate is None:
        return label
    return f"{label:31}{rate.one:>15,}{rate.five:>16,}{rate.fifteen:>16,}"


def _gauge(row: Row) -> str:
    label, value = row
    return label if value is None else f"{label:34}{value:>16,}"


_SYSTEM_GAUGES = [
    "  System",
    f"{'    RAM Utilization':34}{'8%':>16}",
    "  CPU Utilization",
    f"{'    Overall CPU load average':34}{'1%':>16}",
    f"{'    MGA':34}{'0%':>16}",
    f"{'    CASE':34}{'0%':>16}",
    f"{'    AntiVirus':34}{'0%':>16}",
    "  Disk",
    f"{'    Disk I/O Utilization':34}{'0%':>16}",
    f"{'    Resource Conservation':34}{'0':>16}",
    f"{'    Logging Disk Usage':34}{'5%':>16}",
    f"{'    Logging Disk Available':34}{'148G':>16}",
]
"""Load and disk of the reference appliance: the emulator's own load says nothing about it."""
