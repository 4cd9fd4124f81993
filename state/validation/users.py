"""Accounts."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final

from state.errors import StateError
from state.factory import ADMIN
from state.model.configuration import Draft
from state.model.users import User
from state.operations.user_roles import set_role
from state.passphrases import parse_hash
from state.validation.fault import Fault, attempt

_NAME: Final = re.compile(r"[a-z_][a-z0-9_.-]{0,15}")
_KEY_TYPE: Final = re.compile(r"[a-z0-9@.-]{1,64}")


def user_faults(draft: Draft) -> Iterator[Fault]:
    """Yield the faults of the accounts."""
    accounts = draft.users.accounts
    admin = accounts.get(ADMIN)
    if admin is None or admin.role != "admin" or not admin.enabled:
        text = f'The account "{ADMIN}" must be there, enabled and an administrator.'
        yield Fault(("users",), None, text)
    for name, role in draft.users.roles.items():
        yield from attempt(("users", "roles", name), set_role, draft, name, role, name)
    for name, user in accounts.items():
        path = ("users", "accounts", name)
        if not _NAME.fullmatch(name):
            yield Fault(path, None, "The user name is not allowed.")
        yield from attempt(path, _check_user, user)


def _check_user(user: User) -> None:
    if parse_hash(user.passphrase) is None:
        raise StateError("The passphrase is not in the form in which it is kept.", "passphrase")
    for line in user.ssh_keys:
        if not _is_public_key(line):
            raise StateError("The value is not an SSH public key.", "ssh_keys")


def _is_public_key(line: str) -> bool:
    """Whether a line has the form of `authorized_keys`: the type is repeated in the key itself."""
    kind, _, rest = line.strip().partition(" ")
    encoded = rest.strip().partition(" ")[0]
    try:
        raw = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return False
    name = kind.encode()
    return (
        bool(_KEY_TYPE.fullmatch(kind))
        and raw[:4] == len(name).to_bytes(4)
        and raw[4 : 4 + len(name)] == name
    )
