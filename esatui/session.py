"""One login: who it is, its candidate and its conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from esatui.dialogue import Dialogue
from state.model.configuration import Draft, View
from state.model.users import Role

if TYPE_CHECKING:
    from esatui.appliance import Appliance
    from state.store import Candidate, Login

T = TypeVar("T")


class Leave(Exception):
    """Ends the session from inside a command (`quit`)."""


@dataclass
class Session:
    """What a command is given."""

    appliance: Appliance
    login: Login
    candidate: Candidate
    dialogue: Dialogue
    batch: bool = False
    """Whether the command that runs was given in its batch form."""
    failed: bool = False
    """Whether the command that runs has failed; batch lines stop there, exec exits with 1."""
    prompt: str = ""
    """The main prompt that was shown last; none for a batch line of its own."""
    last_login: datetime | None = None
    terminal: bool = field(default=False)
    """Whether a person's terminal is at the other end (echo, paging)."""

    @property
    def draft(self) -> Draft:
        """Return the configuration with this session's pending changes."""
        return self.candidate.draft

    @property
    def running(self) -> View:
        """Return the committed configuration."""
        head = self.appliance.store.refresh()
        return View.of_machine(head.configuration, self.appliance.settings.serial)

    @property
    def hostname(self) -> str:
        """Return the committed system host name, as prompts and file questions show it."""
        return self.running.system.hostname

    @property
    def role(self) -> Role:
        """Return the role of the user (`guest` when the account is gone)."""
        account = self.running.users.accounts.get(self.login.user)
        return account.role if account else "guest"

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        return self.appliance.clock.now()

    def update(self, draft: Draft, touched: Iterable[tuple[str, ...]] = ()) -> None:
        """Make `draft` the pending configuration of this session."""
        self.candidate.update(draft, touched)

    async def work(self, call: Callable[[], T]) -> T:
        """Run something slow without holding up other sessions."""
        return await self.dialogue.work(call)

    def fail(self, text: str) -> None:
        """Print an error and note that the command failed."""
        self.failed = True
        self.dialogue.block(text)
