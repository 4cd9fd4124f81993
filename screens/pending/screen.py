"""Commit Changes: what this login and others have not committed yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Final, cast

from rich.console import Group, RenderableType
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import Static

from screens.kit.cells import Column
from screens.kit.dialogs import Question
from screens.kit.fields import YES, Field, Values, yes
from screens.kit.form import Form
from screens.kit.listing import Listing
from screens.kit.pane import Pane
from screens.kit.rows import LazyRows
from screens.kit.section import Section
from screens.kit.sides import change_view, object_words, setting_words, sides
from screens.kit.table import Row, Table
from screens.kit.tree import TreeTable
from screens.language import later, tr, use
from screens.pending.rows import node_row, node_view, setting_row
from state.changes import Change
from state.errors import StateError
from state.objects import ObjectPath
from state.overview.changes import (
    Difference,
    differences,
    part_undone,
    redone,
    undone,
    value_at,
)
from state.overview.tree import Branch, Node, branches, nodes, only
from state.store.merge import Collision

if TYPE_CHECKING:
    from screens.app import Dashboard
    from state.model.configuration import Configuration

COLUMNS = (
    Column(later("Change"), 30, share=4, rank=9),
    Column(later("Before"), 15, share=3, rank=9),
    Column(later("After"), 15, share=3, rank=9),
)
MANY: Final = 50
"""Changes of one login from which on their settings are folded away at first."""


class PendingScreen(Section):
    """All changes as a tree, the object at the cursor side by side."""

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
        self._branches: tuple[Branch, ...] = ()
        self._known: dict[str, Node] = {}
        self._settings: dict[str, tuple[str, Difference]] = {}
        """Settings by their key, each with the key of its object."""
        self._folded: dict[str, bool] = {}
        """What the person has folded, or unfolded."""
        self._many: frozenset[str] = frozenset()
        """Logins with so many changes that their objects are folded at first."""

    def content(self) -> ComposeResult:
        yield Static(id="pending-summary")
        empty = later("Nobody else has changes to commit, either.")
        with Container(classes="split"):
            yield Listing(COLUMNS, empty=empty, id="changes", classes="entries", kind=TreeTable)
            yield Pane(id="sides", classes="details")

    def show(self) -> None:
        desk = self.desk
        candidate = desk.candidate
        conflicts = candidate.conflicts()
        self._branches = branches(
            desk.login, candidate.changes(), candidate.set_aside(), desk.store.pending()
        )
        self._many = frozenset(each.login.id for each in self._branches if len(each.changes) > MANY)
        self._known = {node.key: node for each in self._branches for node in nodes(each)}
        self._summarise(len(conflicts))
        self._show_tree()

    def _show_tree(self, key: str | None = None) -> None:
        self._settings.clear()
        rows = LazyRows(list(self._visible()), self._row)
        listing = self.query_one("#changes", Listing)
        if not key and not listing.key:
            # At first the cursor is where something can be done.
            key = next((each for each in rows.keys if each.startswith("object ")), None)
        listing.show_rows(rows, key)
        self.refresh_bindings()

    def _visible(self) -> Iterator[str]:
        """Yield the keys of the rows that are not folded away, in order."""
        hidden: set[str] = set()
        for node in self._known.values():
            if node.parent in hidden:
                hidden.add(node.key)
                continue
            yield node.key
            if not self._open(node):
                hidden.add(node.key)
            elif node.change is not None:
                for number, each in enumerate(differences(node.change)):
                    key = f"setting {number} {node.key}"
                    self._settings[key] = (node.key, each)
                    yield key

    def _open(self, node: Node) -> bool:
        usual = node.kind != "object" or node.login.id not in self._many
        return not self._folded.get(node.key, not usual)

    def _summarise(self, conflicts: int) -> None:
        count = len(self.desk.candidate.changes())
        if conflicts:
            words = tr(
                "In conflict with what others have committed: {count}. Keep yours or undo them.",
                count=conflicts,
            )
        elif count:
            words = tr("To be committed: {count}", count=count)
        else:
            words = tr("There are no changes to commit.")
        summary = self.query_one("#pending-summary", Static)
        summary.set_class(bool(conflicts), "-conflict")
        summary.update(Text(words))

    def _row(self, key: str) -> Row:
        if key in self._settings:
            return setting_row(key, self._settings[key][1], own=self._is_own(self._node(key)))
        node = self._known[key]
        return node_row(node, open=self._open(node), own=self._is_own(node))

    def _is_own(self, node: Node | None) -> bool:
        return node is not None and node.login.id == self.desk.login.id

    def _node(self, key: str) -> Node | None:
        """Return what a row is about: the object, for one of its settings."""
        return self._known.get(self._settings[key][0] if key in self._settings else key)

    @on(TreeTable.Folded)
    def _fold(self, event: TreeTable.Folded) -> None:
        event.stop()
        node = self._known.get(event.key)
        if event.open is False and (node is None or not self._open(node)):
            # There is nothing to fold: go to what it is part of.
            up = self._settings[event.key][0] if node is None else node.parent
            self.query_one("#changes", Listing).table.go_to(up)
        elif node is not None:
            self._set_open(node, open=not self._open(node) if event.open is None else event.open)

    def _set_open(self, node: Node, *, open: bool) -> None:  # noqa: A002 - what it becomes.
        if open != self._open(node):
            self._folded[node.key] = not open
            self._show_tree(node.key)

    @on(Table.Highlighted)
    def _highlighted(self, event: Table.Highlighted) -> None:
        event.stop()
        self.query_one("#sides", Pane).show(self._sides(event.key))
        self.refresh_bindings()

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        node = self._known.get(event.key)
        if node is None:
            self.query_one("#sides").focus()
        else:
            self._set_open(node, open=not self._open(node))

    def _sides(self, key: str) -> RenderableType:
        node = self._node(key)
        if node is None:
            return Text()
        if node.collision is not None:
            return self._conflict(node.collision)
        if node.change is not None:
            return change_view(node.change)
        return node_view(node, own=self._is_own(node))

    def _conflict(self, collision: Collision) -> RenderableType:
        """Return what was committed beside what this login wants."""
        change, by = collision.change, collision.conflict
        head = self.desk.store.head.configuration
        theirs = value_at(head, change.path)
        title = Text(object_words(change), "bold underline")
        if change.whole:
            found = differences(Change(change.path, theirs, change.new))
        else:
            now = {name: getattr(theirs, name, None) for name in change.new}
            found = differences(Change(change.path, now, change.new))
        committed = tr("Committed by {user}", user=by.user)
        advice = tr("k keeps yours, u takes what was committed.")
        return Group(title, sides(found, committed, tr("Yours")), Text(advice, "italic"))

    @property
    def _current(self) -> Node | None:
        """The object at the cursor, if it is one that this login has changed."""
        node = self._node(self.query_one("#changes", Listing).key)
        return node if self._is_own(node) and node is not None and node.change else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with the change at the cursor."""
        if action not in {"commit", "undo", "keep", "clear"} or not self.is_mounted:
            return True
        if not (self.desk.may_change and self.desk.candidate.pending):
            return None
        node = self._current
        if action == "undo" and node is None:
            return None
        return None if action == "keep" and (node is None or not node.collision) else True

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
            desk.begin()
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
        node = self._current
        if node is None or node.change is None:
            return
        change, words = node.change, object_words(node.change)
        if node.collision is not None:
            self._take(change.path, words)
            return
        base = self.desk.candidate.base.configuration
        setting = self._settings.get(self.query_one("#changes", Listing).key)
        if setting is not None:
            each = setting[1]
            part = only(change, each.steps[0].name if each.steps else "")
            if part is not change:
                self._undo_part(base, part, f"{words} - {setting_words(each)}")
                return
        self.submit(lambda draft: undone(draft, base, change), tr("Undone: {name}", name=words))

    @work(thread=True, exclusive=True, group="undo")
    def _undo_part(self, base: Configuration, part: Change, words: str) -> None:
        use(self._dashboard.language)
        self.desk.submit(lambda draft: part_undone(draft, base, part))
        self.app.call_from_thread(self._undone_part, words)

    def _undone_part(self, words: str) -> None:
        self._dashboard.submitted()
        self.notify(tr("Undone: {name}", name=words), markup=False)

    @property
    def _dashboard(self) -> Dashboard:
        return cast("Dashboard", self.app)

    def _take(self, path: ObjectPath, words: str) -> None:
        """Give up a change that is in conflict."""
        desk = self.desk
        try:
            desk.require_change()
            desk.candidate.update(desk.draft, [path])
        except StateError as error:
            self.refuse(error)
            return
        self.notify(tr("As it was committed: {name}", name=words), markup=False)
        self.refresh_all()

    def action_keep(self) -> None:
        """Make the change at the cursor again, on top of what was committed."""
        node = self._current
        if node is not None and node.change is not None:
            change = node.change
            self.submit(lambda draft: redone(draft, change))

    def action_clear(self) -> None:
        """Drop all changes of this login."""

        def answered(answer: bool | None) -> None:
            if answer:
                self.desk.candidate.clear()
                self.refresh_all()

        text = tr("Drop all changes of this login that are not committed?")
        self.app.push_screen(Question(tr("Clear Changes"), text, tr("Clear all")), answered)


SCREEN = PendingScreen
