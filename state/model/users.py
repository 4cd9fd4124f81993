"""Accounts and their roles (`userconfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Privilege = Literal[
    "Mail Policies and Content Filters",
    "DLP Policies",
    "Email Reporting",
    "Message Tracking",
    "Trace",
    "Quarantines",
    "Encryption Profiles",
    "Log Subscription",
]
"""What a custom role opens in the graphical interface."""

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
class CustomRole:
    """A role that administrators have made (`userconfig`, ROLE); it never opens the shell."""

    description: str = ""
    privileges: tuple[Privilege, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Users:
    """All accounts by user name."""

    accounts: Mapping[str, User] = field(default_factory=dict)
    policy: PassphrasePolicy = field(default_factory=PassphrasePolicy)
    roles: Mapping[str, CustomRole] = field(default_factory=dict)
    dlp_tracking: tuple[Role, ...] = ("admin",)
    """Roles that see what a DLP policy has matched, in message tracking."""
    url_tracking: tuple[Role, ...] = ("admin",)
    """Roles that see URLs in message tracking."""
