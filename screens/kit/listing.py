"""A table with a search: `/` opens it, Escape closes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.reactive import reactive
from textual.widgets import Input, Static

from screens.kit.cells import Column
from screens.kit.rows import LazyRows, place_of
from screens.kit.table import Row, Table
from screens.language import later, tr


class Search(Input):
    """The line in which words are typed that rows must contain."""

    # Its height is fixed: another text in it moves nothing.
    virtual_size = reactive(Size(0, 0), layout=False)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", later("Close search")),
        Binding("down", "down", later("To the table")),
    ]

    def watch_value(self) -> None:
        # With the letter itself, not one picture later.
        if isinstance(self.parent, Listing):
            self.parent.search()

    def action_close(self) -> None:
        """Forget the search."""
        self.value = ""
        self.action_down()

    def action_down(self) -> None:
        """Go on in the table."""
        if isinstance(self.parent, Listing):
            self.parent.table.focus()


class Listing(Vertical):
    """Rows that can be searched. All words must be in a row, in any column and letter case."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", later("Search"), key_display="/"),
    ]

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name for it.
        classes: str | None = None,
        kind: type[Table] = Table,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._all: Sequence[Row] = ()
        self._texts: Sequence[str] = ()
        self._found: Sequence[int] = ()
        self._words = ""
        self._empty = empty
        self.table = kind(columns, empty=empty)

    def compose(self) -> ComposeResult:
        yield Search(placeholder=tr("Search"), compact=True)
        yield self.table
        yield Static(classes="count")

    def on_mount(self) -> None:
        self.query_one(Search).display = False
        self.query_one(".count").display = False

    @property
    def key(self) -> str:
        """The key of the row at the cursor, empty without one."""
        return self.table.key

    def show_rows(self, rows: Sequence[Row], key: str | None = None) -> None:
        """Show those of `rows` that the search finds; the cursor goes to `key` if it is given."""
        self._all = rows
        self._texts, self._words = (), ""
        self._filter(key)

    def go_to(self, key: str) -> None:
        """Put the cursor on the row `key`; a search that hides it is closed."""
        if self.table.go_to(key) or place_of(self._all, key) is None:
            return
        search = self.query_one(Search)
        search.value = ""
        search.display = False
        self.query_one(".count").display = False
        self.table.go_to(key)

    def action_search(self) -> None:
        """Open the search."""
        search = self.query_one(Search)
        search.display = True
        self.query_one(".count").display = True
        self._filter(None)
        search.focus()
        # Ready before the first letter, not with it.
        self.call_after_refresh(self._read)

    def search(self) -> None:
        """Show the rows that have what is in the search line."""
        self._filter(None)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.table.focus()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        search = self.query_one(Search)
        if event.widget is search and not search.value:
            search.display = False
            self.query_one(".count").display = False

    def _filter(self, key: str | None) -> None:
        words = self.query_one(Search).value.casefold() if self.is_mounted else ""
        rows = self._all
        self.table.empty = self._empty
        if words.strip():
            rows = self._search(words)
            self.table.empty = later("Nothing was found.") if self._all else self._empty
        self.table.show_rows(rows, key)
        if self.is_mounted:
            shown = tr("{shown} of {all}", shown=len(rows), all=len(self._all))
            self.query_one(".count", Static).update(shown, layout=False)

    def _search(self, words: str) -> Sequence[Row]:
        """Return the rows with all the words; a longer text looks only at what was found before."""
        self._read()
        narrower = self._words and words.startswith(self._words)
        texts, found = self._texts, self._found if narrower else range(len(self._texts))
        for word in words.split():
            found = [i for i in found if word in texts[i]]
        self._words, self._found = words, found
        if isinstance(self._all, LazyRows):
            return self._all.of(found)
        return [self._all[i] for i in found]

    def _read(self) -> None:
        """Note what is looked for in each row."""
        if len(self._texts) != len(self._all):
            self._texts = [row.searched for row in self._all]
