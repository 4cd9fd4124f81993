"""The few variables of a client's environment that mean something here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncssh.packet import SSHPacket

WANTED: Final = frozenset({b"COLORTERM", b"NO_COLOR", b"LANG", b"LC_ALL", b"LC_MESSAGES"})
"""What the colours and the language of the dashboard depend on; OpenSSH sends them where told."""
LONGEST: Final = 64
"""Bytes of a value; longer ones name no language and no depth of colour."""


class ClientEnvironment:
    """What a client has said of its environment; bounded, however much it sends."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def take(self, packet: SSHPacket) -> bool:
        """Take a request of the kind `env` (RFC 4254, 6.4); return whether it is of use."""
        name, value = packet.get_string(), packet.get_string()
        packet.check_end()
        if name not in WANTED or len(value) > LONGEST:
            return False
        self.values[name.decode("ascii")] = value.decode("utf-8", "replace")
        return True
