"""The two conversations that a session can be: a shell, and one batch line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esatui.dialogue import Dialogue
from esatui.login import MUST_CHANGE, close_session, converse, must_change, open_session
from esatui.requests import EndOfInput, Interrupted
from esatui.session import Leave, Session
from esatui.shell import run_line

if TYPE_CHECKING:
    from esatui.fronts.base import Front
    from esatui.ssh.hub import Hub
    from esatui.ssh.terminal import Terminal


class CommandLine:
    """A login with its candidate, talking through a front.

    Make it, start `shell()` or `batch(line)` on the front, `close` it in any case.
    """

    def __init__(
        self, hub: Hub, front: Front, user: str, remote: str, terminal: Terminal | None
    ) -> None:
        self._hub = hub
        self._user = user
        self._remote = remote
        self._terminal = terminal is not None
        self.dialogue = Dialogue(front.write)
        self._session: Session | None = None
        self._shell = False
        self.succeeded = True
        """Whether every command of a batch line did what it was told."""
        if terminal is not None:
            self.resize(terminal.columns, terminal.rows)

    async def shell(self) -> None:
        """Greet, then read and run commands until the person leaves."""
        self._shell = True
        last = self._hub.last_logins.of(self._user)
        session = self._begin()
        # Nobody has to wait for a registry and a journal to see the first prompt.
        self._hub.worker.later(0, session.candidate.record)
        await converse(session, last)

    async def batch(self, line: str) -> None:
        """Run the commands of one line; see `succeeded`.

        `who` and `last` do not show it, unless it gives the terminal to the dashboard.
        """
        session = self._begin()
        self.succeeded = False
        if must_change(session):
            session.dialogue.block(MUST_CHANGE)
            return
        try:
            self.succeeded = await run_line(session, line)
        except Leave:
            self.succeeded = True
        except (Interrupted, EndOfInput):
            return

    def resize(self, columns: int, rows: int) -> None:
        """The terminal has this size."""
        self.dialogue.columns, self.dialogue.rows = columns, rows

    def active(self) -> None:
        """Something was typed."""
        if self._session is not None:
            if self._shell:
                self._session.candidate.record()
            self._session.candidate.active()

    def close(self) -> None:
        """End the login: what is not committed is lost."""
        if self._session is not None:
            close_session(self._session)

    def _begin(self) -> Session:
        session = self._session = open_session(
            self._hub.appliance,
            self.dialogue,
            user=self._user,
            remote=self._remote,
            terminal=self._terminal,
            record=False,
        )
        return session
