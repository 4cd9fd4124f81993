"""Destination controls (`destconfig`), delivery (`deliveryconfig`) and bounce profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from state.model.certificates import DEMO

OutboundTls = Literal[
    "off", "preferred", "required", "preferred_verify", "required_verify", "required_verify_hosted"
]
Dane = Literal["off", "opportunistic", "mandatory"]
LimitType = Literal["host", "MXIP"]
"""`host`: one limit for the whole domain; `MXIP`: one for each mail exchanger address."""
LimitApply = Literal["system", "VG"]
IpSortPreference = Literal["PREFER_V6", "REQUIRE_V6", "PREFER_V4", "REQUIRE_V4"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """The entry of one destination domain. `None` means: as in the default entry."""

    concurrency: int | None = None
    """Concurrent connections, 1 and up."""
    messages_per_connection: int | None = None
    recipient_minutes: int | None = None
    """Minutes over which `recipient_limit` is counted, 1 to 60."""
    recipient_limit: int | None = None
    """Recipients in that time; 0 is no limit, whatever the default entry says."""
    limit_type: LimitType | None = None
    limit_apply: LimitApply | None = None
    tls: OutboundTls | None = None
    dane: Dane | None = None
    bounce_verification: bool | None = None
    bounce_profile: str | None = None
    ip_sort: IpSortPreference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultDestination:
    """The default entry of the destination control table: it has a value for everything.

    `recipient_limit` of `None` is no limit.
    """

    concurrency: int = 500
    messages_per_connection: int = 50
    recipient_minutes: int = 60
    recipient_limit: int | None = None
    limit_type: LimitType = "host"
    limit_apply: LimitApply = "system"
    tls: OutboundTls = "off"
    dane: Dane = "off"
    bounce_verification: bool = False
    ip_sort: IpSortPreference = "PREFER_V6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destinations:
    """The destination control table and its two global settings (`destconfig`, SETUP)."""

    certificate: str = DEMO
    """Certificate profile of all outbound TLS. Global: it cannot be set for one domain."""
    send_tls_alert: bool = False
    default: DefaultDestination = field(default_factory=DefaultDestination)
    entries: Mapping[str, Destination] = field(default_factory=dict)
    """Domain to entry. A domain is a full name, `.example.com` or `[192.0.2.1]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Settings of `deliveryconfig`."""

    interface: str | None = None
    """Name of the delivery interface; `None` is Auto."""
    possible_delivery: bool = True
    concurrency: int = 10000
    tls_concurrency: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceProfile:
    """How undeliverable mail is retried and bounced. Times are in seconds."""

    max_retries: int = 100
    max_seconds: int = 259200
    initial_retry: int = 60
    max_retry: int = 3600
    send_hard_bounces: bool = True
    send_delay_warnings: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounces:
    """Bounce profiles by name; `Default` always exists."""

    profiles: Mapping[str, BounceProfile] = field(default_factory=dict)
