"""Lists of envelope senders that mail flow policies refer to (`addresslistconfig`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from state.certificates.names import is_hostname
from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.listeners import AddressList
from state.operations.senders import BAD_ADDRESS, MOST_ENTRIES, check_recipient
from state.operations.values import BLANK, shown

BAD_ENTRY: Final = (
    "An entry of an address list is an email address, a user (user@), a domain (@example.com), a "
    "partial domain (@.example.com) or an IP address (@[1.2.3.4])."
)
MOST_LISTS: Final = 1000
LONGEST_DESCRIPTION: Final = 4096
"""In characters."""

_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")


def address_list(view: View, name: str) -> AddressList:
    """Return the list of this exact name; raises `StateError` when there is none."""
    found = view.listeners.address_lists.get(name)
    if found is None:
        raise StateError(f'The address list "{shown(name)}" does not exist.', "name")
    return found


def check_list_name(view: View, text: str, current: str | None = None) -> str:
    """Return a name for a list; `current` is its present one. Raises `StateError`."""
    name = text.strip()
    if not name:
        raise StateError(BLANK, "name")
    if not _NAME.fullmatch(name):
        raise StateError("Symbols are not allowed in the name of an address list.", "name")
    if name != current and name in view.listeners.address_lists:
        raise StateError(f'An address list named "{name}" already exists.', "name")
    return name


def check_description(text: str) -> str:
    """Return a description; raises `StateError` when it is too long."""
    if len(text) > LONGEST_DESCRIPTION:
        raise StateError(
            f"The text can have {LONGEST_DESCRIPTION} characters at most.", "description"
        )
    return text


def check_entry(text: str, *, full: bool = False) -> str:
    """Return an entry in the form that is kept, its domain in lower case; raises `StateError`.

    With `full` only addresses such as `user@example.com` are taken.
    """
    plain = text.strip()
    local, at, domain = plain.rpartition("@")
    if full and not (local and domain):
        raise StateError(BAD_ADDRESS, "addresses")
    if not at:
        raise StateError(BAD_ENTRY, "addresses")
    if local:
        return check_recipient(plain)
    name = domain.lower()
    if name.startswith("["):
        return check_recipient(f"x@{name}").removeprefix("x")
    if not is_hostname(name.removeprefix(".")):
        raise StateError(BAD_ENTRY, "addresses")
    return f"@{name}"


def check_entries(text: str, *, full: bool = False) -> tuple[str, ...]:
    """Return the entries in a list with commas between; raises `StateError`."""
    entries = [entry for entry in text.split(",") if entry.strip()]
    if not entries:
        raise StateError(BLANK, "addresses")
    if len(entries) > MOST_ENTRIES:
        raise StateError(f"At most {MOST_ENTRIES} entries can be given at once.", "addresses")
    return tuple(dict.fromkeys(check_entry(entry, full=full) for entry in entries))


def add_list(draft: Draft, name: str, new: AddressList) -> Draft:
    """Return a draft with another list; raises `StateError`."""
    checked = check_list_name(draft, name)
    lists = draft.listeners.address_lists
    if len(lists) >= MOST_LISTS:
        raise StateError(f"There can be at most {MOST_LISTS} address lists.")
    return _with_lists(draft, {**lists, checked: _checked(new)})


def edit_list(draft: Draft, name: str, new_name: str, changed: AddressList) -> Draft:
    """Return a draft in which the list has another name or content; policies follow the name.

    Raises `StateError`.
    """
    address_list(draft, name)
    checked = check_list_name(draft, new_name, name)
    lists = {key: each for key, each in draft.listeners.address_lists.items() if key != name}
    draft = _with_lists(draft, {**lists, checked: _checked(changed)})
    return draft if checked == name else _renamed(draft, name, checked)


def delete_list(draft: Draft, name: str) -> Draft:
    """Return a draft without the list; raises `StateError` while a policy refers to it."""
    address_list(draft, name)
    user = next(users(draft, name), None)
    if user is not None:
        raise StateError(f'The address list "{name}" is used by {user}.', "name")
    lists = {key: each for key, each in draft.listeners.address_lists.items() if key != name}
    return _with_lists(draft, lists)


def users(view: View, name: str) -> Iterator[str]:
    """Yield what refers to a list: `the policy "ACCEPTED" of the listener "InboundMail"`."""
    for listener, settings in sorted(view.listeners.entries.items()):
        if settings.hat.default.tls_senders == name:
            yield f'the default policy parameters of the listener "{listener}"'
        for policy, each in sorted(settings.hat.policies.items()):
            if each.parameters.tls_senders == name:
                yield f'the policy "{policy}" of the listener "{listener}"'


def _checked(new: AddressList) -> AddressList:
    entries = tuple(check_entry(each, full=new.full_addresses) for each in new.addresses)
    if not entries:
        raise StateError(BLANK, "addresses")
    check_description(new.description)
    return replace(new, addresses=tuple(dict.fromkeys(entries)))


def _renamed(draft: Draft, old: str, new: str) -> Draft:
    listeners = {}
    for key, listener in draft.listeners.entries.items():
        hat = listener.hat
        policies = dict(hat.policies)
        for name, policy in hat.policies.items():
            if policy.parameters.tls_senders == old:
                parameters = replace(policy.parameters, tls_senders=new)
                policies[name] = replace(policy, parameters=parameters)
        default = hat.default
        if default.tls_senders == old:
            default = replace(default, tls_senders=new)
        listeners[key] = replace(listener, hat=replace(hat, policies=policies, default=default))
    return draft.write(listeners=replace(draft.listeners, entries=listeners))


def _with_lists(draft: Draft, lists: Mapping[str, AddressList]) -> Draft:
    return draft.write(listeners=replace(draft.listeners, address_lists=lists))
