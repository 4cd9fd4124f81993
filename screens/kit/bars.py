"""What frames each section: who and where one is, the menu of sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from screens.appliance_words import named
from screens.kit.cells import cut
from screens.language import later, tr
from screens.sections import BY_NAME, PLACES

if TYPE_CHECKING:
    from screens.app import Dashboard


CONFLICTS = "pending"
"""The section in which a conflict is settled."""
LONGEST_USER, SHARE_OF_USER = 20, 4
"""Cells that the name of a user may have anywhere, and the share of a wide terminal (a fourth) that
it may have; the whole name is in the overview."""
LEAST_BUTTON = 12
MARGIN = 2
"""Cells after each text: these are those of the style sheet."""
LEAST_HOST = 12
"""Cells of a level of a cluster where there is no room for it."""


class TopBar(Horizontal):
    """Host name, section, login, and the button that leads to what is pending."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = BY_NAME[place]

    def compose(self) -> ComposeResult:
        yield Static(id="host")
        yield Static(id="where")
        yield Static(id="who")
        yield Button("", id="commit-button", compact=True)

    def on_mount(self) -> None:
        self.show()

    def show(self) -> None:
        """Show what is so at present."""
        desk = cast("Dashboard", self.app).desk
        mode = desk.mode
        host = self.query_one("#host", Static)
        host.update(Text(f"({named(mode)})" if mode else desk.running.system.hostname))
        # In a cluster nobody may be in doubt of the level, however narrow the terminal is.
        host.set_class(mode is not None, "-mode")
        button = self.query_one("#commit-button", Button)
        pending = desk.candidate.pending
        count = len(desk.candidate.changes())
        conflict = pending and bool(desk.candidate.conflicting())
        if conflict:
            words = tr("Commit Changes ({count}), conflict", count=count)
        elif pending:
            words = tr("Commit Changes ({count})", count=count)
        else:
            words = tr("No changes")
        if str(button.label) != words:
            button.label = Content(words)
            # The button is as wide as its words; by itself it would keep its width.
            button.refresh(layout=True)
        button.set_class(pending, "-pending")
        button.disabled = not pending
        self._show_place()

    def on_resize(self) -> None:
        self._show_place()

    @property
    def _who(self) -> str:
        desk = cast("Dashboard", self.app).desk
        most = max(LONGEST_USER, self.size.width // SHARE_OF_USER)
        return f"{cut(desk.login.user, most)} ({desk.role})"

    def _show_place(self) -> None:
        """Show the login and the section, this without its menu where there is no room for both."""
        who = self._who
        self.query_one("#who", Static).update(Text(who))
        title = tr(self._place.title)
        words = f"{tr(self._place.menu)} > {title}"
        label = str(self.query_one("#commit-button", Button).label)
        button = max(LEAST_BUTTON, cell_len(label) + 2)
        room = self.size.width - button - cell_len(who) - 2 * MARGIN
        host = self.query_one("#host", Static)
        if host.has_class("-mode"):
            most = max(LEAST_HOST, room - cell_len(title) - MARGIN)
        else:
            most = max(self.size.width * 3 // 10, room - cell_len(words) - MARGIN)
        host.styles.max_width = most
        if host.display:
            room -= min(cell_len(str(host.content)), most) + MARGIN
        self.query_one("#where", Static).update(Text(words if cell_len(words) <= room else title))

    @on(Click, "#who")
    async def _options(self, event: Click) -> None:
        event.stop()
        await self.app.run_action("preferences")

    @on(Button.Pressed, "#commit-button")
    async def _commit(self, event: Button.Pressed) -> None:
        event.stop()
        await self.app.run_action("open('pending')")


class Navigation(OptionList):
    """The sections, each with its key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", later("Open")),
        Binding("escape,f2", "leave", later("Back")),
    ]

    def __init__(self, current: str) -> None:
        super().__init__(id="navigation", compact=True)
        self._current = current
        self._shown: list[str] = []
        self._conflict = False

    def on_mount(self) -> None:
        self.show()

    def show(self) -> None:
        """Show the sections that the role may see at present."""
        desk = cast("Dashboard", self.app).desk
        places = [place for place in PLACES if place.public or desk.may_view]
        names = [place.name for place in places]
        conflict = bool(desk.candidate.conflicting())
        if (names, conflict) == (self._shown, self._conflict):
            return
        highlighted = self.highlighted
        self._shown, self._conflict = names, conflict
        self.clear_options()
        for place in places:
            mark = ">" if place.name == self._current else " "
            text = Text(f"{mark}{place.key} {tr(place.title)}", no_wrap=True)
            if conflict and place.name == CONFLICTS:
                text.append(" !", "bold")
            self.add_option(Option(text, id=place.name))
        if self.has_focus:
            self.highlighted = highlighted
        elif self._current in names:
            self.highlighted = names.index(self._current)

    def action_leave(self) -> None:
        """Go back to the section."""
        self.screen.set_class(False, "-menu")
        self.screen.focus_next()

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.screen.set_class(False, "-menu")
        await self.app.run_action(f"open('{event.option_id}')")
