"""Changes of accounts (`userconfig`, CLI reference, 19)."""

from __future__ import annotations

import dataclasses
import re
from typing import Final

from state.errors import StateError
from state.factory import ADMIN
from state.model.configuration import Draft, View
from state.model.users import PassphrasePolicy, Role, User, Users
from state.operations.values import BLANK, NumberRange, shown
from state.passphrases import LONGEST_MINIMUM, MINIMUM_LENGTH

MINIMUM: Final = NumberRange(MINIMUM_LENGTH, LONGEST_MINIMUM, "minimum_length")
"""What a policy can ask of the length of passphrases."""
LONGEST_NAME: Final = 16
LONGEST_FULL_NAME: Final = 255
BAD_NAME: Final = (
    "The username must start with a letter and contain only lower-case letters, numbers, dashes "
    "and underscores."
)
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")


def user_names(view: View) -> tuple[str, ...]:
    """Return the user names in the order in which they are listed: `admin`, then the alphabet."""
    return tuple(sorted(view.users.accounts, key=lambda name: (name != ADMIN, name)))


def account_named(view: View, user: str) -> User:
    """Return the account of `user`; raises `StateError` when there is none (any more)."""
    account = view.users.accounts.get(user)
    if account is None:
        raise StateError(f'User "{shown(user)}" does not exist.', "user")
    return account


def check_new_name(view: View, text: str) -> str:
    """Return a name that a new account can have; raises `StateError` (field `user`)."""
    name = text.strip()
    if not name:
        raise StateError(BLANK, "user")
    if not _NAME.fullmatch(name):
        raise StateError(BAD_NAME, "user")
    if len(name) > LONGEST_NAME:
        raise StateError(f"The username can have {LONGEST_NAME} characters at most.", "user")
    if name in view.users.accounts:
        raise StateError(f'User "{name}" already exists.', "user")
    return name


def check_full_name(text: str) -> str:
    """Return a person's name as it is stored; raises `StateError` (field `full_name`)."""
    name = text.strip()
    if not name:
        raise StateError(BLANK, "full_name")
    if len(name) > LONGEST_FULL_NAME or not name.isprintable():
        raise StateError("The full name is too long or contains control characters.", "full_name")
    return name


def add_user(draft: Draft, user: str, *, full_name: str, role: Role, hashed: str) -> Draft:
    """Return a draft with a new account whose passphrase is given as its hash.

    Raises `StateError` for a name that cannot be used or is taken.
    """
    name = check_new_name(draft, user)
    must_change = draft.users.policy.change_assigned
    account = User(
        full_name=check_full_name(full_name), role=role, passphrase=hashed, must_change=must_change
    )
    return _with_account(draft, name, account)


def edit_user(draft: Draft, user: str, *, full_name: str, role: Role) -> Draft:
    """Return a draft with another full name and role of `user`.

    Raises `StateError` when there is no such account, and for another role of `admin`.
    """
    account = account_named(draft, user)
    if user == ADMIN and role != account.role:
        raise StateError(f"User {user} cannot be modified", "role")
    changed = dataclasses.replace(account, full_name=check_full_name(full_name), role=role)
    return _with_account(draft, user, changed)


def delete_user(draft: Draft, user: str, *, by: str) -> Draft:
    """Return a draft without the account `user`; `by` is who deletes it.

    Raises `StateError` for `admin`, for oneself and for a name that does not exist.
    """
    check_deletable(draft, user, by=by)
    accounts = {name: each for name, each in draft.users.accounts.items() if name != user}
    return draft.write(users=dataclasses.replace(draft.users, accounts=accounts))


def check_deletable(view: View, user: str, *, by: str) -> None:
    """Raise `StateError` unless `by` may delete the account `user`."""
    account_named(view, user)
    if user == ADMIN:
        raise StateError(f"User {user} cannot be deleted", "user")
    if user == by:
        raise StateError("You cannot delete yourself", "user")


def check_status(view: View, user: str, *, by: str) -> None:
    """Raise `StateError` unless `by` may activate and deactivate the account `user`."""
    account_named(view, user)
    if user == ADMIN:
        raise StateError(f"User {user} cannot be modified", "enabled")
    if user == by:
        raise StateError("You cannot deactivate yourself", "enabled")


def set_status(draft: Draft, user: str, *, enabled: bool, by: str) -> Draft:
    """Return a draft in which `user` can log in or not. Raises `StateError`."""
    check_status(draft, user, by=by)
    account = account_named(draft, user)
    return _with_account(draft, user, dataclasses.replace(account, enabled=enabled))


def force_change(draft: Draft, user: str) -> Draft:
    """Return a draft in which `user` has to change the passphrase at the next login."""
    account = account_named(draft, user)
    return _with_account(draft, user, dataclasses.replace(account, must_change=True))


def with_passphrase(draft: Draft, user: str, hashed: str) -> Draft:
    """Return `draft` with the passphrase of `user`, given as its hash.

    Raises `StateError` when there is no such account.
    """
    account = account_named(draft, user)
    changed = dataclasses.replace(account, passphrase=hashed, must_change=False)
    return _with_account(draft, user, changed)


def assign_passphrase(draft: Draft, user: str, hashed: str, *, by: str) -> Draft:
    """Like `with_passphrase`, set by `by`: the policy can want it changed at the next login."""
    draft = with_passphrase(draft, user, hashed)
    if by != user and draft.users.policy.change_assigned:
        return force_change(draft, user)
    return draft


def set_policy(draft: Draft, policy: PassphrasePolicy) -> Draft:
    """Return a draft in which new passphrases have to follow `policy`."""
    return draft.write(users=dataclasses.replace(draft.users, policy=policy))


def _with_account(draft: Draft, user: str, account: User) -> Draft:
    users: Users = draft.users
    accounts = {**users.accounts, user: account}
    return draft.write(users=dataclasses.replace(users, accounts=accounts))
