"""Appliances with the users that these tests need."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, datetime
from pathlib import Path

from esatui.appliance import Appliance
from esatui.transcript.factory import open_factory
from state.clock import Clock, FrozenClock
from state.model.services import AdminAccess
from state.model.users import Role, User
from state.passphrases import hash_passphrase
from state.store import Login

MOMENT = datetime(2024, 5, 20, 10, 15, 32, tzinfo=UTC)
PASSPHRASE = "ironport"


def appliance_with(directory: Path, public_key: str, clock: Clock | None = None) -> Appliance:
    """Return a factory appliance whose `admin` has a key, with a few more accounts.

    `reader` (read-only), `guest`, and `gone` (disabled) have the passphrase of `admin`.
    """
    appliance = open_factory(directory, seed=1, moment=MOMENT, clock=clock or FrozenClock(MOMENT))
    randomness = random.Random(1)
    stored = hash_passphrase(PASSPHRASE, random_bytes=randomness.randbytes, log2_cost=4)

    def account(role: Role, *, enabled: bool = True) -> User:
        return User(
            full_name=role,
            role=role,
            passphrase=stored,
            ssh_keys=(public_key,),
            enabled=enabled,
        )

    accounts = {
        "admin": account("admin"),
        "reader": account("readonly"),
        "guest": account("guest"),
        "gone": account("admin", enabled=False),
    }
    login = Login(id="setup", user="admin", remote="local", started=MOMENT)
    with appliance.store.begin(login, record=False) as candidate:
        users = dataclasses.replace(candidate.draft.users, accounts=accounts)
        candidate.update(candidate.draft.write(users=users))
        candidate.commit()
    return appliance


def set_access(appliance: Appliance, **changes: object) -> None:
    """Commit settings of `adminaccessconfig`."""
    login = Login(id="access", user="admin", remote="local", started=MOMENT)
    with appliance.store.begin(login, record=False) as candidate:
        access: AdminAccess = dataclasses.replace(candidate.draft.adminaccess, **changes)  # type: ignore[arg-type]
        candidate.update(candidate.draft.write(adminaccess=access))
        candidate.commit()
