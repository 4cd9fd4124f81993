"""Custom roles, and who sees what in message tracking (`userconfig`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal, get_args

from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.users import CustomRole, Privilege, Role
from state.operations.values import BLANK, shown

Tracking = Literal["dlp_tracking", "url_tracking"]
PRIVILEGES: Final[tuple[Privilege, ...]] = get_args(Privilege)
ROLES: Final[tuple[Role, ...]] = get_args(Role)
MOST_ROLES: Final = 100
LONGEST_DESCRIPTION: Final = 255
BAD_NAME: Final = (
    "The role name must start with a letter and contain only letters, numbers, spaces, dashes and "
    "underscores."
)
_NAME: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9 _-]{0,62}[A-Za-z0-9_-])?")


def check_role_name(view: View, text: str, current: str | None = None) -> str:
    """Return a name for a role; `current` is its present name. Raises `StateError`."""
    name = text.strip()
    if not name:
        raise StateError(BLANK, "name")
    if not _NAME.fullmatch(name):
        raise StateError(BAD_NAME, "name")
    if name != current and (name in view.users.roles or name in ROLES):
        raise StateError(f'A role named "{name}" already exists.', "name")
    return name


def check_description(text: str) -> str:
    """Return a description as it is stored, also an empty one; raises `StateError`."""
    plain = text.strip()
    if len(plain) > LONGEST_DESCRIPTION or not plain.isprintable():
        raise StateError(
            "The description is too long or contains control characters.", "description"
        )
    return plain


def role_named(view: View, name: str) -> CustomRole:
    """Return the custom role of this name; raises `StateError` when there is none."""
    role = view.users.roles.get(name)
    if role is None:
        raise StateError(f'The role "{shown(name)}" does not exist.', "name")
    return role


def set_role(draft: Draft, name: str, role: CustomRole, current: str | None = None) -> Draft:
    """Return a draft in which the role `name` (before: `current`) is `role`.

    Raises `StateError`.
    """
    checked = check_role_name(draft, name, current)
    check_description(role.description)
    roles = {key: value for key, value in draft.users.roles.items() if key != current}
    if len(roles) >= MOST_ROLES:
        raise StateError(f"There can be {MOST_ROLES} roles at most.", "name")
    ordered = tuple(each for each in PRIVILEGES if each in role.privileges)
    roles[checked] = replace(role, privileges=ordered)
    return draft.write(users=replace(draft.users, roles=roles))


def delete_role(draft: Draft, name: str) -> Draft:
    """Return a draft without the role; raises `StateError` when there is none."""
    role_named(draft, name)
    roles = {key: value for key, value in draft.users.roles.items() if key != name}
    return draft.write(users=replace(draft.users, roles=roles))


def set_tracking(draft: Draft, tracking: Tracking, roles: Sequence[Role]) -> Draft:
    """Return a draft in which these roles have the privilege."""
    chosen = tuple(each for each in ROLES if each in roles)
    if tracking == "dlp_tracking":
        return draft.write(users=replace(draft.users, dlp_tracking=chosen))
    return draft.write(users=replace(draft.users, url_tracking=chosen))
