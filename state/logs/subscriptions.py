"""The log subscriptions of the appliance (CLI reference, 16.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from state.errors import StateError


@dataclass(frozen=True, slots=True)
class Subscription:
    """One log: its name is its directory, `base` the beginning of its file names."""

    name: str
    type: str
    base: str
    retrieval: str = "Manual Download"

    @property
    def current(self) -> str:
        """Name of the file that is being written: `mail.current` (mail log reference, 1.1)."""
        return f"{self.base}.current"


AUDIT: Final = "audit_logs"
AUTHENTICATION: Final = "authentication"
BOUNCES: Final = "bounces"
CLI: Final = "cli_logs"
ERROR: Final = "error_logs"
GUI: Final = "gui_logs"
MAIL: Final = "mail_logs"
STATUS: Final = "status"
SYSTEM: Final = "system_logs"

SUBSCRIPTIONS: Final = (
    Subscription(AUDIT, "Audit Logs", "audit"),
    Subscription(AUTHENTICATION, "Authentication Logs", "authentication"),
    Subscription(BOUNCES, "Bounce Logs", "bounces.text"),
    Subscription(CLI, "CLI Audit Logs", "cli"),
    Subscription(ERROR, "IronPort Text Mail Logs", "errors"),
    Subscription(GUI, "HTTP Logs", "gui"),
    Subscription(MAIL, "IronPort Text Mail Logs", "mail"),
    Subscription(STATUS, "Status Logs", "status.log"),
    Subscription(SYSTEM, "System Logs", "system"),
)
"""All logs, in the order in which they are listed."""

_BY_NAME = {subscription.name: subscription for subscription in SUBSCRIPTIONS}


def subscription(name: str) -> Subscription:
    """Return the log called `name`. Raises `StateError` when there is none."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise StateError(f'The log "{name}" does not exist.') from None
