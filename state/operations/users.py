"""Changes of accounts."""

from __future__ import annotations

import dataclasses

from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.users import User, Users


def account_named(view: View, user: str) -> User:
    """Return the account of `user`; raises `StateError` when there is none (any more)."""
    account = view.users.accounts.get(user)
    if account is None:
        raise StateError(f'User "{user}" does not exist.', "user")
    return account


def with_passphrase(draft: Draft, user: str, hashed: str) -> Draft:
    """Return `draft` with the passphrase of `user`, given as its hash.

    Raises `StateError` when there is no such account.
    """
    account = account_named(draft, user)
    changed = dataclasses.replace(account, passphrase=hashed, must_change=False)
    return draft.write(users=Users(accounts={**draft.users.accounts, user: changed}))
