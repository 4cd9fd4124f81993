"""Authentication of one connection, and what it may do afterwards."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncssh

from esatui.ssh.events import (
    AUTHENTICATED,
    CONNECTION,
    DISCONNECTED,
    Method,
    Reason,
    Refusal,
)
from state.journal import LOGIN_FAILED, Event

if TYPE_CHECKING:
    from esatui.ssh.channel import ChannelSession
    from esatui.ssh.connection import Connection
    from esatui.ssh.hub import Hub


FAREWELL_SECONDS = 2.0
"""For how long a client may take to put its terminal back before it is disconnected."""


class LoginServer(asyncssh.SSHServer):
    """The part of the server that belongs to one connection.

    All refusals look alike: unknown user, disabled account, wrong passphrase and lock-out cannot
    be told apart, neither by their text nor by their time.
    """

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.user = ""
        self.remote = ""
        self.sessions: set[ChannelSession] = set()
        self.end_reason: Reason = "closed"
        self._connection: Connection | None = None
        self._method: Method = "password"
        self._passphrases = 0
        self._greeted = False
        self.last_active = hub.clock.monotonic()

    @property
    def authenticated(self) -> bool:
        """Return whether somebody has logged in."""
        return bool(self.user)

    @property
    def connection(self) -> Connection:
        """Return the connection, which must not be lost yet."""
        if self._connection is None:
            raise ConnectionResetError
        return self._connection

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        from esatui.ssh.connection import Connection

        assert isinstance(conn, Connection)  # noqa: S101 - it is our own factory that made it
        self._connection = conn
        self.remote = str(conn.get_extra_info("peername")[0])
        self.hub.arrived(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connection = None
        self.hub.left(self)
        if self.authenticated:
            self._note(DISCONNECTED, self.user, reason=self.end_reason)

    def begin_auth(self, username: str) -> bool:
        banner = self.hub.accounts.running().adminaccess.banner
        if banner and not self._greeted:
            self._greeted = True
            self.connection.send_auth_banner(banner.rstrip("\n") + "\n")
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        self._method = "publickey"
        return self.hub.accounts.key_matches(username, key)

    def password_auth_supported(self) -> bool:
        return True

    async def validate_password(self, username: str, password: str) -> bool:
        """Check a passphrase that came by `password` or `keyboard-interactive`."""
        self._method = "password"
        self._passphrases += 1
        if self._passphrases > self.hub.limits.passphrases:
            raise asyncssh.DisconnectError(
                asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, "Too many authentication failures"
            )
        throttle = self.hub.throttle
        attempt = throttle.begin(username, self.remote, self.hub.clock.monotonic())
        # Also while locked, so that a lock cannot be told from a wrong passphrase by its time.
        right = await self.hub.accounts.passphrase_matches(username, password)
        if right and attempt.allowed:
            throttle.succeeded(username, self.remote)
            return True
        refusal: Refusal = "passphrase" if attempt.allowed else "locked"
        self._note(LOGIN_FAILED, username, reason=refusal)
        await asyncio.sleep(attempt.delay)
        return False

    def auth_completed(self) -> None:
        self.user = str(self.connection.get_extra_info("username"))
        account = self.hub.accounts.account(self.user)
        role = account.role if account is not None else "guest"
        # Once the client has been told: nobody has to wait for a journal.
        self.hub.worker.later(
            0, lambda: self._note(AUTHENTICATED, self.user, method=self._method, privilege=role)
        )
        self.hub.authenticated(self)

    def session_requested(
        self,
    ) -> tuple[asyncssh.SSHServerChannel[bytes], ChannelSession] | bool:
        from esatui.ssh.channel import ChannelSession

        if len(self.sessions) >= self.hub.limits.sessions or self.hub.closing:
            return False
        session = ChannelSession(self)
        # Counted from now on: many may be asked for before the first of them is there.
        self.sessions.add(session)
        self.connection.take_environment(session.environment.take)
        return self.connection.create_server_channel(), session

    def expire(self) -> None:
        """Nothing was typed for too long: close without a message (CLI reference, 1.7)."""
        self.close("inactivity")

    def close(self, reason: Reason) -> None:
        """Close the connection; the journal will say why."""
        if self._connection is not None:
            self.end_reason = reason
            read_on = [session.leave_terminal() for session in list(self.sessions)]
            if any(read_on):
                # OpenSSH's client drops what it has not written yet when it is disconnected. With
                # its session ended it writes, and leaves by itself.
                self.hub.worker.later(FAREWELL_SECONDS, self._disconnect)
            else:
                self._connection.close()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def unsent(self) -> int:
        """Return how many bytes of output wait for the client to read."""
        if self._connection is None:
            return 0
        return self._connection.unsent() + sum(session.unsent() for session in self.sessions)

    def check_unsent(self) -> None:
        """Close the connection if too much waits."""
        if self.unsent() > self.hub.limits.unsent:
            self.close("unread")

    def hold(self) -> None:
        """The client does not read: the sessions make no further steps."""
        for session in self.sessions:
            session.connection_full(True)

    def release(self) -> None:
        """The client reads again."""
        for session in list(self.sessions):
            session.connection_full(False)

    def _note(self, kind: str, user: str, **data: str) -> None:
        self.hub.appliance.store.note(
            Event(
                time=self.hub.clock.now(),
                type=kind,
                user=user,
                remote=self.remote,
                data={"connection": CONNECTION, **data},
            )
        )
