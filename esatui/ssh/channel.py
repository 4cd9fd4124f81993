"""One session of a connection: a shell, a batch line or a copy."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Protocol

import asyncssh

from esatui.ssh.conversation import CommandLine
from esatui.ssh.environment import ClientEnvironment
from esatui.ssh.scp.request import is_scp
from esatui.ssh.terminal import Terminal, terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esatui.fronts.base import Front, Stage
    from esatui.fronts.driver import Driver
    from esatui.ssh.login import LoginServer

LOG = logging.getLogger(__name__)
LONGEST_COMMAND = 64 * 1024
ACTIVE_AT_MOST_EVERY = 1.0
"""Seconds; `who` shows no less."""


class Peer(Protocol):
    """Who talks to the client: a front or a copy (see `esatui.fronts.base.Front`)."""

    def receive(self, data: bytes) -> None: ...
    def end_of_input(self) -> None: ...
    def hold(self) -> None: ...
    def release(self) -> None: ...
    def hang_up(self) -> None: ...


class ChannelSession(asyncssh.SSHServerSession[bytes]):
    """Carries bytes between a channel and who talks to the client; no task, no thread, no timer.

    Only a dashboard has a task, while it is shown.
    """

    def __init__(self, login: LoginServer) -> None:
        self._login = login
        self._hub = login.hub
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._terminal: Terminal | None = None
        self._command: str | None = None
        self._peer: Peer | None = None
        self._front: Front | None = None
        self._line: CommandLine | None = None
        self._channel_full = False
        self._connection_full = False
        self._active = -math.inf
        self.environment = ClientEnvironment()

    # What asyncssh reports.

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._channel = chan
        # The client has an answer to read meanwhile; the greeting will need to know.
        self._hub.worker.later(0, self._hub.last_logins.refresh)

    def connection_lost(self, exc: Exception | None) -> None:
        self._channel = None
        self._login.sessions.discard(self)
        peer, self._peer = self._peer, None
        if peer is not None:
            peer.hang_up()
        self._end_login()

    def pty_requested(
        self,
        term_type: str,
        term_size: tuple[int, int, int, int],
        term_modes: Mapping[int, int],
    ) -> bool:
        self._terminal = terminal(term_type, term_size[0], term_size[1])
        return True

    def shell_requested(self) -> bool:
        return True

    def exec_requested(self, command: str) -> bool:
        self._command = command
        return len(command) <= LONGEST_COMMAND

    def subsystem_requested(self, subsystem: str) -> bool:
        # The appliance has no SFTP (CLI reference, 1.2), and nothing else either.
        return False

    def session_started(self) -> None:
        self._touch()
        if self._command is not None and is_scp(self._command):
            self._start_copy(self._command)
        else:
            self._start_command_line()

    def data_received(self, data: bytes, datatype: int | None) -> None:
        self._touch()
        if self._peer is not None:
            self._peer.receive(data)

    def eof_received(self) -> bool:
        if self._peer is not None:
            self._peer.end_of_input()
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        if self._terminal is None:
            return
        size = self._terminal = terminal(self._terminal.type, width, height)
        if self._front is not None and self._line is not None:
            self._line.resize(size.columns, size.rows)
            self._front.resize(size.columns, size.rows)

    def signal_received(self, signal: str) -> None:
        if signal == "INT" and self._front is not None:
            self._front.interrupt()

    def break_received(self, msec: int) -> bool:
        if self._front is not None:
            self._front.interrupt()
        return True

    def pause_writing(self) -> None:
        self._channel_full = True
        self._regulate()

    def resume_writing(self) -> None:
        self._channel_full = False
        self._regulate()

    # What the connection reports.

    def connection_full(self, full: bool) -> None:
        """The client does not read from the connection, or does again."""
        self._connection_full = full
        self._regulate()

    def leave_terminal(self) -> bool:
        """Put the terminal back, since the connection is about to be closed.

        Returns whether the client has to be given time to read that; its session has ended then.
        """
        if self._front is None or not self._front.leave_terminal():
            return False
        if self._channel is not None:
            # Who talks to the client is told when the channel is lost.
            self._channel.exit(1)
        return True

    def unsent(self) -> int:
        """Return how many bytes of output wait for the client to open its window."""
        return self._channel.get_write_buffer_size() if self._channel is not None else 0

    # The rest.

    def _start_command_line(self) -> None:
        front = self._front = self._peer = self._make_front()
        line = self._line = CommandLine(
            self._hub, front, self._login.user, self._login.remote, self._terminal
        )
        conversation = line.shell() if self._command is None else line.batch(self._command)
        if self._hub.listen is not None:
            conversation = self._hub.listen(line.dialogue, conversation)
        front.start(conversation, self._conversation_ended)
        self._regulate()

    def _make_front(self) -> Front:
        from esatui.fronts.plain import PlainFront

        flow = self._flow
        if self._terminal is None:
            return PlainFront(self._transmit, self._hub.worker, flow=flow)
        from esatui.fronts.choice import is_incapable, make_front

        front: Driver
        if self._command is not None:
            # Somebody may look at the output with a program: no more than line ends and pages.
            front = PlainFront(
                self._transmit, self._hub.worker, echo=True, newline="\r\n", flow=flow
            )
        else:
            front = make_front(
                self._transmit,
                self._hub.worker,
                term=self._terminal.type,
                columns=self._terminal.columns,
                rows=self._terminal.rows,
                history=self._hub.history(self._login.user),
                flow=flow,
            )
        if not is_incapable(self._terminal.type):
            front.stage = self._make_stage()
        return front

    def _make_stage(self) -> Stage:
        from esatui.ssh.stage import ChannelStage

        return ChannelStage(
            self._hub,
            lambda: self._terminal or Terminal(""),
            self.environment.values,
            self._transmit,
            self._flow,
        )

    def _start_copy(self, command: str) -> None:
        from esatui.ssh.scp.errors import ScpError
        from esatui.ssh.scp.records import error_line
        from esatui.ssh.scp.start import make_exchange

        try:
            copy = make_exchange(
                command, self._hub, self._login.user, self._send_copied, self._exit, self._flow
            )
        except ScpError as error:
            self._transmit(error_line(error))
            self._exit(1)
            return
        self._peer = copy
        copy.start()

    def _send_copied(self, data: bytes) -> None:
        self._touch()
        self._transmit(data)

    def _transmit(self, data: bytes) -> None:
        channel = self._channel
        if channel is None or channel.is_closing():
            return
        channel.write(data)
        if self._channel_full or self._connection_full:
            self._login.check_unsent()

    def _flow(self, go_on: bool) -> None:
        """Stop reading from the client, or go on when the loop comes round."""
        if not go_on and self._channel is not None:
            self._channel.pause_reading()
        elif go_on:
            self._hub.worker.later(0, self._resume_reading)

    def _resume_reading(self) -> None:
        if self._channel is not None:
            self._channel.resume_reading()

    def _regulate(self) -> None:
        if self._peer is not None:
            if self._channel_full or self._connection_full:
                self._peer.hold()
            else:
                self._peer.release()

    def _touch(self) -> None:
        now = self._login.last_active = self._hub.clock.monotonic()
        if self._line is not None and now - self._active >= ACTIVE_AT_MOST_EVERY:
            self._active = now
            self._line.active()

    def _conversation_ended(self, error: BaseException | None) -> None:
        succeeded = self._line is not None and self._line.succeeded
        if error is not None:
            LOG.error("session of %r failed", self._login.user, exc_info=error)
            succeeded = False
        self._end_login()
        self._exit(0 if succeeded else 1)

    def _exit(self, status: int) -> None:
        self._peer = self._front = None
        if self._channel is not None:
            self._channel.exit(status)

    def _end_login(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()
