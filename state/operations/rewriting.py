"""Masquerading tables and domain maps of a listener (`listenerconfig`, EDIT)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal, get_args

from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.listeners import AddressRewrite, MasqueradedHeader
from state.operations.domains import check_domain
from state.operations.ini import FileFault
from state.operations.listeners import listener_named, with_listener
from state.operations.table_files import numbered_lines
from state.operations.values import BLANK, shown

Table = Literal["masquerade", "domain_map"]
HEADERS: Final[tuple[MasqueradedHeader, ...]] = get_args(MasqueradedHeader)
MOST_ENTRIES: Final = 100_000
BAD_ADDRESS: Final = 'The address must be a user, "user@domain", "@domain" or "@.domain".'
BAD_TARGET: Final = 'The masqueraded address must be "user@domain" or "@domain".'
BAD_MAP: Final = 'The new domain must be a domain, or "user@domain" for an address.'
EXPECTED: Final = "The line must have the form: original new"
_USER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LONGEST_USER: Final = 64


def check_masquerade_source(text: str) -> str:
    """Return the first side of a masquerading entry; raises `StateError`.

    `joe`, `joe@example.com`, `joe@.example.com`, `@example.com`, `@.example.com`, `@training`.
    """
    user, at, domain = _plain(text).rpartition("@")
    if not at:
        return _user(domain, BAD_ADDRESS).lower()
    if user:
        return f"{_user(user, BAD_ADDRESS).lower()}@{check_domain(domain)}"
    return f"@{check_domain(domain)}"


def check_masquerade_target(text: str) -> str:
    """Return what addresses become: `@example.com` or `joe@example.com`; raises `StateError`."""
    user, at, domain = _plain(text).rpartition("@")
    if not at or domain.startswith((".", "[")):
        raise StateError(BAD_TARGET, "to")
    return f"{_user(user, BAD_TARGET) if user else ''}@{check_domain(domain)}"


def check_map_source(text: str) -> str:
    """Return the first side of a domain map entry; raises `StateError`.

    `example.com`, `.example.com`, `joe@example.com`, `joe@[1.2.3.4]`.
    """
    user, at, domain = _plain(text).rpartition("@")
    if not at:
        return check_domain(domain)
    if domain.startswith("."):
        raise StateError(BAD_ADDRESS, "domain")
    return f"{_user(user, BAD_ADDRESS).lower()}@{check_domain(domain)}"


def check_map_target(text: str, source: str) -> str:
    """Return what the domain, or the address, `source` becomes; raises `StateError`."""
    user, at, domain = _plain(text).rpartition("@")
    if bool(at) > ("@" in source) or domain.startswith("."):
        raise StateError(BAD_MAP, "to")
    checked = check_domain(domain)
    return f"{_user(user, BAD_MAP)}@{checked}" if at else checked


def check_source(table: Table, text: str) -> str:
    """Return the first side of an entry of either table; raises `StateError`."""
    return check_masquerade_source(text) if table == "masquerade" else check_map_source(text)


def check_target(table: Table, text: str, source: str) -> str:
    """Return the second side of an entry of either table; raises `StateError`."""
    if table == "masquerade":
        return check_masquerade_target(text)
    return check_map_target(text, source)


def entries_of(view: View, listener: str, table: Table) -> Mapping[str, AddressRewrite]:
    """Return a table of a listener."""
    entries: Mapping[str, AddressRewrite] = getattr(listener_named(view, listener), table)
    return entries


def find_source(view: View, listener: str, table: Table, text: str) -> str:
    """Return the first side of an existing entry; raises `StateError`."""
    source = check_source(table, text)
    if source not in entries_of(view, listener, table):
        raise StateError(f'The entry "{shown(source)}" is not in the table.')
    return source


def check_new_source(view: View, listener: str, table: Table, text: str) -> str:
    """Return the first side of an entry that does not exist; raises `StateError`."""
    source = check_source(table, text)
    if source in entries_of(view, listener, table):
        raise StateError(f'The entry "{source}" is already in the table.')
    return source


def set_entry(draft: Draft, listener: str, table: Table, source: str, to: str) -> Draft:
    """Return a draft in which the table maps `source` to `to`; raises `StateError`."""
    key = check_source(table, source)
    target = AddressRewrite(to=check_target(table, to, key))
    return replace_entries(
        draft, listener, table, {**entries_of(draft, listener, table), key: target}
    )


def delete_entry(draft: Draft, listener: str, table: Table, source: str) -> Draft:
    """Return a draft without an entry; raises `StateError` when there is none."""
    key = find_source(draft, listener, table, source)
    left = {k: v for k, v in entries_of(draft, listener, table).items() if k != key}
    return replace_entries(draft, listener, table, left)


def replace_entries(
    draft: Draft, listener: str, table: Table, entries: Mapping[str, AddressRewrite]
) -> Draft:
    """Return a draft in which the table is `entries`; raises `StateError`."""
    if len(entries) > MOST_ENTRIES:
        raise StateError(f"The table can have {MOST_ENTRIES} entries at most.")
    found = listener_named(draft, listener)
    if table == "masquerade":
        return with_listener(draft, listener, replace(found, masquerade=entries))
    return with_listener(draft, listener, replace(found, domain_map=entries))


def set_headers(draft: Draft, listener: str, headers: Sequence[MasqueradedHeader]) -> Draft:
    """Return a draft in which these parts of messages are masqueraded."""
    found = listener_named(draft, listener)
    chosen = tuple(each for each in HEADERS if each in headers)
    return with_listener(draft, listener, replace(found, masqueraded=chosen))


def render_entries(entries: Mapping[str, AddressRewrite]) -> str:
    """Return a line `original new` for each entry, without a final line end."""
    width = max((len(name) for name in entries), default=0)
    return "\n".join(f"{name:{width}} {entries[name].to}" for name in sorted(entries))


def parse_entries(table: Table, data: bytes) -> dict[str, AddressRewrite]:
    """Return the table of an import file; raises `FileFault` with the line."""
    entries: dict[str, AddressRewrite] = {}
    for number, line in numbered_lines(data):
        words = line.split()
        if len(words) != 2:
            raise FileFault(EXPECTED, number)
        source = _in_line(number, check_source, table, words[0])
        if source in entries:
            raise FileFault(f'The entry "{shown(source)}" appears twice.', number)
        entries[source] = AddressRewrite(to=_in_line(number, check_target, table, words[1], source))
        if len(entries) > MOST_ENTRIES:
            raise FileFault(f"The file has more than {MOST_ENTRIES} entries.", number)
    return entries


def _in_line(number: int, check: Callable[..., str], *values: str) -> str:
    try:
        return check(*values)
    except StateError as error:
        raise FileFault(error.text, number) from error


def _plain(text: str) -> str:
    plain = text.strip()
    if not plain:
        raise StateError(BLANK)
    return plain


def _user(text: str, fault: str) -> str:
    if len(text) > _LONGEST_USER or not _USER.fullmatch(text):
        raise StateError(fault)
    return text
