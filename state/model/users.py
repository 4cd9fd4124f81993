"""Accounts and their roles (`userconfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["admin", "operators", "readonly", "guest", "technician", "helpdesk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One account. The passphrase is kept as a hash (see `state.passphrases`)."""

    full_name: str
    role: Role
    passphrase: str
    """`scrypt$<log2 n>$<r>$<p>$<salt hex>$<hash hex>`."""
    ssh_keys: tuple[str, ...] = ()
    """Public keys in the form of `authorized_keys`, one a line."""
    enabled: bool = True
    must_change: bool = False
    """Whether the next login has to change the passphrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Users:
    """All accounts by user name."""

    accounts: Mapping[str, User] = field(default_factory=dict)
