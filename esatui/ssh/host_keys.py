"""Host keys: made once, kept in the state directory, the same after every restart."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import asyncssh

from state.errors import StateError

ALGORITHMS = ("ssh-ed25519", "ecdsa-sha2-nistp256")
"""Ed25519 for speed; ECDSA for clients that are older than 2014. Both are made in a millisecond."""


def load_host_keys(directory: Path) -> Sequence[asyncssh.SSHKey]:
    """Return the host keys in `directory`, the preferred one first; make those that are missing.

    `directory` is made with mode 0700, a key is a file of mode 0600 in OpenSSH's format. Several
    processes may start at once: all end with the same keys. Raises `StateError` when a file is
    damaged or cannot be read or written; a damaged key is never replaced, since clients know it.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return [_load_or_make(directory, algorithm) for algorithm in ALGORITHMS]
    except OSError as error:
        raise StateError(f"The SSH host keys cannot be used: {error}") from error


def key_path(directory: Path, algorithm: str) -> Path:
    """Return the file of the host key of `algorithm`, for example `host_ssh-ed25519`."""
    return directory / f"host_{algorithm}"


def fingerprint(key: asyncssh.SSHKey) -> str:
    """Return the fingerprint as clients show it: `SHA256:` and 43 characters."""
    return str(key.get_fingerprint("sha256"))


def _load_or_make(directory: Path, algorithm: str) -> asyncssh.SSHKey:
    path = key_path(directory, algorithm)
    with contextlib.suppress(FileNotFoundError):
        return _load(path)
    key = asyncssh.generate_private_key(algorithm, comment="")
    _publish(path, key.export_private_key("openssh"))
    return _load(path)


def _load(path: Path) -> asyncssh.SSHKey:
    try:
        return asyncssh.import_private_key(path.read_bytes())
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
        raise StateError(f"The SSH host key {path} cannot be used: {error}") from error


def _publish(path: Path, data: bytes) -> None:
    """Write a file that appears whole; if another process was faster, its file stays."""
    temporary = _write_beside(path, data)
    try:
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(temporary)
    finally:
        temporary.unlink()


def _write_beside(path: Path, data: bytes) -> Path:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    for number in count():
        temporary = path.with_name(f".{path.name}-{os.getpid()}-{number}")
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(temporary, flags, 0o600)
            break
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return temporary
