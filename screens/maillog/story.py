"""The whole story of a message, or of a connection, from the logs alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import LoadingIndicator, Static
from textual.worker import get_current_worker

from screens.kit.cells import Column
from screens.kit.keybar import DIALOG_HELP, KeyBar
from screens.kit.table import Row, Table
from screens.language import later, tr
from screens.maillog.lines import show_whole, tone_of
from state.logs.reader import LogReader
from state.logs.search import Search
from state.logs.story import About, Story, about, text_of

COLUMNS = (
    Column(later("Time"), 20, rank=5),
    Column(later("Text"), 40, share=1, rank=9),
)
MOST = 5000
"""Lines of one story that are shown."""


class StoryDialog(ModalScreen[None]):
    """Lines in their order. Reads the whole log in a thread; what is found is shown at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", later("Back")),
        DIALOG_HELP,
    ]
    AUTO_FOCUS = "Table"

    def __init__(self, reader: LogReader, subject: About) -> None:
        super().__init__()
        self._reader = reader
        self._subject = subject

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = Text(_title(self._subject))
            with Horizontal(id="searching"):
                yield LoadingIndicator()
                yield Static(Text(tr("Searching the log ...")))
            yield Table(COLUMNS)
            yield Static(id="story-line")
            yield KeyBar()

    def on_mount(self) -> None:
        self._search()

    def on_table_highlighted(self, event: Table.Highlighted) -> None:
        event.stop()
        row = event.table.row
        show_whole(self.query_one("#story-line", Static), row.cells[1] if row else "")

    @work(thread=True, exclusive=True)
    def _search(self) -> None:
        worker = get_current_worker()
        belongs: Callable[[str], bool]
        if self._subject.mids:
            story = Story(self._subject.mids[0])
            for line in self._reader.lines():
                story.learn(line)
                if worker.is_cancelled:
                    return
            belongs = story.tells
        else:
            belongs = self._of_connection
        search, shown = Search(self._reader.lines(), belongs), 0
        while not (search.ended or worker.is_cancelled or shown >= MOST):
            lines = search.portion()
            rows = [_row(str(shown + i), line) for i, line in enumerate(lines)]
            shown += len(lines)
            if rows:
                self.app.call_from_thread(self.query_one(Table).extend, rows, MOST)
        self.app.call_from_thread(self._ended)

    def _of_connection(self, line: str) -> bool:
        found = about(text_of(line))
        if self._subject.icid is not None:
            return found.icid == self._subject.icid
        return found.dcid == self._subject.dcid

    def _ended(self) -> None:
        self.query_one("#searching").display = False
        self.query_one(Table).action_edge(-1)

    def action_close(self) -> None:
        """Go back to the log."""
        self.dismiss()


def _row(key: str, line: str) -> Row:
    text = text_of(line)
    return Row(key, (line[4:24], text), ("muted", tone_of(line, text)))


def _title(subject: About) -> str:
    if subject.mids:
        return tr("Message {mid}", mid=subject.mids[0])
    if subject.icid is not None:
        return tr("Incoming connection {number}", number=subject.icid)
    return tr("Outgoing connection {number}", number=subject.dcid)
