"""The lab's authorities on disk: one certificate, key and list of the revoked each."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from esatui.lab.wish import Issued
from state.certificates.certificate import Certificate
from state.certificates.keys import PrivateKey
from state.errors import StateError

DIRECTORY: Final = "lab"
LARGEST_FILE: Final = 1024 * 1024
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")
_PEM: Final = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n?", re.DOTALL)


class Shelf:
    """Authorities by name, in a directory that only its owner can read (0700, keys 0600)."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def names(self) -> list[str]:
        """Return the names of all authorities."""
        return sorted(path.stem for path in self.directory.glob("*.key"))

    def certificate_path(self, name: str) -> Path:
        """Return where the certificate of an authority lies; raises `StateError` for no name."""
        return self._path(name, "pem")

    def get(self, name: str) -> Issued:
        """Return an authority. Raises `StateError` when there is none, or it cannot be read."""
        if not self._path(name, "key").exists():
            raise StateError(f'There is no authority "{name}" in {self.directory}.')
        certificate = Certificate.from_pem(self._read(self._path(name, "pem")))
        key = PrivateKey(self._read(self._path(name, "key")))
        if not key.matches(certificate):
            raise StateError(f'The key of the authority "{name}" does not match its certificate.')
        return Issued(certificate, key)

    def put(self, name: str, issued: Issued) -> Path:
        """Keep a new authority; return where its certificate is.

        Raises `StateError` when there is one of that name, or it cannot be written.
        """
        if self._path(name, "key").exists():
            raise StateError(f'There is an authority "{name}" in {self.directory} already.')
        self._write(self._path(name, "key"), issued.key.pem)
        return self._write(self._path(name, "pem"), issued.certificate.pem)

    def keep(self, name: str, make: Callable[[], Issued]) -> Issued:
        """Return an authority, made on first use. Raises `StateError`."""
        if not self._path(name, "key").exists():
            self.put(name, make())
        return self.get(name)

    def revoked(self, name: str) -> list[Certificate]:
        """Return what an authority has revoked. Raises `StateError`."""
        path = self._path(name, "revoked")
        if not path.exists():
            return []
        return [Certificate.from_pem(pem) for pem in _PEM.findall(self._read(path))]

    def revoke(self, name: str, certificate: Certificate) -> None:
        """Note that a certificate is revoked. Raises `StateError` when it is not of `name`."""
        issuer = self.get(name)
        if certificate.issuer != issuer.certificate.subject:
            raise StateError(f'The certificate was not signed by "{name}".')
        known = self.revoked(name)
        if certificate not in known:
            texts = [each.pem for each in [*known, certificate]]
            self._write(self._path(name, "revoked"), "".join(texts))

    def _path(self, name: str, suffix: str) -> Path:
        if not _NAME.fullmatch(name):
            raise StateError(
                f'"{name}" is no name for an authority: letters, digits, "-", "_" and "."'
            )
        return self.directory / f"{name}.{suffix}"

    def _read(self, path: Path) -> str:
        return read_text(path)

    def _write(self, path: Path, text: str) -> Path:
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary = path.with_name(f".{path.name}.{os.getpid()}")
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
            with open(os.open(temporary, flags, 0o600), "w", encoding="ascii") as file:  # noqa: PTH123 - with its mode from the start.
                file.write(text)
            temporary.replace(path)
        except OSError as error:
            raise StateError(f"{path}: {error.strerror}") from error
        return path


def read_text(path: Path) -> str:
    """Return a small text file. Raises `StateError`."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise StateError(f"{path}: {error.strerror}") from error
    if len(data) > LARGEST_FILE:
        raise StateError(f"{path}: the file is too large")
    try:
        return data.decode("ascii")
    except UnicodeDecodeError as error:
        raise StateError(f"{path}: the file is no PEM") from error


def pem_chain(certificates: Sequence[Certificate]) -> str:
    """Return certificates as one PEM text."""
    return "".join(each.pem for each in certificates)
