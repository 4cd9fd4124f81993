"""The SSH host keys of the appliance, as far as others may know them.

The SSH server makes them when it first starts (`host_ssh-ed25519` and others, in the directory
`ssh`, in OpenSSH's format).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from state.errors import StateError

DIRECTORY: Final = "ssh"
PREFIX: Final = "host_"


@dataclass(frozen=True, slots=True)
class HostKey:
    """The public half of a host key."""

    algorithm: str
    data: bytes
    """The key as it is sent in the protocol (RFC 4253, 6.6)."""

    @property
    def line(self) -> str:
        """Return the key as it stands in `known_hosts`, without the host."""
        return f"{self.algorithm} {base64.b64encode(self.data).decode()}"

    @property
    def md5(self) -> str:
        """Return the old form of the fingerprint: 16 bytes in hexadecimal, with colons."""
        return hashlib.md5(self.data, usedforsecurity=False).digest().hex(":")

    @property
    def sha256(self) -> str:
        """Return the fingerprint as OpenSSH shows it: `SHA256:` and 43 characters."""
        digest = hashlib.sha256(self.data).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def host_keys(state_directory: Path) -> tuple[HostKey, ...]:
    """Return the host keys, by algorithm; none before the SSH server has ever started.

    Raises `StateError` when a key cannot be read.
    """
    try:
        paths = sorted((state_directory / DIRECTORY).glob(f"{PREFIX}*"))
        return tuple(_public(path.read_bytes()) for path in paths)
    except (OSError, ValueError, TypeError) as error:
        raise StateError("Error: the SSH host keys cannot be read.") from error


def _public(private: bytes) -> HostKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_ssh_private_key,
    )

    try:
        key = load_ssh_private_key(private, None)
    except UnsupportedAlgorithm as error:
        raise ValueError("no key that is known") from error
    line = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    algorithm, data = line.split()[:2]
    return HostKey(algorithm, base64.b64decode(data))
