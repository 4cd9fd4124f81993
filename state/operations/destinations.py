"""Destination controls: every change of the table, and what holds for one domain."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Final

from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.destinations import DefaultDestination, Destination, Destinations
from state.operations.bounces import check_profile
from state.operations.domains import FIELD, check_domain
from state.operations.usage import OUTBOUND, assign
from state.operations.values import NumberRange, not_blank, shown

# The ranges are those that the appliance's web pages name beside the same settings.
CONCURRENCY: Final = NumberRange(1, 1000, "concurrency")
MESSAGES: Final = NumberRange(1, 1000, "messages_per_connection")
MINUTES: Final = NumberRange(1, 60, "recipient_minutes")
RECIPIENTS: Final = NumberRange(0, 1_000_000_000, "recipient_limit")
"""Recipients; 0 is no limit."""

_RANGES: Final = (CONCURRENCY, MESSAGES, MINUTES, RECIPIENTS)


def find_destination(view: View, text: str) -> str:
    """Return the domain of the table that `text` means (any case, international form too).

    Raises `StateError` when there is no entry for it.
    """
    not_blank(text)
    try:
        domain = check_domain(text)
    except StateError as error:
        raise _not_found(text) from error
    if domain not in view.destinations.entries:
        raise _not_found(domain)
    return domain


def check_new_domain(view: View, text: str) -> str:
    """Return the canonical form of a domain that has no entry yet; raises `StateError`."""
    domain = check_domain(text)
    if domain in view.destinations.entries:
        raise StateError(f'A destination control entry for "{domain}" already exists.', FIELD)
    return domain


def add_destination(draft: Draft, domain: str, entry: Destination) -> Draft:
    """Return a draft with a new entry; raises `StateError` when there is one for the domain."""
    return _with_entry(draft, check_new_domain(draft, domain), entry)


def edit_destination(draft: Draft, domain: str, entry: Destination) -> Draft:
    """Return a draft in which the existing entry of `domain` is `entry`."""
    return _with_entry(draft, find_destination(draft, domain), entry)


def delete_destination(draft: Draft, domain: str) -> Draft:
    """Return a draft without the entry of `domain`; raises `StateError` when there is none."""
    entries = dict(draft.destinations.entries)
    del entries[find_destination(draft, domain)]
    return draft.write(destinations=replace(draft.destinations, entries=entries))


def clear_destinations(draft: Draft) -> Draft:
    """Return a draft without any entry but the default one."""
    return draft.write(destinations=replace(draft.destinations, entries={}))


def set_default_destination(draft: Draft, default: DefaultDestination) -> Draft:
    """Return a draft with this default entry; raises `StateError` for a number out of range."""
    return draft.write(destinations=replace(draft.destinations, default=canonical_default(default)))


def set_outbound(draft: Draft, certificate: str, *, send_tls_alert: bool) -> Draft:
    """Return a draft with these global settings of outbound TLS.

    Raises `StateError` when the certificate profile does not exist.
    """
    draft = assign(draft, OUTBOUND, certificate)
    destinations = replace(draft.destinations, send_tls_alert=send_tls_alert)
    return draft.write(destinations=destinations)


def replace_destinations(draft: Draft, destinations: Destinations) -> Draft:
    """Return a draft with another table and other global settings (IMPORT).

    Raises `StateError` when the certificate profile does not exist.
    """
    draft = assign(draft, OUTBOUND, destinations.certificate)
    return draft.write(destinations=destinations)


def canonical_entry(view: View, entry: Destination) -> Destination:
    """Return `entry` in the one form that is kept of it (see `completed`).

    Raises `StateError` for a number out of range and an unknown bounce profile.
    """
    _check_numbers(entry)
    profile = entry.bounce_profile
    known = None if profile is None else check_profile(view, profile)
    return completed(replace(entry, bounce_profile=known), view.destinations.default)


def canonical_default(default: DefaultDestination) -> DefaultDestination:
    """Return the default entry in the one form that is kept of it; raises `StateError`."""
    _check_numbers(default)
    return _completed_default(default)


def completed(entry: Destination, default: DefaultDestination) -> Destination:
    """Return `entry` with what its limits need, and without what means nothing.

    A recipient limit has its minutes, and any limit says how it is counted and applied: what is
    missing is filled in from the default entry, so that an exported table keeps the rules of the
    file format (CLI reference, 4.7). What has no meaning without a limit is left out, and so is
    DANE where TLS is off.
    """
    limited = entry.concurrency is not None or entry.recipient_limit is not None
    minutes = entry.recipient_minutes or default.recipient_minutes
    return replace(
        entry,
        recipient_minutes=None if entry.recipient_limit is None else minutes,
        limit_type=(entry.limit_type or default.limit_type) if limited else None,
        limit_apply=(entry.limit_apply or default.limit_apply) if limited else None,
        dane=None if entry.tls == "off" else entry.dane,
    )


def resolved(entry: Destination, default: DefaultDestination) -> DefaultDestination:
    """Return the values that hold for a domain with `entry`: its own, else the default ones.

    A limit of 0 recipients, like `None`, is no limit.
    """
    names = [field.name for field in dataclasses.fields(default)]
    own = {name: getattr(entry, name) for name in names if getattr(entry, name) is not None}
    return _completed_default(replace(default, **own))


def destination_for(destinations: Destinations, domain: str) -> DefaultDestination:
    """Return the values that hold for mail to `domain` (lower case, `xn--` form).

    The entry of the very domain counts, else the one of the longest `.parent`, else the default
    (TLS behaviour, 1).
    """
    entry = matching_entry(destinations, domain)
    return destinations.default if entry is None else resolved(entry, destinations.default)


def matching_entry(destinations: Destinations, domain: str) -> Destination | None:
    """Return the entry that counts for mail to `domain`, `None` for the default one."""
    entry = destinations.entries.get(domain)
    rest = domain
    while entry is None and "." in rest:
        rest = rest.partition(".")[2]
        entry = destinations.entries.get(f".{rest}")
    return entry


def _with_entry(draft: Draft, domain: str, entry: Destination) -> Draft:
    entries = {**draft.destinations.entries, domain: canonical_entry(draft, entry)}
    return draft.write(destinations=replace(draft.destinations, entries=entries))


def _completed_default(default: DefaultDestination) -> DefaultDestination:
    return replace(
        default,
        recipient_limit=default.recipient_limit or None,
        dane="off" if default.tls == "off" else default.dane,
    )


def _check_numbers(entry: Destination | DefaultDestination) -> None:
    for limit in _RANGES:
        number = getattr(entry, limit.field or "")
        if number is not None:
            limit.check(number)


def _not_found(domain: str) -> StateError:
    return StateError(f'"{shown(domain)}" was not found in the destination control table.', FIELD)
