"""Monitor > Mail Log: live, with filters, and the whole story of a message."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, Literal

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from screens.kit.cells import Column
from screens.kit.section import Section
from screens.kit.table import Row, Table
from screens.language import counted, later, tr
from screens.maillog.lines import level_of, show_whole, tone_of
from screens.maillog.story import StoryDialog
from state.logs.follower import Follower
from state.logs.story import about, text_of
from state.overview.logs import Filter, parsed_filter
from state.overview.tls import tls_event

COLUMNS: Final = (
    Column(later("Time"), 15, rank=7),
    Column(later("Level"), 8, rank=3),
    Column(later("Text"), 40, share=1, rank=9),
)
EMPTY: Final = later("Nothing is in the log.")
NO_MATCH: Final = later("No line matches the filter.")
NO_TLS: Final = later("No line is about TLS.")
NO_FAILURE: Final = later("No line is about TLS that failed.")
KEPT: Final = 20_000
"""Lines that can be scrolled back to."""
PAUSE: Final = 0.1
"""Seconds between two looks at the log."""
AT_ONCE: Final = 400
"""Lines that are shown in one go, so that no key waits long; the rest follows."""
SHORT_PAUSE: Final = 0.02
"""Seconds until what follows is shown."""
YIELD: Final = 0.001
"""Seconds in which a search through all lines stands back, after each so many."""
Line = tuple[int, str]
"""A line and its number."""
Outcomes = Literal["all", "tls", "failed"]
OUTCOMES: Final[dict[Outcomes, str]] = {
    "all": later("all lines"),
    "tls": later("lines about TLS"),
    "failed": later("failures of TLS"),
}
NOTHING: Final[dict[Outcomes, str]] = {"all": NO_MATCH, "tls": NO_TLS, "failed": NO_FAILURE}


class FilterLine(Input):
    """The line in which a filter is typed; it works like the search of a table."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", later("Clear filter")),
        Binding("down", "down", later("To the table")),
    ]

    def action_close(self) -> None:
        """Forget what was typed, and go back to the table."""
        self.value = ""
        self.action_down()

    def action_down(self) -> None:
        """Go on in the table; a filter that is empty is put away."""
        self.display = bool(self.value.strip())
        self.screen.query_one("#log").focus()


