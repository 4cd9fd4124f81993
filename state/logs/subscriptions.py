"""The logs of the appliance by name, and which lines go to which (CLI reference, 16.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from state.errors import StateError
from state.logs.lines import LEVELS, Level
from state.model.logs import LogSettings, LogSubscription, factory_subscriptions

AUDIT: Final = "audit_logs"
AUTHENTICATION: Final = "authentication"
BOUNCES: Final = "bounces"
CLI: Final = "cli_logs"
ERROR: Final = "error_logs"
GUI: Final = "gui_logs"
MAIL: Final = "mail_logs"
STATUS: Final = "status"
SYSTEM: Final = "system_logs"

RETRIEVAL: Final = "Manual Download"

_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}"


def is_log_name(text: str) -> bool:
    """Whether a log, and with it a directory, may be called so; the same goes for file names."""
    return re.fullmatch(_NAME, text, re.ASCII) is not None


def current_name(base: str) -> str:
    """Return the name of the file that is being written: `mail.current`."""
    return f"{base}.current"


def described(name: str, subscription: LogSubscription) -> str:
    """Return a log as lists show it."""
    return f'"{name}" Type: "{subscription.type}" Retrieval: {RETRIEVAL}'


def subscription_of(settings: LogSettings, name: str) -> LogSubscription:
    """Return the log called `name`. Raises `StateError` when there is none."""
    found = settings.subscriptions.get(name)
    if found is None or not is_log_name(name) or not is_log_name(found.base):
        raise StateError(f'The log "{name}" does not exist.')
    return found


class Router:
    """Tells which logs get a line: the one that it is meant for, and others of the same type.

    Each has a level; lines below it are left out. A log that was removed gets nothing. `settings`
    returns the settings that hold, the same object as long as they do not change.
    """

    def __init__(self, settings: Callable[[], LogSettings]) -> None:
        self._settings = settings
        self._known: tuple[LogSettings | None, dict[tuple[str, Level], Sequence[str]]] = (None, {})

    def __call__(self, name: str, level: Level) -> Sequence[str]:
        """Return the names of the logs for a line of this level that is meant for `name`."""
        settings = self._settings()
        known, routes = self._known
        if settings is not known:
            routes = {}
            # Both at once, since threads may be here at the same time.
            self._known = (settings, routes)
        route = routes.get((name, level))
        if route is None:
            route = routes[name, level] = tuple(_route(settings, name, level))
        return route


def _route(settings: LogSettings, name: str, level: Level) -> Iterable[str]:
    factory = factory_subscriptions()
    kind = factory[name].type
    for each, subscription in settings.subscriptions.items():
        # The text mail logs are two from the factory; copies are of the first.
        copies = each not in factory and subscription.type == kind and name != ERROR
        wanted = LEVELS.index(level) <= LEVELS.index(subscription.level)
        if wanted and (each == name or copies) and is_log_name(each):
            yield each
