"""Groups of IP interfaces (`interfaceconfig`, GROUPS)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.interfaces import InterfaceGroup
from state.operations.interfaces import interface_named
from state.operations.values import BLANK, shown

MOST_GROUPS: Final = 1000
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}")


def check_group_name(view: View, text: str, current: str | None = None) -> str:
    """Return a name for a group; `current` is its present name. Raises `StateError`.

    An interface must not have it: both are chosen from one list.
    """
    name = text.strip()
    if not name:
        raise StateError(BLANK, "name")
    if not _NAME.fullmatch(name):
        raise StateError("Symbols are not allowed in the IP interface group name.", "name")
    if name in view.interfaces.entries:
        raise StateError(f'An IP interface named "{name}" already exists.', "name")
    if name != current and name in view.interfaces.groups:
        raise StateError(f'An IP interface group named "{name}" already exists.', "name")
    return name


def set_group(
    draft: Draft, name: str, interfaces: Sequence[str], current: str | None = None
) -> Draft:
    """Return a draft in which the group `name` (before: `current`) has these interfaces.

    Raises `StateError`.
    """
    checked = check_group_name(draft, name, current)
    if not interfaces:
        raise StateError(BLANK, "interfaces")
    for each in interfaces:
        interface_named(draft, each)
    group = InterfaceGroup(interfaces=tuple(dict.fromkeys(interfaces)))
    groups = {key: value for key, value in draft.interfaces.groups.items() if key != current}
    groups[checked] = group
    if len(groups) > MOST_GROUPS:
        raise StateError(f"There can be {MOST_GROUPS} IP interface groups at most.")
    return draft.write(interfaces=replace(draft.interfaces, groups=groups))


def delete_group(draft: Draft, name: str) -> Draft:
    """Return a draft without the group; raises `StateError` when there is none."""
    if name not in draft.interfaces.groups:
        raise StateError(f'The IP interface group "{shown(name)}" does not exist.', "name")
    groups = {key: value for key, value in draft.interfaces.groups.items() if key != name}
    return draft.write(interfaces=replace(draft.interfaces, groups=groups))
