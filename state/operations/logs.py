"""Log subscriptions: every change of them, and what they may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, TypeVar

from state.errors import StateError
from state.logs.subscriptions import is_log_name
from state.model.configuration import Draft
from state.model.logs import LogSettings, LogSubscription
from state.operations.values import BLANK, NumberRange

D = TypeVar("D", bound=Draft)

SIZE: Final = NumberRange(100 * 1024, 100 * 1024 * 1024, "max_bytes")
"""Bytes of a file."""
FILES: Final = NumberRange(1, 1000, "max_files")
FREQUENCY: Final = NumberRange(10, 3600, "frequency")
"""Seconds."""
MOST_SUBSCRIPTIONS: Final = 100
MOST_HEADERS: Final = 50
_LONGEST_HEADER: Final = 76


def check_log_name(text: str) -> str:
    """Return the name of a log, or the beginning of its file names; raises `StateError`."""
    if not text:
        raise StateError(BLANK, "name")
    if not is_log_name(text):
        raise StateError(
            "The name may contain letters, numbers, dashes, underscores and periods only.", "name"
        )
    return text


def check_headers(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of header fields (RFC 5322, 3.6.8), each once; raises `StateError`."""
    found: dict[str, str] = {}
    for name in names:
        visible = all("!" <= character <= "~" and character != ":" for character in name)
        if not name or not visible or len(name) > _LONGEST_HEADER:
            raise StateError(f'"{name}" is not the name of a header.', "headers")
        found.setdefault(name.lower(), name)
    if len(found) > MOST_HEADERS:
        raise StateError(f"No more than {MOST_HEADERS} headers can be logged.", "headers")
    return tuple(found.values())


def check_subscription(name: str, subscription: LogSubscription) -> None:
    """Raise `StateError` unless the subscription can be as it is."""
    check_log_name(name)
    try:
        check_log_name(subscription.base)
    except StateError as error:
        raise StateError(error.text, "base") from error
    SIZE.check(subscription.max_bytes)
    FILES.check(subscription.max_files)


def check_settings(settings: LogSettings) -> None:
    """Raise `StateError` unless the global settings can be as they are."""
    if len(settings.subscriptions) > MOST_SUBSCRIPTIONS:
        raise StateError(f"No more than {MOST_SUBSCRIPTIONS} logs are possible.", "subscriptions")
    if check_headers(settings.headers) != settings.headers:
        raise StateError("A header is named twice.", "headers")


def add_subscription(draft: D, name: str, subscription: LogSubscription) -> D:
    """Return the draft with a new log. Raises `StateError`."""
    if name in draft.logs.subscriptions:
        raise StateError(f'The log "{name}" already exists.', "name")
    return put_subscription(draft, name, subscription)


def put_subscription(draft: D, name: str, subscription: LogSubscription) -> D:
    """Return the draft with the log `name` as it is given. Raises `StateError`."""
    check_subscription(name, subscription)
    entries = {**draft.logs.subscriptions, name: subscription}
    settings = replace(draft.logs, subscriptions=dict(sorted(entries.items())))
    check_settings(settings)
    return draft.write(logs=settings)


def remove_subscription(draft: D, name: str) -> D:
    """Return the draft without the log `name`. Raises `StateError` when there is none."""
    if name not in draft.logs.subscriptions:
        raise StateError(f'The log "{name}" does not exist.', "name")
    entries = {key: each for key, each in draft.logs.subscriptions.items() if key != name}
    return draft.write(logs=replace(draft.logs, subscriptions=entries))


def set_headers(draft: D, names: Iterable[str]) -> D:
    """Return the draft that logs these headers. Raises `StateError`."""
    return draft.write(logs=replace(draft.logs, headers=check_headers(names)))


def set_frequency(draft: D, seconds: int) -> D:
    """Return the draft with this pause between lines of the status log. Raises `StateError`."""
    FREQUENCY.check(seconds)
    return draft.write(logs=replace(draft.logs, frequency=seconds))
