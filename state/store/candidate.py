"""The candidate of one login: the configuration with what this login has not committed yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, Self

from state.apply import overlay
from state.changes import Change
from state.diff import Comparison, compare, diff
from state.journal import COMMIT
from state.model.configuration import Configuration, Draft, level_in
from state.model.levels import Level, machine
from state.objects import ObjectPath
from state.store.errors import (
    CommitUnconfirmed,
    ConflictError,
    NothingToCommit,
    NotStoredHere,
    Overtaken,
)
from state.store.merge import Collision, broken_by_merging, collisions, settles
from state.store.revision import Commit, CommitInfo, CommitKind, Conflict, Login, Revision

if TYPE_CHECKING:
    from state.store.store import Store


@dataclass(frozen=True)
class CandidateDraft(Draft):
    """A draft that remembers what it was made from.

    So an edit can be told from what others committed in the meantime.
    """

    base: Revision | None = field(default=None, compare=False, repr=False)
    origin: Configuration | None = field(default=None, compare=False, repr=False)


class Checkpoint(NamedTuple):
    """What a candidate held at one moment, and how often it had committed until then."""

    commits: int
    base: Revision
    draft: CandidateDraft
    comparison: Comparison
    aside: Mapping[ObjectPath, Collision]


class Candidate:
    """The changes of one login.

    While nothing is pending it follows the newest revision. With the first change it keeps the
    revision on which that was made, until commit, `clear` or a conflict. A conflict sets the
    changes of the objects in question aside: the draft then shows them as the others committed
    them, and the commit is refused until each has been edited again or everything is cleared.
    """

    def __init__(self, store: Store, login: Login, *, record: bool) -> None:
        self.login = login
        self._store = store
        self._presence = store.presence(login, recorded=record)
        self._closed = False
        self._changes: tuple[Change, ...] = ()
        self._in_order = True
        self._aside: dict[ObjectPath, Collision] = {}
        self._counted: tuple[tuple[Change, ...], int, int] | None = None
        self._unconfirmed: Revision | None = None
        self._immediate: set[int] = set()
        self._commits = 0
        self._stand(store.refresh(), machine(store.settings.serial))

    @property
    def draft(self) -> Draft:
        """The configuration with the changes of this login. Edit it, then call `update`."""
        with self._store.mutex:
            self._follow()
            return self._draft

    @property
    def base(self) -> Revision:
        """The revision on which the changes are based; the newest one while nothing is pending."""
        with self._store.mutex:
            self._follow()
            return self._base

    @property
    def pending(self) -> bool:
        """Whether there is something to commit."""
        return bool(self._changes or self._aside or self._unconfirmed)

    def changes(self) -> tuple[Change, ...]:
        """Return the changes that are pending, those that were set aside by a conflict last."""
        with self._store.mutex:
            return (*self._changes, *(collision.change for collision in self._aside.values()))

    def update(self, draft: Draft, touched: Iterable[ObjectPath] = ()) -> None:
        """Make `draft` the pending configuration.

        `draft` comes from `self.draft` through operations; whatever differs from what it was made
        from is a change. `touched` names objects that were edited and left as they were: that too
        settles a conflict.
        Raises StateError when a draft from long ago changes an object that is gone by now.
        """
        with self._store.mutex:
            self._follow()
            before = self._draft.configuration
            base, configuration = self._rebased(draft)
            edits = compare(before, configuration)
            settled = self._settle_aside(edits.changes, tuple(touched))
            first = before is base.configuration
            changes = edits if first else compare(base.configuration, configuration)
            self._take(base, configuration, changes, draft.level, draft.new_keys)
            self._show(None if settled or first else edits.changes)

    def load(self, configuration: Configuration, new_keys: Mapping[str, str] | None = None) -> None:
        """Make a whole configuration the pending one, in place of all that was pending.

        `new_keys` are its private keys that are not committed yet, by key identifier.
        """
        with self._store.mutex:
            self.clear()
            changes = compare(self._base.configuration, configuration)
            self._take(self._base, configuration, changes, self._draft.level, new_keys or {})
            self._show()

    def merge_needed(self) -> bool:
        """Whether others have committed since the first pending change, only other objects.

        The operator is asked then (see the CLI reference, 1.7); `commit` itself asks nothing.
        """
        with self._store.mutex:
            if not self._changes or self._aside:
                return False
            head = self._store.refresh()
            since = set(range(self._base.number + 1, head.number + 1)) - self._immediate
            return bool(since) and not self._collisions()

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the objects because of which a commit would be refused, each once.

        Their changes are set aside from then on: the draft shows what others committed.
        """
        with self._store.mutex:
            head = self._store.refresh()
            found = self._collisions()
            if found:
                self._set_aside(head, found)
            conflicts = [collision.conflict for collision in self._aside.values()]
            return tuple(dict.fromkeys(conflicts))

    def conflicting(self) -> int:
        """Return how many pending changes are in conflict; nothing is set aside because of it."""
        with self._store.mutex:
            # Asked at each news; what was counted holds until there is a commit or a change.
            changes, head = self._changes, self._store.head.number
            if self._counted is None or self._counted[0] is not changes or self._counted[1] != head:
                self._counted = (changes, head, len(self._collisions()) if changes else 0)
            return len(self._aside) + self._counted[2]

    def set_aside(self) -> tuple[Collision, ...]:
        """Return the changes that a conflict has set aside, with what they collide with."""
        with self._store.mutex:
            return tuple(self._aside.values())

    def commit(
        self, comment: str = "", *, save_for_rollback: bool = True, kind: CommitKind = "commit"
    ) -> Revision:
        """Commit the changes on top of the newest revision and return the new one.

        Raises NothingToCommit, ConflictError (changes of the objects it names are set aside) and
        other kinds of StateError. Whichever it is, nothing was committed and nothing is lost; only
        with CommitUnconfirmed the commit is in force, and committing again asks for confirmation.
        """
        if not self.pending:
            raise NothingToCommit
        with self._store.writing():
            if not self._changes and not self._aside and self._unconfirmed is not None:
                revision = self._unconfirmed
                self._store.confirm(revision)
            else:
                revision = self._try_until_first(
                    lambda: self._write(comment, kind, save_for_rollback=save_for_rollback)
                )
            self._unconfirmed = None
        self._presence.note(
            COMMIT if kind == "commit" else kind, number=revision.number, comment=comment
        )
        return revision

    def change_at_once(self, edit: Callable[[Draft], Draft], comment: str = "") -> Revision:
        """Make a change that needs no `commit`, such as that of one's own passphrase.

        `edit` gets the newest configuration and returns it changed; what is pending stays pending,
        and is never part of it. Raises StateError; nothing has changed then.
        """
        with self._store.writing():
            revision = self._try_until_first(lambda: self._write_at_once(edit, comment))
        self._presence.note("immediate", number=revision.number, comment=comment)
        return revision

    def switch(self, level: Level) -> None:
        """Edit at another level from now on; what is pending stays pending.

        A level that does not exist is that of the machine itself.
        """
        with self._store.mutex:
            self._follow()
            own = machine(self._store.settings.serial)
            level = level_in(self._draft.configuration, level) or own
            self._draft: CandidateDraft = replace(self._draft, level=level)

    def clear(self) -> None:
        """Drop all pending changes, and their private keys."""
        with self._store.mutex:
            self._aside, self._unconfirmed = {}, None
            self._settle(self._store.refresh())

    def checkpoint(self) -> Checkpoint:
        """Return what `restore` needs to drop everything that is changed from here on."""
        with self._store.mutex:
            self._follow()
            comparison = Comparison(self._changes, self._in_order)
            return Checkpoint(self._commits, self._base, self._draft, comparison, dict(self._aside))

    def restore(self, checkpoint: Checkpoint) -> None:
        """Hold again what was pending at `checkpoint`.

        What was committed in between stays committed, and what was changed after that is dropped.
        """
        with self._store.mutex:
            if checkpoint.commits != self._commits:
                self._aside = {}
                self._settle(self._store.refresh())
                return
            self._base, self._draft = checkpoint.base, checkpoint.draft
            self._changes, self._in_order = checkpoint.comparison
            self._aside = dict(checkpoint.aside)
            self._show()

    def private_key(self, key_id: str) -> str:
        """Return a private key as PEM, committed or not. Raises StateError."""
        own = self._draft.new_keys.get(key_id)
        return self._store.private_key(key_id) if own is None else own

    def record(self) -> None:
        """Let `who` and `last` see a login that was begun without `record`, unless it has ended."""
        with self._store.mutex:
            if not self._closed:
                self._presence.record()

    def active(self) -> None:
        """Note that the login has given a command; `who` shows for how long it has been idle."""
        self._presence.active()

    def close(self) -> None:
        """End the login. What is pending is lost. Closing twice is no error."""
        with self._store.mutex:
            if self._closed:
                return
            self._closed = True
            self._presence.leave()
            self._store.forget(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _follow(self) -> None:
        """Without changes, stand on the newest revision."""
        if not self.pending and self._base is not self._store.head:
            self._stand(self._store.head, self._draft.level)

    def _stand(self, base: Revision, level: Level) -> None:
        """Stand on a revision without any change."""
        self._changes = ()
        self._hold(base, base.configuration, level, {})

    def _hold(
        self,
        base: Revision,
        configuration: Configuration,
        level: Level,
        new_keys: Mapping[str, str],
    ) -> None:
        self._base = base
        level = level_in(configuration, level) or machine(self._store.settings.serial)
        self._draft = CandidateDraft(
            configuration, level, new_keys, base=base, origin=configuration
        )

    def _take(
        self,
        base: Revision,
        configuration: Configuration,
        comparison: Comparison,
        level: Level,
        new_keys: Mapping[str, str],
    ) -> None:
        self._changes, self._in_order = comparison
        if self.pending:
            self._hold(base, configuration, level, {**self._draft.new_keys, **new_keys})
        else:
            self._stand(self._store.head, level)

    def _settle(self, head: Revision) -> None:
        self._immediate.clear()
        self._stand(head, self._draft.level)
        self._show()

    def _settle_aside(self, edited: Sequence[Change], touched: Sequence[ObjectPath]) -> bool:
        """Drop the changes that were set aside and whose objects are edited; whether there were."""
        kept = {
            path: collision
            for path, collision in self._aside.items()
            if not settles(collision.change, edited, touched)
        }
        settled = len(kept) < len(self._aside)
        self._aside = kept
        return settled

    def _rebased(self, draft: Draft) -> tuple[Revision, Configuration]:
        """Return what the draft says on top of what this candidate holds now."""
        if not isinstance(draft, CandidateDraft) or draft.origin is None or draft.base is None:
            return self._base, draft.configuration
        if draft.origin is self._draft.configuration:
            return self._base, draft.configuration
        if not self.pending and draft.origin is draft.base.configuration:
            return draft.base, draft.configuration
        edits = diff(draft.origin, draft.configuration)
        return self._base, overlay(self._draft.configuration, edits)

    def _collisions(self) -> dict[ObjectPath, Collision]:
        """Return the pending changes that cannot be merged with what others have committed."""
        commits = [
            commit
            for commit in self._store.timeline.since(self._base.number)
            if commit.info.number not in self._immediate
        ]
        found = collisions(self._changes, commits)
        if not commits:
            return found
        head, draft = self._store.head.configuration, self._draft.configuration
        while True:
            rest = [change for change in self._changes if change.path not in found]
            more = broken_by_merging(rest, commits, head, draft, found)
            if not more:
                return found
            found.update(more)

    def _set_aside(self, head: Revision, found: Mapping[ObjectPath, Collision]) -> None:
        """Keep the changes that collide apart and put the others on top of the newest revision."""
        self._aside.update(found)
        rest = [change for change in self._changes if change.path not in found]
        configuration = overlay(head.configuration, rest)
        self._changes, self._in_order = compare(head.configuration, configuration)
        self._immediate.clear()
        self._hold(head, configuration, self._draft.level, self._draft.new_keys)
        self._show()

    def _write(self, comment: str, kind: CommitKind, *, save_for_rollback: bool) -> Revision:
        conflicts = self.conflicts()
        if conflicts:
            raise ConflictError(conflicts)
        head = self._store.head
        info = self._info(head, comment, kind, save_for_rollback=save_for_rollback)
        configuration = self._merged(head)
        # Other commits have touched other objects; only changes of one's own made at once may
        # have touched the same.
        changes = diff(head.configuration, configuration) if self._immediate else self._changes
        commit = Commit(info=info, changes=changes)
        try:
            revision = self._store.write(commit, configuration, self._draft.new_keys)
        except CommitUnconfirmed:
            self._unconfirmed = self._store.head
            raise
        except NotStoredHere:
            self._commits += 1
            self._settle(head)
            raise
        finally:
            if self._store.head is not head:
                self._commits += 1
                self._settle(self._store.head)
        return revision

    def _try_until_first(self, write: Callable[[], Revision]) -> Revision:
        """Write until no other machine of the cluster was faster; each time it is judged anew."""
        while True:
            try:
                return write()
            except Overtaken:
                self._store.replica.catch_up()

    def _write_at_once(self, edit: Callable[[Draft], Draft], comment: str) -> Revision:
        head = self._store.refresh()
        edited = edit(Draft(head.configuration, self._draft.level))
        changes, in_order = compare(head.configuration, edited.configuration)
        if not changes:
            return head
        configuration = edited.configuration if in_order else overlay(head.configuration, changes)
        info = self._info(head, comment, "immediate", save_for_rollback=False)
        commit = Commit(info=info, changes=changes)
        try:
            return self._store.write(commit, configuration, edited.new_keys)
        finally:
            if self._store.head.number == info.number:
                self._immediate.add(info.number)

    def _merged(self, head: Revision) -> Configuration:
        """Return the newest configuration with the pending changes.

        Every process makes it in the same way, so that tables have one order in all of them.
        """
        if head is self._base and self._in_order:
            return self._draft.configuration
        return overlay(head.configuration, self._changes)

    def _info(
        self, head: Revision, comment: str, kind: CommitKind, *, save_for_rollback: bool
    ) -> CommitInfo:
        return CommitInfo(
            number=head.number + 1,
            user=self.login.user,
            remote=self.login.remote,
            time=self._store.clock.now(),
            comment=comment,
            saved_for_rollback=save_for_rollback,
            kind=kind,
            login=self.login.id,
        )

    def _show(self, added: Sequence[Change] | None = None) -> None:
        """Let other processes see what is pending; `added` when only that is new."""
        if self._changes or self._aside:
            self._presence.show(self._base.number, self.changes, added)
        else:
            self._presence.hide()
