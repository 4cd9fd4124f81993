"""Counters and gauges of the mail system, as `status` and `hoststatus` show them.

All are zero until a mail system counts; see `state.counter_files` for what it leaves for others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

CounterName = Literal[
    "messages_received",
    "recipients_received",
    "generated_bounces",
    "rejected_recipients",
    "dropped_messages",
    "soft_bounces",
    "completed_recipients",
    "hard_bounces",
    "dns_hard_bounces",
    "smtp_hard_bounces",
    "expired_hard_bounces",
    "filter_hard_bounces",
    "other_hard_bounces",
    "delivered_recipients",
    "deleted_recipients",
    "unsubscribe_hits",
    "signed_messages",
]
GaugeName = Literal[
    "inbound_connections",
    "outbound_connections",
    "unattempted_recipients",
    "attempted_recipients",
    "work_queue",
    "destinations",
    "kilobytes_used",
    "kilobytes_free",
]
HostCounterName = Literal[
    "soft_bounces",
    "completed_recipients",
    "hard_bounces",
    "dns_hard_bounces",
    "smtp_hard_bounces",
    "expired_hard_bounces",
    "filter_hard_bounces",
    "other_hard_bounces",
    "delivered_recipients",
    "deleted_recipients",
]

RATED: tuple[CounterName, ...] = (
    "messages_received",
    "recipients_received",
    "soft_bounces",
    "completed_recipients",
    "hard_bounces",
    "delivered_recipients",
)
"""Counters whose rates `status detail` shows."""


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter: since the last reset, since the start, since the installation."""

    reset: int = 0
    uptime: int = 0
    lifetime: int = 0


@dataclass(frozen=True, slots=True)
class Rate:
    """Events an hour, judged by the last 1, 5 and 15 minutes."""

    one: int = 0
    five: int = 0
    fifteen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCounters:
    """What the mail system has done and holds. Names are those of `status detail`."""

    messages_received: Counter = field(default_factory=Counter)
    recipients_received: Counter = field(default_factory=Counter)
    generated_bounces: Counter = field(default_factory=Counter)
    rejected_recipients: Counter = field(default_factory=Counter)
    dropped_messages: Counter = field(default_factory=Counter)
    soft_bounces: Counter = field(default_factory=Counter)
    completed_recipients: Counter = field(default_factory=Counter)
    hard_bounces: Counter = field(default_factory=Counter)
    dns_hard_bounces: Counter = field(default_factory=Counter)
    smtp_hard_bounces: Counter = field(default_factory=Counter)
    expired_hard_bounces: Counter = field(default_factory=Counter)
    filter_hard_bounces: Counter = field(default_factory=Counter)
    other_hard_bounces: Counter = field(default_factory=Counter)
    delivered_recipients: Counter = field(default_factory=Counter)
    deleted_recipients: Counter = field(default_factory=Counter)
    unsubscribe_hits: Counter = field(default_factory=Counter)
    signed_messages: Counter = field(default_factory=Counter)
    rates: Mapping[CounterName, Rate] = field(default_factory=dict)
    """Of the counters in `RATED`; one that is missing is zero."""
    last_mid: int = 0
    last_icid: int = 0
    last_dcid: int = 0
    inbound_connections: int = 0
    outbound_connections: int = 0
    unattempted_recipients: int = 0
    attempted_recipients: int = 0
    work_queue: int = 0
    destinations: int = 0
    kilobytes_used: int = 0
    kilobytes_free: int = 8_388_608
    oldest_message: datetime | None = None
    """Aware. When the oldest message that is not delivered yet came; `None` without one."""
    started: datetime | None = None
    """Aware. Since when the mail system counts; `None` while none does."""


@dataclass(slots=True, kw_only=True)
class GatewayStatus:
    """What went to one host from one interface."""

    up: bool = True
    last_activity: datetime | None = None
    recipients: int = 0


@dataclass(slots=True, kw_only=True)
class HostStatus:
    """What is known about one recipient domain (`hoststatus`). All times are aware.

    It is mutable: the mail system keeps one for each domain and changes it as things happen.
    """

    soft_bounces: int = 0
    completed_recipients: int = 0
    hard_bounces: int = 0
    dns_hard_bounces: int = 0
    smtp_hard_bounces: int = 0
    expired_hard_bounces: int = 0
    filter_hard_bounces: int = 0
    other_hard_bounces: int = 0
    delivered_recipients: int = 0
    deleted_recipients: int = 0
    unattempted_recipients: int = 0
    attempted_recipients: int = 0
    outbound_connections: int = 0
    pending_connections: int = 0
    up: bool | None = None
    """Whether the last attempt reached a host; `None` before the first."""
    oldest_message: datetime | None = None
    last_activity: datetime | None = None
    addresses: list[tuple[int, list[str]]] = field(default_factory=list)
    """Addresses by preference, in the order in which they are tried."""
    addresses_expire: datetime | None = None
    mx: list[tuple[int, int, str]] = field(default_factory=list)
    """Preference, TTL in seconds, host name."""
    last_5xx: str = ""
    """The last permanent error, such as `550 #5.1.0 Address rejected.`."""
    last_5xx_at: datetime | None = None
    gateways: dict[str, GatewayStatus] = field(default_factory=dict)
    """By name of the interface."""

    @property
    def active_recipients(self) -> int:
        """Recipients that are neither delivered nor given up."""
        return self.unattempted_recipients + self.attempted_recipients
