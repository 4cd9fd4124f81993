"""SMTP routes (`smtproutes`): where mail for some domains goes instead of to their exchangers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpRoute:
    """The route of one domain."""

    hosts: tuple[str, ...]
    """Destinations, as they are entered: `mx.example.com`, `[10.0.0.1]:26`, `backup/pri=10`.
    `USEDNS` or `/dev/null` stand alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpRoutes:
    """All SMTP routes."""

    entries: Mapping[str, SmtpRoute] = field(default_factory=dict)
    """Domain to route. A domain is a full name, `.example.com`, `[192.0.2.1]`, or `ALL`."""