class MailLogScreen(Section):
    """The log `mail_logs` as it grows."""

    place: ClassVar[str] = "maillog"
    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", later("Filter"), key_display="/"),
        Binding("t", "outcomes", later("TLS outcome")),
        Binding("s,enter", "story", later("Story")),
        Binding("space", "hold", later("Hold")),
        Binding("c", "all", later("Clear filter")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lines: deque[Line] = deque(maxlen=KEPT)
        self._waiting: list[str] = []
        self._filter = Filter()
        self._outcomes: Outcomes = "all"
        self._held = False
        self._number = 0
        self._renewing = False

    def content(self) -> ComposeResult:
        yield FilterLine(
            id="filter", placeholder=tr("ICID 12, MID 5, DCID 7, or words"), compact=True
        )
        yield Static(id="log-state")
        yield Table(COLUMNS, empty=EMPTY, id="log")
        yield Static(id="line")

    def on_mount(self) -> None:
        self.query_one("#filter").display = False
        self._state()
        self._follow()
        self.set_interval(PAUSE, self._take)

    def show(self) -> None:
        """The log itself tells what is new."""

    @property
    def _table(self) -> Table:
        return self.query_one("#log", Table)

    @work(thread=True, exclusive=True, group="log")
    def _follow(self) -> None:
        """Read the end of the log, and what comes after it."""
        worker = get_current_worker()
        lines, follower = self.desk.log_books.reader("mail_logs").last(KEPT)
        self._waiting.extend(lines)
        with follower:
            while not worker.is_cancelled:
                self._more(follower)
                if worker.cancelled_event.wait(PAUSE):
                    return

    def _more(self, follower: Follower) -> None:
        while len(self._waiting) < KEPT:
            lines = follower.read()
            if not lines:
                return
            self._waiting.extend(lines)

    def _take(self) -> None:
        """Show what has come. Not all at once: keys come first."""
        if self._held or self._renewing or not self._waiting:
            return
        taken, self._waiting[:AT_ONCE] = self._waiting[:AT_ONCE], []
        lines = list(enumerate(taken, self._number + 1))
        self._number += len(lines)
        self._lines.extend(lines)
        self._table.extend(_rows(lines, self._filter, self._outcomes), KEPT)
        self._say_nothing()
        self._state()
        if self._waiting:
            self.set_timer(SHORT_PAUSE, self._take)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to clear what is there to be cleared."""
        return None if action == "all" and not self._is_filtered else True

    @property
    def _is_filtered(self) -> bool:
        return bool(self._filter.words) or self._outcomes != "all"

    def _anew(self) -> None:
        """Show all lines that are kept with the filter that is there now."""
        self.refresh_bindings()
        self._renewing = True
        self._renew(list(self._lines), self._filter, self._outcomes)
        self._state()

    @work(thread=True, exclusive=True, group="filter")
    def _renew(self, lines: Sequence[Line], wanted: Filter, outcomes: Outcomes) -> None:
        """Look through all lines, a few at a time: who types goes first."""
        worker = get_current_worker()
        rows: list[Row] = []
        for begin in range(0, len(lines), AT_ONCE):
            if worker.cancelled_event.wait(YIELD):
                return
            rows += _rows(lines[begin : begin + AT_ONCE], wanted, outcomes)
        self.app.call_from_thread(self._renewed, rows, wanted, outcomes)

    def _renewed(self, rows: list[Row], wanted: Filter, outcomes: Outcomes) -> None:
        if wanted is not self._filter or outcomes != self._outcomes:
            # Another search is under way.
            return
        self._renewing = False
        self._say_nothing()
        self._table.show_rows(rows, key="")
        self._table.action_edge(1)
        self._state()

    def _say_nothing(self) -> None:
        """Let the table say why it is empty, if it is."""
        words = EMPTY
        if self._lines:
            words = NO_MATCH if self._filter.words else NOTHING[self._outcomes]
        if words != self._table.empty:
            self._table.empty = words
            if not self._table.rows:
                self._table.refresh()

    def _state(self) -> None:
        words = [tr(OUTCOMES[self._outcomes])]
        if self._filter.words:
            words.append(tr("filter: {words}", words=self._filter.words))
        words.append(counted("{count} line", "{count} lines", len(self._table.rows)))
        if self._held:
            words.append(tr("held, {count} waiting", count=len(self._waiting)))
        self.query_one("#log-state", Static).update(Text(" · ".join(words)), layout=False)

    @on(Table.Highlighted)
    def _highlighted(self, event: Table.Highlighted) -> None:
        event.stop()
        row = self._table.row
        show_whole(self.query_one("#line", Static), row.cells[2] if row else "")

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        self.action_story()

    @on(Input.Changed, "#filter")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._filter = parsed_filter(event.value)
        self._anew()

    @on(Input.Submitted, "#filter")
    def _typed_all(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(FilterLine).action_down()

    def action_filter(self) -> None:
        """Open the filter."""
        line = self.query_one("#filter")
        line.display = True
        line.focus()

    def action_all(self) -> None:
        """Show all lines."""
        self._outcomes = "all"
        self.query_one(FilterLine).action_close()
        self._anew()

    def action_outcomes(self) -> None:
        """Show all lines, those about TLS, or those about TLS that failed."""
        names = list(OUTCOMES)
        self._outcomes = names[(names.index(self._outcomes) + 1) % len(names)]
        self._anew()

    def action_hold(self) -> None:
        """Let the lines stand still, or go on."""
        self._held = not self._held
        self._state()

    def action_story(self) -> None:
        """Show all lines of the message, or of the connection, that the line is about."""
        row = self._table.row
        if row is None:
            return
        subject = about(row.cells[2])
        if not (subject.mids or subject.icid or subject.dcid):
            self.notify(tr("This line is about no message and no connection."))
            return
        self.app.push_screen(StoryDialog(self.desk.log_books.reader("mail_logs"), subject))


def _rows(lines: Iterable[Line], wanted: Filter, outcomes: Outcomes) -> list[Row]:
    rows = []
    for number, line in lines:
        text = text_of(line)
        if wanted.takes(text) and (outcomes == "all" or _has_outcome(text, outcomes)):
            rows.append(_row(str(number), line, text))
    return rows


def _has_outcome(text: str, outcomes: Outcomes) -> bool:
    event = tls_event(text)
    return event is not None and (outcomes != "failed" or event.outcome == "failed")


def _row(key: str, line: str, text: str) -> Row:
    return Row(key, (line[4:19], level_of(line), text), ("muted", "", tone_of(line, text)))


SCREEN = MailLogScreen
