"""The appliance that walks take place on, and what of it an answer may refer to."""

from __future__ import annotations

import dataclasses
import os
import random
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import CertificateBuilder, load_pem_x509_certificate

from esatui.appliance import Appliance
from esatui.transcript.factory import open_factory
from state.clock import FrozenClock
from state.errors import StateError
from state.model.users import Role, User
from state.passphrases import hash_passphrase
from state.store import Login
from tests.fuzz import samples
from tests.state.certificates.authority import NOW, YEAR
from tests.state.operations.revocation import revocation_list

ROLES: dict[str, Role] = {
    "admin": "admin",
    "olga": "operators",
    "rita": "readonly",
    "gast": "guest",
    "tom": "technician",
    "hilde": "helpdesk",
}
CHEAP = 2
"""Logarithm of scrypt's cost for the accounts: what is tested here is not how long a guess takes."""


class Files:
    """Answers for a network that has a few revocation lists, and much else."""

    def __init__(self, source: random.Random) -> None:
        self._random = source

    def fetch(self, url: str, *, limit: int, trusted: Sequence[str] = ()) -> bytes:
        """Return a list, garbage, or raise `StateError`."""
        answers = (
            revocation_list(pem=False),
            revocation_list(pem=True),
            b"",
            b"\x30\x80",
            b"x" * 100,
        )
        if self._random.random() < 0.3:
            raise StateError("connection refused")
        return self._random.choice(answers)


class World:
    """An appliance with accounts of every role and files of every kind."""

    def __init__(self, directory: Path, seed: int) -> None:
        self.clock = FrozenClock(NOW)
        self.appliance: Appliance = open_factory(directory, seed=seed, moment=NOW, clock=self.clock)
        self.random = random.Random(seed)
        self.appliance.fetcher = Files(self.random)
        self._add_accounts()
        self._put_files()
        self.start = self.appliance.store.head.number
        """The revision from which walks begin."""

    def _add_accounts(self) -> None:
        stored = hash_passphrase("ironport", random_bytes=self.random.randbytes, log2_cost=CHEAP)
        accounts = {
            name: User(full_name=name, role=role, passphrase=stored) for name, role in ROLES.items()
        }
        with self.appliance.store.begin(self.login("admin"), record=False) as candidate:
            users = dataclasses.replace(candidate.draft.users, accounts=accounts)
            candidate.update(candidate.draft.write(users=users))
            candidate.commit("accounts")

    def _put_files(self) -> None:
        directory = self.appliance.configuration_directory
        directory.mkdir(exist_ok=True)
        for name, content in samples.files().items():
            (directory / name).write_bytes(content)
        (directory / "directory").mkdir()
        (directory / "link").symlink_to(directory.parent / "keys")
        (directory / ".hidden").write_bytes(b"hidden")
        os.mkfifo(directory / "pipe")

    def login(self, user: str) -> Login:
        """Return a new login of `user`."""
        identity = f"{self.random.getrandbits(64):016x}"
        return Login(id=identity, user=user, remote="192.168.42.10", started=self.clock.now())

    def files(self) -> tuple[str, ...]:
        """Return the names of the files that the operator sees."""
        listed = os.scandir(self.appliance.configuration_directory)
        return tuple(sorted(each.name for each in listed if each.is_file()))

    def signed(self) -> str:
        """Return a certificate, by an authority, for the key of a committed profile."""
        serial = self.appliance.settings.serial
        certificates = self.appliance.store.head.configuration.machines[serial].certificates
        profiles = certificates.profiles if certificates else {}
        profile = self.random.choice(list(profiles.values()))
        own = load_pem_x509_certificate(profile.certificate.encode("ascii"))
        issuer = samples.issuing()
        builder = CertificateBuilder(
            issuer_name=issuer.x509.subject,
            subject_name=own.subject,
            public_key=own.public_key(),
            serial_number=self.random.getrandbits(100) + 1,
            not_valid_before=NOW,
            not_valid_after=NOW + YEAR,
        )
        made = builder.sign(issuer.key, hashes.SHA256(), ecdsa_deterministic=True)
        return made.public_bytes(Encoding.PEM).decode("ascii")
