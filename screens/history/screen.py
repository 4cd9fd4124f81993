"""System Administration > History: commits, what they changed, and the way back."""

from __future__ import annotations

from typing import ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from screens.kit.cells import Column
from screens.kit.fields import Field, Values
from screens.kit.form import Form
from screens.kit.listing import Listing
from screens.kit.pane import Pane
from screens.kit.refusals import refusal
from screens.kit.section import Section
from screens.kit.sides import change_view
from screens.kit.table import Row, Table
from screens.language import later, tr
from state.errors import StateError
from state.store import Commit, CommitInfo

COLUMNS = (
    Column(later("No."), 5, rank=8, align="right"),
    Column(later("Time (UTC)"), 19, rank=7),
    Column(later("User"), 10, rank=6),
    Column(later("Kind"), 8, rank=4),
    Column(later("Rollback"), 8, rank=3),
    Column(later("Comment"), 20, share=4, rank=9),
)
KINDS = {
    "factory": later("factory"),
    "commit": later("commit"),
    "rollback": later("rollback"),
    "reset": later("reset"),
    "immediate": later("at once"),
}
SHOWN = 1000
"""Commits that are listed, the newest."""
CHANGES_SHOWN = 200
"""Changes of one commit that are shown; a rollback of a large configuration has thousands."""


class HistoryScreen(Section):
    """Commits, newest first."""

    place: ClassVar[str] = "history"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("b", "roll_back", later("Roll back"))]

    def __init__(self) -> None:
        super().__init__()
        self._commits: dict[str, CommitInfo] = {}
        self._points: frozenset[int] = frozenset()

    def content(self) -> ComposeResult:
        empty = later("Nothing has been committed yet.")
        with Container(classes="split"):
            yield Listing(COLUMNS, empty=empty, id="commits", classes="entries")
            yield Pane(id="commit", classes="details")

    def show(self) -> None:
        self._read()

    @work(thread=True, exclusive=True, group="history")
    def _read(self) -> None:
        store = self.desk.store
        commits = list(store.history()[:SHOWN])
        points = frozenset(point.number for point in store.rollback_points())
        self.app.call_from_thread(self._show, commits, points)

    def _show(self, commits: list[CommitInfo], points: frozenset[int]) -> None:
        self._commits = {str(each.number): each for each in commits}
        self._points = points
        rows = [_row(each, each.number in points) for each in commits]
        self.query_one("#commits", Listing).show_rows(rows)
        self.refresh_bindings()

    @on(Table.Highlighted)
    def _highlighted(self, event: Table.Highlighted) -> None:
        event.stop()
        self.refresh_bindings()
        if event.key:
            self._read_changes(int(event.key))
        else:
            self._show_changes(Text())

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        self.query_one("#commit").focus()

    @work(thread=True, exclusive=True, group="changes")
    def _read_changes(self, number: int) -> None:
        try:
            commit = self.desk.store.commit_at(number)
        except StateError as error:
            refused = error
            self.app.call_from_thread(lambda: self._show_changes(Text(refusal(refused))))
            return
        saved = number in self._points
        self.app.call_from_thread(lambda: self._show_changes(_changes(commit, saved)))

    def _show_changes(self, what: RenderableType) -> None:
        self.query_one("#commit", Pane).show(what)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Rolling back is for administrators, to commits that were saved for it."""
        if action != "roll_back" or not self.is_mounted:
            return True
        key = self.query_one("#commits", Listing).key
        possible = self.desk.role == "admin" and key and int(key) in self._points
        return True if possible else None

    def action_roll_back(self) -> None:
        """Return to the configuration after the commit at the cursor, as a new commit."""
        desk = self.desk
        info = self._commits[self.query_one("#commits", Listing).key]
        when = f"{info.time:%Y-%m-%d %H:%M:%S}"
        text = tr(
            "The configuration will be as after commit {number} ({time}).",
            number=info.number,
            time=when,
        )
        if desk.candidate.pending:
            text += "\n" + tr("Changes that are pending in this login are dropped.")
        comment = tr("Rolled back to {time}", time=when)
        fields = (
            Field("note", kind="note", value=text),
            Field("comment", tr("Comment"), value=comment),
        )

        def submit(values: Values) -> None:
            if desk.role != "admin":
                raise StateError(tr("Only administrators may roll back."))
            desk.begin()
            desk.candidate.load(desk.store.configuration_at(info.number))
            if not desk.candidate.pending:
                raise StateError(tr("The configuration is the same already."))
            desk.candidate.commit(values["comment"], save_for_rollback=True, kind="rollback")

        def done(submitted: bool | None) -> None:
            if submitted:
                self.notify(tr("Rolled back."))
            self.refresh_all()

        self.app.push_screen(Form(tr("Roll Back"), fields, submit, button=tr("Roll back")), done)


def _row(info: CommitInfo, point: bool) -> Row:
    time = f"{info.time:%Y-%m-%d %H:%M:%S}"
    kind = tr(KINDS.get(info.kind, info.kind))
    comment = " ".join(info.comment.split())
    saved = tr("saved") if point else ""
    return Row(str(info.number), (str(info.number), time, info.user, kind, saved, comment))


def _changes(commit: Commit, saved: bool) -> RenderableType:
    info = commit.info
    words = tr("Commit {number} by {user}", number=info.number, user=info.user)
    if saved:
        words = tr("{commit}, saved for rollback", commit=words)
    shown: list[RenderableType] = [Text(words)]
    if info.comment:
        shown.append(Text(info.comment, "italic"))
    shown += [change_view(change) for change in commit.changes[:CHANGES_SHOWN]]
    rest = len(commit.changes) - CHANGES_SHOWN
    if rest > 0:
        shown.append(Text(tr("... and {count} more", count=rest)))
    return Group(*shown)


SCREEN = HistoryScreen
