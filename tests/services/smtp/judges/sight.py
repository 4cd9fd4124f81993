"""What a tool from outside sees of a listener, whatever words it has for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from state.certificates.certificate import Certificate

HOST = "127.0.0.1"
NAME = "mail.example.com"


@dataclass(frozen=True)
class Place:
    """Where to look, and a folder with the authority that is to be trusted in `root`."""

    port: int
    root: str
    folder: Path


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What was seen; None is what the tool does not tell."""

    subject: str | None
    """The common name of the certificate."""
    serial: int | None
    key: str | None
    """`RSA 2048` or `EC P-256`."""
    sent: int | None = None
    """How many certificates came, the host's own included."""
    trusted: bool | None = None
    """Whether the chain leads to the root, and the name is that of the host."""
    version: str | None = None
    """What was agreed on with a client that can do all versions: `TLSv1.3`."""
    versions: frozenset[str] | None = None
    """All that are possible."""


@dataclass(frozen=True)
class Judge:
    """A tool."""

    name: str
    look: Callable[[Place], Awaitable[Sight]]
    silent: tuple[str, ...] = ()
    """The fields of which it does not speak."""

    def would_see(self, committed: Sight) -> Sight:
        """Return what this tool should see of what is committed."""
        nothing = dict.fromkeys(self.silent)
        return replace(committed, **nothing)


def shown(pem: str) -> Sight:
    """Return what a tool has seen that shows the certificate itself."""
    found = Certificate.from_pem(pem)
    return Sight(subject=found.common_name, serial=found.serial_number, key=found.key_text)


def key_of(kind: str, bits: str) -> str:
    """Return the name of a key: `RSA` and `2048`, or `EC` and `256`."""
    return f"RSA {bits}" if kind == "RSA" else f"{kind} P-{bits}"
