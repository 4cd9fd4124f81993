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
class PassphrasePolicy:
    """What new passphrases must contain (`userconfig`, POLICY)."""

    minimum_length: int = 8
    """Characters, 8 to 128."""
    mixed_case: bool = False
    """Whether an upper-case and a lower-case letter are required."""
    digit: bool = False
    special: bool = False
    """Whether a character is required that is neither a letter nor a digit."""
    change_assigned: bool = False
    """Whether a passphrase that somebody else has set must be changed at the next login."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Users:
    """All accounts by user name."""

    accounts: Mapping[str, User] = field(default_factory=dict)
    policy: PassphrasePolicy = field(default_factory=PassphrasePolicy)
