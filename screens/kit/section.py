"""The frame of a section: bars above and below, the menu at the side, the content between."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal

from screens.kit.at_desk import AtDesk
from screens.kit.bars import Navigation, TopBar
from screens.kit.keybar import KeyBar
from screens.language import later
from screens.news import News
from screens.sections import BY_NAME


class Section(AtDesk):
    """One section. A subclass sets `place`, gives its `content` and shows news in `show`."""

    place: ClassVar[str]
    CONCERNS: ClassVar[frozenset[str]] = frozenset({"commit", "pending", "candidate"})
    """News after which the section is shown anew; others do not concern it."""
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

    # What a subclass says; see `tabular.Entries`.

    def content(self) -> ComposeResult:
        """Yield the widgets of the section."""
        raise NotImplementedError

    def show(self) -> None:
        """Show what is so at present: called at the beginning and whenever there is news."""
        raise NotImplementedError

    # The rest.

    def on_mount(self) -> None:
        self.show()

    def _compositor_refresh(self) -> None:
        # What a batch keeps from the terminal need not be drawn: it is afterwards.
        if not self.app._batch_count:  # noqa: SLF001 - nothing else says so.
            super()._compositor_refresh()

    def on_screen_resume(self) -> None:
        if self.is_mounted and self.children:
            self.refresh_all()

    def on_news(self, event: News) -> None:
        event.stop()
        if event.kinds & self.CONCERNS:
            self.refresh_all()

    def refresh_all(self) -> None:
        """Show everything anew; whoever may not see it any more is back at the overview."""
        self.query_one(Navigation).show()
        if not (self.desk.may_view or BY_NAME[self.place].public):
            self.app.switch_mode("overview")
            return
        self.query_one(TopBar).show()
        self.show()

    def action_menu(self) -> None:
        """Go to the menu of sections, which is hidden on a narrow terminal."""
        self.set_class(True, "-menu")
        self.query_one(Navigation).focus()
