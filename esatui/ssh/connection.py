"""A connection: asyncssh's own, with less traffic and more bounds.

asyncssh has no option for what is overridden here, so this depends on how it works inside; the
tests in `tests/ssh/test_connection.py` notice when that changes.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import asyncssh
from asyncssh.constants import MSG_IGNORE
from asyncssh.logging import SSHLogger

from esatui.ssh.cork import CorkedTransport

if TYPE_CHECKING:
    from collections.abc import Callable

    from asyncssh.packet import SSHPacket, SSHPacketLogger

    from esatui.ssh.login import LoginServer

UNREAD_LIMIT = 4 * 1024 * 1024
"""Bytes that wait at most to be decrypted (they do while a passphrase is checked)."""
REFUSALS_LIMIT = 20
"""Failed attempts of any kind, the offer of a key that is not known among them."""
PACKET = 4096
"""Most bytes of a packet of a session that are taken at once, so that others get their turn."""
WINDOW = 256 * 1024
"""Bytes that a client may send ahead in one session."""


class _Logger(SSHLogger):
    """asyncssh's logger, which formats what it has to say even if nobody listens."""

    def log(self, level: int, msg: object, *args: Any, **kwargs: Any) -> None:
        if self.isEnabledFor(level):
            super().log(level, msg, *args, **kwargs)


_LOGGER = _Logger()


class Connection(asyncssh.SSHServerConnection):
    """One client."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, options: asyncssh.SSHServerConnectionOptions
    ) -> None:
        super().__init__(loop, options)
        self._logger = _LOGGER.get_child(context=f"conn={self._get_next_conn()}")
        self._refusals = 0
        self._cork: CorkedTransport | None = None
        self._proposed = False
        self._take_environment: Callable[[SSHPacket], bool] = _refuse

    def take_environment(self, take: Callable[[SSHPacket], bool]) -> None:
        """Let `take` have what the next channel is told of the client's environment."""
        self._take_environment = take

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cork = self._cork = CorkedTransport(cast("asyncio.Transport", transport))
        cork.cork()
        super().connection_made(cork)
        cork.uncork()

    def data_received(self, data: bytes, datatype: int | None = None) -> None:
        if len(self._inpbuf) > UNREAD_LIMIT or self._cork is None:
            self.abort()
            return
        self._cork.cork()
        super().data_received(data, datatype)
        self._cork.uncork()

    def pause_writing(self) -> None:
        owner = cast("LoginServer | None", self._owner)
        if owner is not None:
            owner.hold()

    def resume_writing(self) -> None:
        owner = cast("LoginServer | None", self._owner)
        if owner is not None:
            owner.release()

    def unsent(self) -> int:
        """Return how many bytes wait for the client to read."""
        return self._cork.get_write_buffer_size() if self._cork is not None else 0

    def send_newkeys(self, k: bytes, h: bytes) -> None:
        if self._cork is not None:
            self._cork.cork()
        super().send_newkeys(k, h)
        if self._cork is not None:
            self._cork.uncork()

    def _send_version(self) -> None:
        """Say who we are and propose algorithms at once, not only when the client has spoken.

        RFC 4253, 4.2, wants no waiting here, and it saves a round.
        """
        super()._send_version()
        super()._send_kexinit()
        self._proposed = True

    def _send_kexinit(self) -> None:
        """Propose algorithms, except for the first time: that has been done."""
        if self._proposed:
            self._proposed = False
        else:
            super()._send_kexinit()

    def send_packet(
        self, pkttype: int, *args: bytes, handler: SSHPacketLogger | None = None
    ) -> None:
        """Send a packet, without the empty one that asyncssh puts before each.

        That one protects CBC ciphers, whose initialisation vectors are foreseeable (RFC 4251,
        9.3.1). CBC is not offered, and the packet would cost as much as the one that is wanted.
        """
        if pkttype != MSG_IGNORE:
            super().send_packet(pkttype, *args, handler=handler)

    def create_server_channel(
        self,
        encoding: str | None = None,
        errors: str = "strict",
        window: int = WINDOW,
        max_pktsize: int = PACKET,
    ) -> asyncssh.SSHServerChannel[bytes]:
        """Return a channel for bytes, with our own sizes.

        Of the environment it keeps what `ClientEnvironment` wants; asyncssh would keep every
        variable, however many and however large.
        """
        channel = super().create_server_channel(encoding, errors, window, max_pktsize)
        channel._process_env_request = self._take_environment  # type: ignore[assignment]  # noqa: SLF001
        channel.log_received_packet = self.log_received_packet  # type: ignore[method-assign]
        channel.log_sent_packet = self.log_sent_packet  # type: ignore[method-assign]
        return channel

    def log_received_packet(
        self, pkttype: int, pktid: int | None, packet: bytes | SSHPacket, note: str = ""
    ) -> None:
        """Dump no packets: asyncssh would prepare it for each, also when nobody wants to see it."""

    def log_sent_packet(
        self, pkttype: int, pktid: int | None, packet: bytes | SSHPacket, note: str = ""
    ) -> None:
        """Dump no packets either."""

    def send_userauth_failure(self, partial_success: bool) -> None:
        self._refusals += 1
        if self._refusals > REFUSALS_LIMIT:
            self.disconnect(
                asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, "Too many authentication failures"
            )
        else:
            super().send_userauth_failure(partial_success)

    async def reload_config(self) -> None:
        """Do nothing: there is no configuration file whose `Match` blocks a user name could meet.

        asyncssh would build all its options again, in a thread, for each login.
        """


def _refuse(packet: SSHPacket) -> bool:
    """Say no to a request, whatever is in it."""
    return False
