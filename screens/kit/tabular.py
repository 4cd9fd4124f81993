"""A section that is a table of entries, each added, edited and deleted through forms."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.kit.at_desk import AtDesk
from screens.kit.cells import Column
from screens.kit.dialogs import Question
from screens.kit.keybar import DIALOG_HELP, KeyBar
from screens.kit.listing import Listing
from screens.kit.pane import Pane
from screens.kit.section import Section
from screens.kit.table import Row, Table
from screens.language import later, tr
from screens.news import News
from state.model.configuration import Draft


class Entries(AtDesk):
    """A summary, the entries, and details of the entry at the cursor."""

    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    EMPTY: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", later("Add")),
        Binding("e", "edit", later("Edit")),
        Binding("d,delete", "delete", later("Delete")),
    ]
    CHANGING: ClassVar[frozenset[str]] = frozenset({"add", "edit", "delete"})
    """Actions for those who may change the configuration."""
    ABOUT_ONE: ClassVar[frozenset[str]] = frozenset({"edit", "delete"})
    """Actions about the entry at the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self._source: object = None
        self._detailed = ""

    # What a subclass says; the metaclass of Textual leaves no place for `abc`, so that what one has
    # to say raises NotImplementedError here.

    def columns(self) -> tuple[Column, ...]:
        """Return the columns, where their widths depend on the language."""
        return self.COLUMNS

    def source(self) -> object:
        """Return what the rows are made of: while it is the same object they stay as they are."""
        raise NotImplementedError

    def rows(self) -> Sequence[Row]:
        """Return the entries."""
        raise NotImplementedError

    def summary(self) -> str:
        """Return what stands above the table."""
        return ""

    def details(self, key: str) -> RenderableType:
        """Return what there is to know about an entry; `key` is empty without one."""
        return ""

    def names(self, draft: Draft) -> Collection[str]:
        """Return the keys of the entries in a draft."""
        raise NotImplementedError

    def add_form(self) -> ModalScreen[bool]:
        """Return the form for a new entry."""
        raise NotImplementedError

    def edit_form(self, key: str) -> ModalScreen[bool]:
        """Return the form for the entry `key`."""
        raise NotImplementedError

    def deleted(self, draft: Draft, key: str) -> Draft:
        """Return a draft without the entry. Raises `StateError`."""
        raise NotImplementedError

    # The rest.

    def compose_entries(self) -> ComposeResult:
        """Yield the widgets."""
        yield Static(classes="table-summary")
        with Container(classes="split"):
            yield Listing(self.columns(), empty=self.EMPTY, classes="entries")
            yield Pane(classes="details")

    @property
    def listing(self) -> Listing:
        """The table of entries."""
        return self.query_one(".entries", Listing)

    @property
    def key(self) -> str:
        """The key of the entry at the cursor, empty without one."""
        return self.listing.key if self.is_mounted else ""

    def show_entries(self) -> None:
        """Show what is so at present."""
        summary = self.query_one(".table-summary", Static)
        words = self.summary()
        summary.display = bool(words)
        summary.update(words, layout=True)
        source = self.source()
        if source is not self._source:
            self._source = source
            self.listing.show_rows(self.rows())
        else:
            self.show_details()

    def show_details(self) -> None:
        """Show the details of the entry at the cursor anew."""
        key = self.key
        self.query_one(".details", Pane).show(self.details(key), home=key != self._detailed)
        self._detailed = key
        self.refresh_bindings()

    @on(Table.Highlighted)
    def _highlighted(self, event: Table.Highlighted) -> None:
        event.stop()
        self.show_details()

    @on(Table.Chosen)
    async def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        await self.run_action("edit")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show what cannot be done here or by this role as not available."""
        if action in self.CHANGING and not self.desk.may_change:
            return None
        return None if action in self.ABOUT_ONE and not self.key else True

    def action_add(self) -> None:
        """Add an entry."""
        self.app.push_screen(self.add_form(), self._submitted)

    def action_edit(self) -> None:
        """Edit the entry at the cursor."""
        self.app.push_screen(self.edit_form(self.key), self._submitted)

    def _submitted(self, submitted: bool | None) -> None:
        """Go to what is new: an entry that was added or has another name."""
        if submitted:
            new = self.desk.made(self.names)
            self.show_entries()
            if new is not None:
                self.listing.go_to(new)

    def action_delete(self) -> None:
        """Delete the entry at the cursor, after asking."""
        key = self.key

        def answered(answer: bool | None) -> None:
            if answer:
                self.submit(lambda draft: self.deleted(draft, key), tr("Deleted: {name}", name=key))

        text = tr('Delete "{name}"?', name=key)
        self.app.push_screen(Question(tr("Delete"), text, tr("Delete")), answered)


class TableSection(Section, Entries):
    """A section of entries."""

    def content(self) -> ComposeResult:
        yield from self.compose_entries()

    def show(self) -> None:
        self.show_entries()


class TableDialog(Entries, ModalScreen[None]):
    """A dialog of entries, over a section."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", later("Back")),
        DIALOG_HELP,
    ]
    AUTO_FOCUS = "Table"

    def title_words(self) -> str:
        """Return what the dialog is about."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = Text(self.title_words())
            yield from self.compose_entries()
            yield KeyBar()

    def on_mount(self) -> None:
        self.show_entries()

    def on_news(self, event: News) -> None:
        event.stop()
        self.show_entries()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()
