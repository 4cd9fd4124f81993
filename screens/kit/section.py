"""The frame of a section: bars above and below, the menu at the side, the content between."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from screens.kit.bars import Navigation, TopBar
from screens.kit.dialogs import Notice
from screens.kit.keybar import KeyBar
from screens.kit.refusals import refusal
from screens.language import later, tr
from screens.news import News
from state.errors import StateError

if TYPE_CHECKING:
    from screens.app import Dashboard
    from screens.desk import Desk
    from state.model.configuration import Draft

NARROW = 100
WIDE = 150
BREAKPOINTS = [(0, "-narrow"), (NARROW, "-normal"), (WIDE, "-wide")]
"""Widths of the terminal in cells, and the class that the screen has from there on."""


class Section(Screen[None]):
    """One section. A subclass sets `place`, gives its `content` and shows news in `show`."""

    place: ClassVar[str]
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    AUTO_FOCUS = "#content Table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "menu", later("Menu"), key_display="F2"),
    ]

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        with Horizontal(id="middle"):
            yield Navigation(self.place)
            with Container(id="content"):
                yield from self.content()
        yield KeyBar()

    def content(self) -> ComposeResult:
        """Yield the widgets of the section."""
        raise NotImplementedError

    def show(self) -> None:
        """Show what is so at present: called at the beginning and whenever there is news."""
        raise NotImplementedError

    @property
    def desk(self) -> Desk:
        """The appliance and the login."""
        return cast("Dashboard", self.app).desk

    def on_mount(self) -> None:
        self.show()

    def on_screen_resume(self) -> None:
        if self.is_mounted and self.children:
            self.refresh_all()

    def on_news(self, event: News) -> None:
        event.stop()
        self.refresh_all()

    def refresh_all(self) -> None:
        """Show everything anew."""
        self.query_one(TopBar).show()
        self.show()

    def action_menu(self) -> None:
        """Go to the menu of sections, which is hidden on a narrow terminal."""
        self.set_class(True, "-menu")
        self.query_one(Navigation).focus()

    def submit(self, change: Callable[[Draft], Draft], done: str = "") -> bool:
        """Make a quick change pending; say `done`, or show why not. Returns whether it was made."""
        try:
            self.desk.submit(change)
        except StateError as error:
            self.refuse(error)
            return False
        cast("Dashboard", self.app).submitted()
        if done:
            self.notify(done)
        return True

    def refuse(self, error: StateError) -> None:
        """Show why something was not done."""
        self.app.push_screen(Notice(tr("Error"), refusal(error), tone="bad"))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what a worker could not do; anything but a `StateError` is a fault of ours."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and isinstance(error, StateError):
            self.refuse(error)
