"""Public keys with which users log in (`sshconfig`)."""

from __future__ import annotations

import dataclasses
from typing import Final

from state.errors import StateError
from state.model.configuration import Draft
from state.operations.users import account_named
from state.operations.values import BLANK

INVALID: Final = "The value is not an SSH public key."
WEAK: Final = "RSA keys must have 2048 bits at least."
NOT_SUPPORTED: Final = "Keys of this type are not supported."
SHORTEST_RSA: Final = 2048
LONGEST_LINE: Final = 4096
MOST_KEYS: Final = 100
_TYPES: Final = (
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
)


def check_key(text: str) -> str:
    """Return a public key as one line `type key comment`, as it stands in `authorized_keys`.

    Line breaks that a terminal put into it are taken out of the key. Raises `StateError` (field
    `ssh_keys`) for what is no key, for options before it, for types that no login can use, and for
    RSA keys that are too short.
    """
    if not text.strip():
        raise StateError(BLANK, "ssh_keys")
    kind, _, rest = text.strip().replace("\r", "").partition(" ")
    encoded, _, comment = rest.replace("\n", "").strip().partition(" ")
    line = f"{kind} {encoded} {comment.strip()}".rstrip()
    if len(line) > LONGEST_LINE or not line.isprintable():
        raise StateError(INVALID, "ssh_keys")
    if kind not in _TYPES:
        known = kind.startswith(("ssh-", "ecdsa-", "sk-"))
        raise StateError(NOT_SUPPORTED if known else INVALID, "ssh_keys")
    _check_material(f"{kind} {encoded}")
    return line


def _check_material(line: str) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    try:
        key = load_ssh_public_key(line.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise StateError(INVALID, "ssh_keys") from error
    if isinstance(key, RSAPublicKey) and key.key_size < SHORTEST_RSA:
        raise StateError(WEAK, "ssh_keys")


def shown_key(line: str) -> str:
    """Return a key as lists show it: `ssh-ed25519 AAAAC3NzaC1lZDI1...a1b2c3d4e5 (laptop)`."""
    kind, _, rest = line.partition(" ")
    encoded, _, comment = rest.partition(" ")
    short = encoded if len(encoded) <= 40 else f"{encoded[:20]}...{encoded[-10:]}"
    return f"{kind} {short} ({comment})" if comment else f"{kind} {short}"


def add_key(draft: Draft, user: str, text: str) -> Draft:
    """Return a draft in which `user` can log in with another key. Raises `StateError`."""
    account, line = account_named(draft, user), check_key(text)
    material = _material(line)
    if any(_material(each) == material for each in account.ssh_keys):
        raise StateError("The key is installed already.", "ssh_keys")
    if len(account.ssh_keys) >= MOST_KEYS:
        raise StateError(f"A user can have {MOST_KEYS} keys at most.", "ssh_keys")
    return _with_keys(draft, user, (*account.ssh_keys, line))


def delete_key(draft: Draft, user: str, line: str) -> Draft:
    """Return a draft in which `user` cannot log in with `line` any more. Raises `StateError`."""
    account = account_named(draft, user)
    if line not in account.ssh_keys:
        raise StateError("The key does not exist.", "ssh_keys")
    return _with_keys(draft, user, tuple(each for each in account.ssh_keys if each != line))


def _material(line: str) -> str:
    return " ".join(line.split(" ")[:2])


def _with_keys(draft: Draft, user: str, keys: tuple[str, ...]) -> Draft:
    account = dataclasses.replace(account_named(draft, user), ssh_keys=keys)
    accounts = {**draft.users.accounts, user: account}
    return draft.write(users=dataclasses.replace(draft.users, accounts=accounts))
