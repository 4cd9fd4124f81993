"""Sender groups of a listener's Host Access Table (`listenerconfig`, HOSTACCESS)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from state.errors import StateError
from state.factory import private_host_access, public_host_access
from state.model.configuration import Draft, View
from state.model.listeners import EVERYONE, HostAccessTable, Listener, SenderGroup
from state.operations.hat_senders import check_sender
from state.operations.listeners import listener_named, with_listener
from state.operations.values import BLANK, NumberRange, shown

GROUP: Final = "sender group"
POLICY: Final = "mail flow policy"
LAST: Final = f"The sender group {EVERYONE} is always the last one and has every other sender."
CONTINUES: Final = f"The sender group {EVERYONE} needs a policy that does not continue."
MOST_SENDERS: Final = 200_000
"""Most senders of one table."""
MOST_NAMES: Final = 1000
"""Most sender groups, and most policies, of one table."""

_FACTORY_ORDER: Final = ("BLOCKED", "TRUSTED", "THROTTLED", "ACCEPTED", "RELAYED")
_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9 ._-]{0,62}[A-Za-z0-9._-])?")


def host_access(view: View, listener: str) -> HostAccessTable:
    """Return the table of a listener; raises `StateError` when there is no such listener."""
    return listener_named(view, listener).hat


def with_table(draft: Draft, listener: str, hat: HostAccessTable) -> Draft:
    """Return a draft in which the listener has this table."""
    return with_listener(draft, listener, replace(listener_named(draft, listener), hat=hat))


def group_named(hat: HostAccessTable, name: str) -> str:
    """Return the name of an existing sender group, typed in any letter case if that is clear.

    Raises `StateError` when there is none.
    """
    return _existing(hat.groups, name, GROUP)


def policy_named(hat: HostAccessTable, name: str) -> str:
    """Return the name of an existing policy, as `group_named` does; a `$` before it is allowed."""
    return _existing(hat.policies, name.strip().removeprefix("$"), POLICY)


def policy_order(hat: HostAccessTable) -> list[str]:
    """Return the names of the policies in the order in which they are shown.

    Those of the factory come first, in its order; a table in memory has none that would last.
    """
    first = {name: place for place, name in enumerate(_FACTORY_ORDER)}
    return sorted(hat.policies, key=lambda name: (first.get(name, len(first)), name))


def check_new_name(taken: Mapping[str, object], text: str, what: str) -> str:
    """Return a name for a new `GROUP` or `POLICY`; raises `StateError`.

    It is made of letters, digits, spaces, `.`, `_` and `-`, at most 64, and differs from the others
    in more than letter case.
    """
    name = check_name(text, what)
    if name.upper() in {EVERYONE, *(other.upper() for other in taken)}:
        raise StateError(f'A {what} named "{shown(name)}" already exists.', "name")
    return name


def check_name(text: str, what: str) -> str:
    """Return a name that a `GROUP` or `POLICY` may have; raises `StateError`."""
    name = text.strip()
    if not name:
        raise StateError(BLANK, "name")
    if not _NAME.fullmatch(name):
        raise StateError(f"Symbols are not allowed in the name of a {what}.", "name")
    return name


def add_group(draft: Draft, listener: str, name: str, senders: Sequence[str], policy: str) -> Draft:
    """Return a draft with a new sender group before all others; raises `StateError`."""
    hat = host_access(draft, listener)
    checked = check_new_name(hat.groups, name, GROUP)
    _room(len(hat.groups), 1, MOST_NAMES, "sender groups")
    group = SenderGroup(policy=policy_named(hat, policy), senders=_checked(hat, senders))
    groups = {**hat.groups, checked: group}
    changed = replace(hat, groups=groups, order=(checked, *hat.order))
    return with_table(draft, listener, changed)


def delete_group(draft: Draft, listener: str, name: str) -> Draft:
    """Return a draft without the sender group; raises `StateError`."""
    hat = host_access(draft, listener)
    gone = own_group(hat, name)
    groups = {key: value for key, value in hat.groups.items() if key != gone}
    order = tuple(key for key in hat.order if key != gone)
    return with_table(draft, listener, replace(hat, groups=groups, order=order))


def rename_group(draft: Draft, listener: str, name: str, new_name: str) -> Draft:
    """Return a draft in which the sender group has another name, at the same place."""
    hat = host_access(draft, listener)
    old = own_group(hat, name)
    others = {key: value for key, value in hat.groups.items() if key != old}
    new = check_new_name(others, new_name, GROUP)
    groups = {**others, new: hat.groups[old]}
    order = tuple(new if key == old else key for key in hat.order)
    return with_table(draft, listener, replace(hat, groups=groups, order=order))


def move_group(draft: Draft, listener: str, name: str, position: int) -> Draft:
    """Return a draft in which the sender group is at `position`, counted from 1.

    Raises `StateError`; the place of `ALL` is no position.
    """
    hat = host_access(draft, listener)
    moved = own_group(hat, name)
    positions(hat).check(position)
    order = [key for key in hat.order if key != moved]
    order.insert(position - 1, moved)
    return with_table(draft, listener, replace(hat, order=tuple(order)))


def positions(hat: HostAccessTable) -> NumberRange:
    """Return the positions that a sender group can be moved to."""
    return NumberRange(1, max(len(hat.order) - 1, 1), "position")


def check_new_senders(hat: HostAccessTable, group: str, senders: Sequence[str]) -> tuple[str, ...]:
    """Return senders for an existing group that has none of them yet; raises `StateError`."""
    present = set(hat.groups[group].senders)
    new = _checked(hat, senders)
    double = next((each for each in new if each in present), None)
    if double is not None:
        raise StateError(f'The host "{double}" is already in this sender group.', "sender")
    return new


def check_present(hat: HostAccessTable, group: str, senders: Sequence[str]) -> tuple[str, ...]:
    """Return senders that an existing group has; raises `StateError` for one that it has not."""
    present = set(hat.groups[group].senders)
    wanted = tuple(map(check_sender, senders))
    missing = next((each for each in wanted if each not in present), None)
    if missing is not None:
        raise StateError(f'The host "{missing}" is not in this sender group.', "sender")
    return wanted


def add_senders(draft: Draft, listener: str, name: str, senders: Sequence[str]) -> Draft:
    """Return a draft in which these senders are the last ones of the group.

    Raises `StateError` for a sender that is in the group already, or is none.
    """
    hat = host_access(draft, listener)
    group = own_group(hat, name)
    new = check_new_senders(hat, group, senders)
    return _with_senders(draft, listener, group, (*hat.groups[group].senders, *new))


def delete_senders(draft: Draft, listener: str, name: str, senders: Sequence[str]) -> Draft:
    """Return a draft in which the group does not have these senders any more.

    Raises `StateError` for a sender that is not in the group.
    """
    hat = host_access(draft, listener)
    group = group_named(hat, name)
    gone = set(check_present(hat, group, senders))
    kept = tuple(each for each in hat.groups[group].senders if each not in gone)
    return _with_senders(draft, listener, group, kept)


def set_group_policy(draft: Draft, listener: str, name: str, policy: str) -> Draft:
    """Return a draft in which the group has another policy; raises `StateError`."""
    hat = host_access(draft, listener)
    group, chosen = group_named(hat, name), policy_named(hat, policy)
    if group == EVERYONE and hat.policies[chosen].rule == "CONTINUE":
        raise StateError(CONTINUES, "policy")
    changed = replace(hat.groups[group], policy=chosen)
    return with_table(draft, listener, replace(hat, groups={**hat.groups, group: changed}))


def reset_table(draft: Draft, listener: str) -> Draft:
    """Return a draft in which the listener has the factory table of its type.

    A private listener then relays for nobody.
    """
    return with_table(draft, listener, factory_table(listener_named(draft, listener)))


def factory_table(listener: Listener) -> HostAccessTable:
    """Return the table that a new listener of the same type has."""
    return public_host_access() if listener.type == "public" else private_host_access()


def check_room(hat: HostAccessTable) -> None:
    """Raises `StateError` for a table with more groups, policies or senders than are allowed."""
    _room(0, len(hat.groups), MOST_NAMES, "sender groups")
    _room(0, len(hat.policies), MOST_NAMES, "mail flow policies")
    _room(0, _count(hat), MOST_SENDERS, "senders")


def _with_senders(draft: Draft, listener: str, group: str, senders: tuple[str, ...]) -> Draft:
    hat = host_access(draft, listener)
    changed = replace(hat.groups[group], senders=senders)
    return with_table(draft, listener, replace(hat, groups={**hat.groups, group: changed}))


def own_group(hat: HostAccessTable, name: str) -> str:
    """Return the name of an existing group other than `ALL`; raises `StateError`.

    `ALL` has no senders of its own and no other place.
    """
    group = group_named(hat, name)
    if group == EVERYONE:
        raise StateError(LAST, "name")
    return group


def _existing(table: Mapping[str, object], text: str, what: str) -> str:
    name = text.strip()
    if name in table:
        return name
    alike = [each for each in table if each.upper() == name.upper()]
    if len(alike) != 1:
        raise StateError(f'The {what} "{shown(name)}" does not exist.', "name")
    return alike[0]


def _checked(hat: HostAccessTable, senders: Sequence[str]) -> tuple[str, ...]:
    checked = tuple(dict.fromkeys(map(check_sender, senders)))
    _room(_count(hat), len(checked), MOST_SENDERS, "senders")
    return checked


def _count(hat: HostAccessTable) -> int:
    return sum(len(group.senders) for group in hat.groups.values())


def _room(present: int, more: int, most: int, what: str) -> None:
    if present + more > most:
        raise StateError(f"A Host Access Table has at most {most} {what}.")
