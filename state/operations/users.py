"""Changes of accounts."""

from __future__ import annotations

import dataclasses

from state.errors import StateError
from state.model.configuration import Draft
from state.model.users import Users


def with_passphrase(draft: Draft, user: str, hashed: str) -> Draft:
    """Return `draft` with the passphrase of `user`, given as its hash.

    Raises `StateError` when there is no such account.
    """
    accounts = draft.users.accounts
    if user not in accounts:
        raise StateError(f'User "{user}" does not exist.', "user")
    changed = dataclasses.replace(accounts[user], passphrase=hashed, must_change=False)
    return draft.write(users=Users(accounts={**accounts, user: changed}))
