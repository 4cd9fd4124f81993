"""Commit Changes: what this login and others have not committed yet."""

from __future__ import annotations

from typing import ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import Static

from screens.appliance_words import named
from screens.kit.cells import Column
from screens.kit.dialogs import Question
from screens.kit.fields import YES, Field, Values, yes
from screens.kit.form import Form
from screens.kit.listing import Listing
from screens.kit.pane import Pane
from screens.kit.section import Section
from screens.kit.sides import change_view, kind_words, sides
from screens.kit.table import Row, Table, Tone
from screens.language import later, tr
from state.changes import Change
from state.errors import StateError
from state.overview.changes import differences, redone, undone, value_at
from state.store.merge import Collision

COLUMNS = (
    Column(later("Login"), 14, rank=7),
    Column(later("Change"), 10, rank=8),
    Column(later("Object"), 36, share=3, rank=9),
    Column(later("Note"), 20, share=2, rank=5),
)
OWN = "own"


class PendingScreen(Section):
    """Changes as a list, the one at the cursor side by side."""

    place: ClassVar[str] = "pending"
    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "commit", later("Commit")),
        Binding("u", "undo", later("Undo change")),
        Binding("k", "keep", later("Keep mine")),
        Binding("delete,x", "clear", later("Clear all")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._own: dict[str, Change] = {}
        self._others: dict[str, Change] = {}
        self._collisions: dict[str, Collision] = {}

    def content(self) -> ComposeResult:
        yield Static(id="pending-summary")
        empty = later("There are no changes to commit.")
        with Container(classes="split"):
            yield Listing(COLUMNS, empty=empty, id="changes", classes="entries")
            yield Pane(id="sides", classes="details")

    def show(self) -> None:
        candidate = self.desk.candidate
        conflicts = candidate.conflicts()
        aside = {_key(each.change): each for each in candidate.set_aside()}
        self._own = {_key(change): change for change in candidate.changes()}
        self._collisions = aside
        rows = [self._row(key, change) for key, change in self._own.items()]
        self._others = {}
        for pending in self.desk.store.pending():
            if pending.login.id == self.desk.login.id:
                continue
            who = f"{pending.login.user} ({pending.login.remote})"
            for number, change in enumerate(pending.changes):
                key = f"{pending.login.id} {number}"
                self._others[key] = change
                cells = (who, kind_words(change), named(change.label), tr("another login"))
                rows.append(Row(key, cells, ("muted",) * 4))
        self._summarise(len(conflicts))
        self.query_one("#changes", Listing).show_rows(rows)
        self.refresh_bindings()

    def _summarise(self, conflicts: int) -> None:
        if conflicts:
            words = tr(
                "In conflict with what others have committed: {count}. Keep yours or undo them.",
                count=conflicts,
            )
        elif self._own:
            words = tr("To be committed: {count}", count=len(self._own))
        else:
            words = tr("There are no changes to commit.")
        summary = self.query_one("#pending-summary", Static)
        summary.set_class(bool(conflicts), "-conflict")
        summary.update(Text(words))

    def _row(self, key: str, change: Change) -> Row:
        found = self._collisions.get(key)
        note, tone = "", ""
        if found is not None:
            by = found.conflict
            time = f"{by.time:%m-%d %H:%M}"
            note = tr("Conflict: {user}, {time}", user=by.user, time=time)
            tone = "bad"
        tones: tuple[Tone, ...] = ("", "", "bad", "bad") if tone else ()
        return Row(key, (tr("this login"), kind_words(change), named(change.label), note), tones)

    @on(Table.Highlighted)
    def _highlighted(self, event: Table.Highlighted) -> None:
        event.stop()
        self.query_one("#sides", Pane).show(self._sides(event.key))
        self.refresh_bindings()

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        self.query_one("#sides").focus()

    def _sides(self, key: str) -> RenderableType:
        collision = self._collisions.get(key)
        if collision is not None:
            return self._conflict(collision)
        change = self._own.get(key) or self._others.get(key)
        return Text() if change is None else change_view(change)

    def _conflict(self, collision: Collision) -> RenderableType:
        """Return what was committed beside what this login wants."""
        change, by = collision.change, collision.conflict
        head = self.desk.store.head.configuration
        theirs = value_at(head, change.path)
        title = Text(named(change.label), "bold underline")
        if change.whole:
            found = differences(Change(change.path, theirs, change.new))
        else:
            now = {name: getattr(theirs, name, None) for name in change.new}
            found = differences(Change(change.path, now, change.new))
        committed = tr("Committed by {user}", user=by.user)
        advice = tr("k keeps yours, u takes what was committed.")
        return Group(title, sides(found, committed, tr("Yours")), Text(advice, "italic"))

    @property
    def _current(self) -> str:
        return self.query_one("#changes", Listing).key

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with the change at the cursor."""
        if action not in {"commit", "undo", "keep", "clear"} or not self.is_mounted:
            return True
        if not (self.desk.may_change and self.desk.candidate.pending):
            return None
        if action == "undo" and self._current not in self._own:
            return None
        return None if action == "keep" and self._current not in self._collisions else True

    def action_commit(self) -> None:
        """Ask for a comment, and commit."""
        desk = self.desk
        note = self._merge_note()
        rollback = desk.draft.rollback.enabled
        fields = [
            *([Field("merge", kind="note", value=note)] if note else []),
            Field("comment", tr("Comment"), help=tr("What the changes are for")),
        ]
        if rollback:
            fields.append(Field("save", tr("Save for rollback"), "switch", yes(True)))

        def submit(values: Values) -> None:
            desk.require_change()
            save = rollback and values.get("save") == YES
            desk.candidate.commit(values["comment"].strip(), save_for_rollback=save)

        def done(committed: bool | None) -> None:
            if committed:
                self.notify(tr("Changes committed."))
            self.refresh_all()

        self.app.push_screen(
            Form(tr("Commit Changes"), fields, submit, button=tr("Commit Changes")), done
        )

    def _merge_note(self) -> str:
        if not self.desk.candidate.merge_needed():
            return ""
        return tr(
            "Others have committed changes of other objects meanwhile. Yours will be applied to "
            "the current configuration."
        )

    def action_undo(self) -> None:
        """Take back the change at the cursor; in a conflict, take what was committed."""
        key = self._current
        change = self._own[key]
        desk = self.desk
        if key in self._collisions:
            try:
                desk.require_change()
                desk.candidate.update(desk.draft, [change.path])
            except StateError as error:
                self.refuse(error)
                return
            self.refresh_all()
            return
        base = desk.candidate.base.configuration
        self.submit(lambda draft: undone(draft, base, change))

    def action_keep(self) -> None:
        """Make the change at the cursor again, on top of what was committed."""
        change = self._own[self._current]
        self.submit(lambda draft: redone(draft, change))

    def action_clear(self) -> None:
        """Drop all changes of this login."""

        def answered(answer: bool | None) -> None:
            if answer:
                self.desk.candidate.clear()
                self.refresh_all()

        text = tr("Drop all changes of this login that are not committed?")
        self.app.push_screen(Question(tr("Clear Changes"), text, tr("Clear all")), answered)


def _key(change: Change) -> str:
    return f"{OWN} {' '.join(map(repr, change.path))}"


SCREEN = PendingScreen
