"""Who is told of alerts, and how (`alertconfig`, CLI reference, 10)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final, TypeVar, get_args

from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.services import AlertClass, Alerts, AlertSubscription, Severity
from state.operations.interfaces import interface_named
from state.operations.values import BLANK, NumberRange, shown
from state.validation.texts import check_email

CLASSES: Final[tuple[AlertClass, ...]] = get_args(AlertClass)
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
ALL: Final = "All"
RELEASE_NOTIFICATIONS: Final[AlertClass] = "Release and Support Notifications"

SECONDS: Final = NumberRange(0, 366 * 24 * 3600)
SAVED: Final = NumberRange(1, 1000)
MAX_BEFORE_INITIAL: Final = (
    "The maximum number of seconds must not be less than the initial number of seconds."
)

Choice = TypeVar("Choice", bound=str)


def recipient_names(view: View) -> tuple[str, ...]:
    """Return the addresses that are told, in the order in which they are listed."""
    return tuple(sorted(view.alerts.recipients))


def check_address(text: str) -> str:
    """Return an e-mail address, its domain in lower case; raises `StateError` (field `address`)."""
    address = text.strip()
    if not address:
        raise StateError(BLANK, "address")
    check_email(address, "address")
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def check_new_recipient(view: View, text: str) -> str:
    """Return an address that is not told yet; raises `StateError` (field `address`)."""
    address = check_address(text)
    if address.lower() in map(str.lower, view.alerts.recipients):
        raise StateError(f'The address "{address}" already exists.', "address")
    return address


def parse_choices(text: str, choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """Return what the numbers or names in `text`, separated by commas, choose.

    The result is in the order of `choices`. `All` stands for everything, so it stays alone.
    Raises `StateError` (`Unknown option`) for what is no choice, and when nothing is chosen.
    """
    words = [word.strip() for word in text.split(",")]
    if not any(words):
        raise StateError("Please enter a value.")
    chosen = {_chosen(word, choices) for word in words if word}
    if ALL in chosen:
        return tuple(choice for choice in choices if choice == ALL)
    return tuple(choice for choice in choices if choice in chosen)


def _chosen(word: str, choices: Sequence[Choice]) -> Choice:
    if word.isascii() and word.isdecimal() and len(word) < 4 and 1 <= int(word) <= len(choices):
        return choices[int(word) - 1]
    for choice in choices:
        if choice.lower() == word.lower():
            return choice
    raise StateError("Unknown option")


def add_recipient(draft: Draft, text: str, subscription: AlertSubscription) -> Draft:
    """Return a draft in which another address is told. Raises `StateError`."""
    address = check_new_recipient(draft, text)
    return _with_recipient(draft, address, subscription)


def edit_recipient(draft: Draft, address: str, subscription: AlertSubscription) -> Draft:
    """Return a draft in which `address` is told something else. Raises `StateError`."""
    recipient_named(draft, address)
    return _with_recipient(draft, address, subscription)


def delete_recipient(draft: Draft, address: str) -> Draft:
    """Return a draft in which `address` is told nothing any more. Raises `StateError`."""
    recipient_named(draft, address)
    left = {name: each for name, each in draft.alerts.recipients.items() if name != address}
    return _write(draft, dataclasses.replace(draft.alerts, recipients=left))


def clear_recipients(draft: Draft) -> Draft:
    """Return a draft in which nobody is told."""
    return _write(draft, dataclasses.replace(draft.alerts, recipients={}))


def set_options(
    draft: Draft,
    *,
    initial_wait: int,
    max_wait: int,
    max_saved: int,
    autosupport: bool,
    autosupport_copy: bool,
    interface: str | None,
) -> Draft:
    """Return a draft with the settings of SETUP; times in seconds, no `interface` is Auto.

    Raises `StateError` for a number out of range, a maximum below the initial time (which does not
    count when that is 0, no summaries), or an unknown interface.
    """
    SECONDS.check(initial_wait)
    check_max_wait(max_wait, initial_wait)
    SAVED.check(max_saved)
    if interface is not None:
        interface_named(draft, interface)
    changed = dataclasses.replace(
        draft.alerts,
        initial_wait=initial_wait,
        max_wait=max_wait,
        max_saved=max_saved,
        autosupport=autosupport,
        autosupport_copy=autosupport and autosupport_copy,
        interface=interface,
    )
    return _write(draft, changed)


def check_max_wait(seconds: int, initial: int) -> int:
    """Return the longest time between two alerts of a kind; raises `StateError`."""
    SECONDS.check(seconds)
    if seconds < initial:
        raise StateError(MAX_BEFORE_INITIAL, "max_wait")
    return seconds


def set_from(draft: Draft, address: str | None) -> Draft:
    """Return a draft with this From Address; `None` is the default. Raises `StateError`."""
    checked = None if address is None else check_address(address)
    return _write(draft, dataclasses.replace(draft.alerts, from_address=checked))


def from_address(view: View) -> str:
    """Return the sender of alerts: what is set, else `alert@<hostname>`."""
    return view.alerts.from_address or f"alert@{view.system.hostname}"


def recipient_named(view: View, address: str) -> AlertSubscription:
    """Return what `address` is told; raises `StateError` for one that is told nothing."""
    found = view.alerts.recipients.get(address)
    if found is None:
        raise StateError(f'The address "{shown(address)}" does not exist.', "address")
    return found


def _with_recipient(draft: Draft, address: str, subscription: AlertSubscription) -> Draft:
    if not subscription.classes or not subscription.severities:
        raise StateError(BLANK)
    recipients = {**draft.alerts.recipients, address: subscription}
    return _write(draft, dataclasses.replace(draft.alerts, recipients=recipients))


def _write(draft: Draft, alerts: Alerts) -> Draft:
    return draft.write(alerts=alerts)
