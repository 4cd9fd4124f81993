"""Counters and gauges of the mail system, as `status` shows them.

All are zero until a mail system counts; whoever does replaces the whole object.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter: since the last reset, since the start, since the installation."""

    reset: int = 0
    uptime: int = 0
    lifetime: int = 0


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
