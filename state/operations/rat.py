"""The Recipient Access Table of a listener (`listenerconfig`, RCPTACCESS)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.listeners import EVERYONE, RecipientAccess
from state.operations.domains import BAD_IP
from state.operations.listeners import listener_named, with_listener
from state.operations.senders import MOST_ENTRIES, check_recipient
from state.operations.values import BLANK, shown

MOST_RECIPIENTS: Final = 200_000
"""Most entries of one table."""


def check_entry(text: str) -> str:
    """Return the name of an entry in the form that is kept; raises `StateError`.

    Taken are domains, `.partial` domains, `[192.0.2.1]`, `user@`, `user@domain` and `ALL`.
    """
    plain = text.strip()
    if not plain:
        raise StateError(BLANK, "recipient")
    if plain.upper() == EVERYONE:
        return EVERYONE
    return _literal(plain) if plain.startswith("[") else check_recipient(plain)


def check_entries(text: str) -> tuple[str, ...]:
    """Return the entries in a list with commas between; raises `StateError`."""
    names = [name for name in text.split(",") if name.strip()]
    if not names:
        raise StateError(BLANK, "recipient")
    if len(names) > MOST_ENTRIES:
        raise StateError(f"At most {MOST_ENTRIES} entries can be given at once.", "recipient")
    return tuple(dict.fromkeys(map(check_entry, names)))


def recipients(view: View, listener: str) -> Mapping[str, RecipientAccess]:
    """Return the table of a listener."""
    return listener_named(view, listener).rat


def ordered(table: Mapping[str, RecipientAccess]) -> list[str]:
    """Return the names of the entries in the order in which they are shown: `ALL` is the last."""
    return sorted(table, key=lambda name: (name == EVERYONE, name))


def check_new_entries(view: View, listener: str, text: str) -> tuple[str, ...]:
    """Return the entries of a list, of which the table has none yet; raises `StateError`."""
    names = check_entries(text)
    table = recipients(view, listener)
    known = next((name for name in names if name in table), None)
    if known is not None:
        raise StateError(f'The entry "{known}" is already in the table.', "recipient")
    return names


def find_entry(view: View, listener: str, text: str) -> str:
    """Return the name of an existing entry; raises `StateError`."""
    name = check_entry(text)
    if name not in recipients(view, listener):
        raise StateError(f'The entry "{shown(name)}" is not in the table.', "recipient")
    return name


def add_entries(
    draft: Draft, listener: str, names: Sequence[str], access: RecipientAccess
) -> Draft:
    """Return a draft with these entries in the table; raises `StateError`."""
    new = check_new_entries(draft, listener, ",".join(names))
    table = {**recipients(draft, listener), **dict.fromkeys(new, access)}
    return replace_recipients(draft, listener, table)


def edit_entry(draft: Draft, listener: str, name: str, access: RecipientAccess) -> Draft:
    """Return a draft in which an entry of the table says something else; raises `StateError`."""
    found = find_entry(draft, listener, name)
    return replace_recipients(draft, listener, {**recipients(draft, listener), found: access})


def delete_entry(draft: Draft, listener: str, name: str) -> Draft:
    """Return a draft without the entry; raises `StateError`, also for `ALL`, which stays."""
    gone = find_entry(draft, listener, name)
    if gone == EVERYONE:
        raise StateError(f"The entry {EVERYONE} cannot be deleted.", "recipient")
    table = {key: value for key, value in recipients(draft, listener).items() if key != gone}
    return replace_recipients(draft, listener, table)


def clear_entries(draft: Draft, listener: str) -> Draft:
    """Return a draft whose table has no entry but `ALL`."""
    return replace_recipients(draft, listener, {})


def replace_recipients(draft: Draft, listener: str, table: Mapping[str, RecipientAccess]) -> Draft:
    """Return a draft with this table; without an entry `ALL` it keeps the one that it has.

    If there is none either, `ALL` is rejected: a new listener must not be an open relay.
    """
    if len(table) > MOST_RECIPIENTS:
        raise StateError(f"A Recipient Access Table has at most {MOST_RECIPIENTS} entries.")
    if EVERYONE not in table:
        current = recipients(draft, listener).get(EVERYONE, RecipientAccess(accept=False))
        table = {**table, EVERYONE: current}
    changed = replace(listener_named(draft, listener), rat=table)
    return with_listener(draft, listener, changed)


def _literal(text: str) -> str:
    """Return `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321, section 4.1.3)."""
    inner = text[1:-1]
    try:
        if not text.endswith("]") or "%" in inner:
            raise AddressValueError(text)
        if inner[:5].lower() == "ipv6:":
            return f"[IPv6:{IPv6Address(inner[5:])}]"
        return f"[{IPv4Address(inner)}]"
    except AddressValueError as error:
        raise StateError(BAD_IP, "recipient") from error
