"""What all connections of one server share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from esatui.fronts.loop import LoopWorker
from esatui.idle import IdleWatch
from esatui.ssh.accounts import Accounts
from esatui.ssh.last_logins import LastLogins
from esatui.ssh.limits import Limits
from esatui.ssh.scp.quota import Quota, Sizes
from esatui.throttle import Rule, Throttle

if TYPE_CHECKING:
    from esatui.appliance import Appliance
    from esatui.dialogue import Dialogue
    from esatui.fronts.base import Conversation
    from esatui.fronts.history import History
    from esatui.ssh.login import LoginServer


Listen = Callable[["Dialogue", "Conversation"], "Conversation"]
"""Makes of a conversation over a dialogue one that can be listened to."""


class Hub:
    """The connections of one server, and what they have in common."""

    def __init__(
        self,
        appliance: Appliance,
        loop: asyncio.AbstractEventLoop,
        limits: Limits,
        rule: Rule,
        sizes: Sizes,
    ) -> None:
        self.appliance = appliance
        self.clock = appliance.clock
        self.limits = limits
        self.accounts = Accounts(appliance)
        self.throttle = Throttle(rule)
        self.quota = Quota(sizes)
        self.last_logins = LastLogins(appliance.store.journal)
        self.worker = LoopWorker(loop)
        self.idle = IdleWatch(
            self.worker.later, self.clock.monotonic, self._cli_timeout, self._idlers
        )
        self.listen: Listen | None = None
        """Set by whoever has to know what the conversations ask for, such as a test."""
        self.closing = False
        self.connections: set[LoginServer] = set()
        self.unauthenticated: set[LoginServer] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._empty = asyncio.Event()
        self._empty.set()

    def history(self, user: str) -> History:
        """Return where the lines that `user` types are kept."""
        from esatui.fronts.history import FileHistory

        return FileHistory.of_user(self.appliance.store.directory / "history", user)

    def has_room(self) -> bool:
        """Return whether one more client may connect."""
        return not (
            self.closing
            or len(self.connections) >= self.limits.connections
            or len(self.unauthenticated) >= self.limits.unauthenticated
        )

    def arrived(self, login: LoginServer) -> None:
        """Count a connection."""
        self.connections.add(login)
        self.unauthenticated.add(login)
        self._empty.clear()

    def authenticated(self, login: LoginServer) -> None:
        """Somebody has logged in on a connection."""
        self.unauthenticated.discard(login)
        self.idle.arm()

    def left(self, login: LoginServer) -> None:
        """Count a connection no longer."""
        self.connections.discard(login)
        self.unauthenticated.discard(login)
        if not self.connections:
            self._empty.set()

    def watch(self, task: asyncio.Task[None]) -> None:
        """Keep a task of a session until it has ended, which `close` waits for."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Close all connections and release what they shared."""
        self.closing = True
        self.idle.disarm()
        for login in list(self.connections):
            login.close("shutdown")
        try:
            await asyncio.wait_for(self._empty.wait(), self.limits.shutdown)
        except TimeoutError:
            for login in list(self.connections):
                login.connection.abort()
            await self._empty.wait()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self.worker.close()
        self.accounts.close()

    def _cli_timeout(self) -> float:
        """Return the idle time-out in seconds, as committed at present."""
        return self.accounts.running().adminaccess.cli_timeout * 60.0

    def _idlers(self) -> list[LoginServer]:
        return [login for login in self.connections if login.authenticated]
