"""Log subscriptions (`logconfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

LogType = Literal[
    "Audit Logs",
    "Authentication Logs",
    "Bounce Logs",
    "CLI Audit Logs",
    "HTTP Logs",
    "IronPort Text Mail Logs",
    "Status Logs",
    "System Logs",
]
LogLevel = Literal["Critical", "Warning", "Info", "Debug", "Trace"]
"""From the least to the most talkative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSubscription:
    """One log: what is written to it, and how its files are kept."""

    type: LogType
    base: str
    """The beginning of its file names: `mail` for `mail.current`."""
    level: LogLevel = "Info"
    max_bytes: int = 10 * 1024 * 1024
    """Size at which a file is rolled over."""
    max_files: int = 10
    """Rolled files that are kept."""


def factory_subscriptions() -> dict[str, LogSubscription]:
    """Return the logs of a new appliance (CLI reference, 16.4)."""
    return {
        "audit_logs": LogSubscription(type="Audit Logs", base="audit"),
        "authentication": LogSubscription(type="Authentication Logs", base="authentication"),
        "bounces": LogSubscription(type="Bounce Logs", base="bounces.text"),
        "cli_logs": LogSubscription(type="CLI Audit Logs", base="cli"),
        "error_logs": LogSubscription(type="IronPort Text Mail Logs", base="errors"),
        "gui_logs": LogSubscription(type="HTTP Logs", base="gui"),
        "mail_logs": LogSubscription(type="IronPort Text Mail Logs", base="mail"),
        "status": LogSubscription(type="Status Logs", base="status.log"),
        "system_logs": LogSubscription(type="System Logs", base="system"),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """Settings of `logconfig`."""

    subscriptions: Mapping[str, LogSubscription] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    """Names of message headers that are logged when a message is delivered, as entered."""
    frequency: int = 60
    """Seconds between two lines of the status log."""


def factory_logs() -> LogSettings:
    """Return the settings of a new appliance."""
    return LogSettings(subscriptions=factory_subscriptions())
