"""The accounts of the running configuration, as a login sees them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import asyncssh

from state.model.configuration import View
from state.passphrases import BLOCK_SIZE, LOG2_COST, PARALLELISM, verify_passphrase

if TYPE_CHECKING:
    from esatui.appliance import Appliance
    from state.model.users import User

NOBODY = f"scrypt${LOG2_COST}${BLOCK_SIZE}${PARALLELISM}${'00' * 16}${'00' * 32}"
"""The hash that passphrases of unknown users are compared with: it takes as long, and no
passphrase has it."""

THREADS = 2
"""Passphrases that are checked at the same time; the others wait their turn."""


class Accounts:
    """Answers about users. Every answer is about the configuration that runs at that moment."""

    def __init__(self, appliance: Appliance) -> None:
        self._appliance = appliance
        self._pool: ThreadPoolExecutor | None = None
        self._keys: dict[str, asyncssh.SSHKey | None] = {}

    def running(self) -> View:
        """Return the running configuration."""
        head = self._appliance.store.refresh()
        return View.of_machine(head.configuration, self._appliance.settings.serial)

    def account(self, user: str) -> User | None:
        """Return the account of `user` if it may log in, else `None`."""
        account = self.running().users.accounts.get(user)
        return account if account is not None and account.enabled else None

    async def passphrase_matches(self, user: str, passphrase: str) -> bool:
        """Return whether `passphrase` is that of `user`, in a thread of its own.

        Takes as long for a user that does not exist or is disabled.
        """
        known = self.running().users.accounts.get(user)
        stored = known.passphrase if known is not None else NOBODY
        if self._pool is None:
            self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="passphrase")
        loop = asyncio.get_running_loop()
        right = await loop.run_in_executor(self._pool, verify_passphrase, passphrase, stored)
        # Asked again: the account may have been disabled or changed meanwhile.
        account = self.account(user)
        return right and account is not None and account.passphrase == stored

    def key_matches(self, user: str, key: asyncssh.SSHKey) -> bool:
        """Return whether `key` is one of the public keys of `user`."""
        account = self.account(user)
        if account is None:
            return False
        return any(self._parsed(line) == key for line in account.ssh_keys)

    def close(self) -> None:
        """Stop checking; what waits for its turn is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _parsed(self, line: str) -> asyncssh.SSHKey | None:
        """Return the key of a line as in `authorized_keys`; one that cannot be read is `None`."""
        if line not in self._keys:
            if len(self._keys) > 1000:
                self._keys.clear()
            self._keys[line] = _parse(line)
        return self._keys[line]


def _parse(line: str) -> asyncssh.SSHKey | None:
    try:
        return asyncssh.import_public_key(line)
    except asyncssh.KeyImportError:
        return None
