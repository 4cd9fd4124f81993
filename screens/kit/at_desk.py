"""What every screen at a desk can do: change the configuration, and say why it could not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual.screen import Screen
from textual.worker import Worker, WorkerState

from screens.kit.dialogs import Notice
from screens.kit.refusals import refusal
from screens.language import tr
from state.errors import StateError

if TYPE_CHECKING:
    from screens.app import Dashboard
    from screens.desk import Desk
    from state.model.configuration import Draft


class AtDesk(Screen[None]):
    """A screen of one login at the appliance."""

    @property
    def desk(self) -> Desk:
        """The appliance and the login."""
        return cast("Dashboard", self.app).desk

    def submit(self, change: Callable[[Draft], Draft], done: str = "") -> bool:
        """Make a quick change pending; say `done`, or show why not. Returns whether it was made."""
        try:
            self.desk.submit(change)
        except StateError as error:
            self.refuse(error)
            return False
        cast("Dashboard", self.app).submitted()
        if done:
            self.notify(done, markup=False)
        return True

    def refuse(self, error: StateError) -> None:
        """Show why something was not done."""
        self.app.push_screen(Notice(tr("Error"), refusal(error), tone="bad"))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what a worker could not do; anything but a `StateError` is a fault of ours."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and isinstance(error, StateError):
            self.refuse(error)
