"""The shell of the appliance on the terminal that `esatui` was started on."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from esatui.appliance import Appliance
from esatui.dialogue import Dialogue
from esatui.fronts.base import Front
from esatui.fronts.history import FileHistory
from esatui.fronts.local import LocalTerminal
from esatui.login import LOCAL, LOCAL_USER, close_session, converse, last_login, open_session
from esatui.requests import FullScreen
from esatui.session import Session

if TYPE_CHECKING:
    from esatui.dashboard.local import LocalDashboard


def run_terminal(appliance: Appliance) -> int:
    """Run a shell on the terminal; return the exit status. Raises `OSError`.

    A signal that ended it ends the process once more, so that its parent sees the reason.
    """
    ended_by = LocalShell(appliance).run()
    if ended_by is not None:
        appliance.store.close()
        signal.signal(ended_by, signal.SIG_DFL)
        os.kill(os.getpid(), ended_by)
    return 0


class LocalShell:
    """A session of the administrator, and the terminal that it is on."""

    def __init__(self, appliance: Appliance) -> None:
        self._appliance = appliance
        self._dialogue = Dialogue(_nowhere)
        self._session: Session | None = None
        self._terminal = LocalTerminal(
            appliance.clock,
            history=FileHistory.of_user(appliance.store.directory / "history", LOCAL_USER),
            idle_limit=self._idle_limit,
            resized=self._resized,
            active=self._active,
        )
        self._terminal.perform = self._perform

    def run(self) -> int | None:
        """Hold the session to its end; return the signal that ended it, if one did."""
        return self._terminal.run(self._converse)

    async def _converse(self, front: Front) -> None:
        self._dialogue.write = front.write
        last = last_login(self._appliance.store.journal, LOCAL_USER)
        session = self._session = open_session(
            self._appliance, self._dialogue, user=LOCAL_USER, remote=LOCAL, terminal=True
        )
        try:
            await converse(session, last)
        finally:
            close_session(session)

    def _perform(self, request: FullScreen) -> LocalDashboard:
        """Show the dashboard of the session until it is left."""
        from esatui.dashboard import desk_of
        from esatui.dashboard.local import LocalDashboard, local_display

        session = request.session
        desk = desk_of(session.appliance, session.login, session.candidate, leave_word="shell")
        shown = LocalDashboard(
            desk,
            local_display(request.language),
            idle_limit=self._idle_limit,
            active=self._active,
        )
        shown.run()
        return shown

    def _resized(self, columns: int, rows: int) -> None:
        self._dialogue.columns, self._dialogue.rows = columns, rows

    def _active(self) -> None:
        if self._session is not None:
            self._session.candidate.active()

    def _idle_limit(self) -> float:
        """Return the CLI time-out in seconds, as committed at present."""
        minutes = self._session.running.adminaccess.cli_timeout if self._session else 30
        return minutes * 60.0


def _nowhere(text: str) -> None:
    """Take what is written before there is a front: nothing is."""
