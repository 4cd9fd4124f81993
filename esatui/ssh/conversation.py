"""The two conversations that a session can be: a shell, and one batch line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esatui.dialogue import Dialogue
from esatui.requests import EndOfInput, Interrupted
from esatui.session import Leave, Session
from esatui.shell import run_line, shell
from esatui.text.banner import login_banner
from state.store import Login

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
        self._front = front
        self._terminal = terminal
        self._login = Login(
            id=hub.appliance.random.randbytes(8).hex(),
            user=user,
            remote=remote,
            started=hub.clock.now(),
        )
        self._dialogue = Dialogue(front.write)
        self._session: Session | None = None
        self.succeeded = True
        """Whether every command of a batch line did what it was told."""
        if terminal is not None:
            self.resize(terminal.columns, terminal.rows)

    async def shell(self) -> None:
        """Greet, then read and run commands until the person leaves."""
        last = self._hub.last_logins.of(self._login.user)
        session = self._begin(record=True)
        access = session.running.adminaccess
        self._front.write(
            login_banner(
                self._hub.appliance.settings,
                access.cli_timeout,
                last_login=None if last is None else (last.time, last.remote),
                welcome=access.welcome,
                terminal=self._terminal is not None,
            )
        )
        await shell(session)

    async def batch(self, line: str) -> None:
        """Run the commands of one line; see `succeeded`. `who` and `last` do not show it."""
        session = self._begin(record=False)
        self.succeeded = False
        try:
            self.succeeded = await run_line(session, line)
        except Leave:
            self.succeeded = True
        except (Interrupted, EndOfInput):
            return

    def resize(self, columns: int, rows: int) -> None:
        """The terminal has this size."""
        self._dialogue.columns, self._dialogue.rows = columns, rows

    def active(self) -> None:
        """Something was typed."""
        if self._session is not None:
            self._session.candidate.active()

    def close(self) -> None:
        """End the login: what is not committed is lost."""
        if self._session is not None:
            self._session.candidate.close()

    def _begin(self, *, record: bool) -> Session:
        store = self._hub.appliance.store
        candidate = store.begin(self._login, record=record)
        self._session = Session(
            self._hub.appliance,
            self._login,
            candidate,
            self._dialogue,
            terminal=self._terminal is not None,
        )
        return self._session
