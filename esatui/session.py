"""One login: who it is, its candidate and its conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from esatui.dialogue import Dialogue
from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.users import Role

if TYPE_CHECKING:
    from esatui.appliance import Appliance
    from esatui.registry import Command
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
    command: Command | None = None
    """The command that runs."""
    batch: bool = False
    """Whether the command that runs was given in its batch form."""
    failed: bool = False
    """Whether the command that runs has failed; batch lines stop there, exec exits with 1."""
    prompt: str = ""
    """The main prompt that was shown last; none for a batch line of its own."""
    last_login: datetime | None = None
    terminal: bool = field(default=False)
    """Whether a person's terminal is at the other end (echo, paging)."""

    def __post_init__(self) -> None:
        self.dialogue.refusal = self.refusal

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
    def committed(self) -> View:
        """Return the committed configuration at the level at which the session works."""
        head = self.appliance.store.refresh()
        return View(head.configuration, self.draft.level)

    @property
    def clustered(self) -> bool:
        """Whether the appliance is in a cluster."""
        return self.appliance.store.refresh().configuration.cluster_id is not None

    @property
    def hostname(self) -> str:
        """Return the committed system host name, as prompts and file questions show it."""
        return self.running.system.hostname

    @property
    def role(self) -> Role:
        """Return the role of the user (`guest` when the account is gone or inactive)."""
        account = self.running.users.accounts.get(self.login.user)
        return account.role if account is not None and account.enabled else "guest"

    def refusal(self) -> str | None:
        """Return why the command that runs may change nothing; `None` when it may.

        The role is looked at each time: it can be taken away while a menu is open.
        """
        if self.command is None or self.command.may_change(self.role):
            return None
        return self.command.refusal

    def require_change(self) -> None:
        """Raise `StateError` unless the command that runs may change something."""
        refusal = self.refusal()
        if refusal is not None:
            raise StateError(refusal)

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        return self.appliance.clock.now()

    def update(self, draft: Draft, touched: Iterable[tuple[str, ...]] = ()) -> None:
        """Make `draft` the pending configuration of this session.

        Raises `StateError` when the role of the user may not, whichever way led here.
        """
        self.require_change()
        self.candidate.update(draft, touched)

    async def work(self, call: Callable[[], T]) -> T:
        """Run something slow without holding up other sessions."""
        return await self.dialogue.work(call)

    def fail(self, text: str) -> None:
        """Print an error and note that the command failed."""
        self.failed = True
        self.dialogue.block(text)
