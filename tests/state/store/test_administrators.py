"""Several administrators in several processes against a model that fits on one page."""

import dataclasses
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from state.changes import Change
from state.objects import ObjectPath
from state.store import Candidate, ConflictError, NothingToCommit, Store
from tests.state.store.appliances import (
    ENTRIES,
    begin,
    destinations,
    new_directory,
    open_store,
    set_destination,
)
from tests.state.store.disks import FastDisk

Table = dict[str, int | None]
DOMAINS = st.sampled_from(["a.example", "b.example", "c.example", "d.example"])
VALUES = st.one_of(st.none(), st.integers(1, 3))
WHO = st.integers(0, 2)


@dataclasses.dataclass
class Administrator:
    """What is expected of one candidate."""

    base: int
    """Number of the revision on which the changes are based."""
    own: Table = dataclasses.field(default_factory=dict)
    """Changed domains to their new value, `None` for removed ones."""
    aside: Table = dataclasses.field(default_factory=dict)


class Administrators(RuleBasedStateMachine):
    """Edits, commits, conflicts, rollbacks and restarts in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.parent = Path(tempfile.mkdtemp())
        self.directory = new_directory(self.parent)
        # Two in one process, one in another.
        first, second = self.open(), self.open()
        self.stores = [first, first, second]
        self.candidates = [begin(store, f"user{i}") for i, store in enumerate(self.stores)]
        self.expected = [Administrator(0) for _ in self.stores]
        self.history: list[Table] = [{}]
        self.authors: list[tuple[str, set[str]]] = [("system", set())]

    def open(self) -> Store:
        return open_store(self.directory, disk=FastDisk())

    def teardown(self) -> None:
        for store in {id(store): store for store in self.stores}.values():
            store.close()
        shutil.rmtree(self.parent)

    # What may happen.

    @rule(who=WHO, domain=DOMAINS, value=VALUES)
    def edit(self, who: int, domain: str, value: int | None) -> None:
        candidate, expected = self.at(who)
        before = self.view(expected).get(domain)
        set_destination(candidate, domain, value)
        if before != value:
            expected.aside.pop(domain, None)
        expected.own[domain] = value
        if self.history[expected.base].get(domain) == value:
            del expected.own[domain]

    @rule(who=WHO, domain=DOMAINS)
    def look_and_leave(self, who: int, domain: str) -> None:
        candidate, expected = self.at(who)
        candidate.update(candidate.draft, touched=[(*ENTRIES, domain)])
        expected.aside.pop(domain, None)

    @rule(who=WHO)
    def commit(self, who: int) -> None:
        candidate, expected = self.at(who)
        if not expected.own and not expected.aside:
            try:
                candidate.commit("nothing")
            except NothingToCommit:
                return
            raise AssertionError("committed nothing")
        self.park(expected)
        try:
            revision = candidate.commit("comment")
        except ConflictError as error:
            assert expected.aside
            labels = {conflict.label for conflict in error.conflicts}
            assert labels == {f"Destination Controls: {domain}" for domain in expected.aside}
            return
        assert not expected.aside
        self.history.append(without_none({**self.history[-1], **expected.own}))
        self.authors.append((candidate.login.user, set(expected.own)))
        assert revision.number == len(self.history) - 1
        expected.own.clear()

    @rule(who=WHO)
    def ask_for_conflicts(self, who: int) -> None:
        candidate, expected = self.at(who)
        newer = self.latest > expected.base
        merge = bool(expected.own) and newer and not expected.aside and not self.collides(expected)
        assert candidate.merge_needed() == merge
        self.park(expected)
        assert len(candidate.conflicts()) == len(expected.aside)

    @rule(who=WHO)
    def clear(self, who: int) -> None:
        candidate, expected = self.at(who)
        candidate.clear()
        expected.own.clear()
        expected.aside.clear()

    @rule(who=WHO, data=st.data())
    def load_old_revision(self, who: int, data: st.DataObject) -> None:
        candidate, expected = self.at(who)
        number = data.draw(st.integers(0, self.latest))
        candidate.load(self.stores[who].configuration_at(number))
        expected.base = self.latest
        expected.aside.clear()
        now, then = self.history[-1], self.history[number]
        expected.own = {
            domain: then.get(domain)
            for domain in now.keys() | then.keys()
            if now.get(domain) != then.get(domain)
        }

    @precondition(lambda self: self.latest > 0)
    @rule()
    def restart_second_process(self) -> None:
        self.stores[2].close()
        self.stores[2] = self.open()
        self.candidates[2] = begin(self.stores[2], "user2")
        self.expected[2] = Administrator(self.latest)

    # What is always true.

    @invariant()
    def candidates_show_what_is_expected(self) -> None:
        for who in range(3):
            candidate, expected = self.at(who)
            assert destinations(candidate.draft) == self.view(expected)
            assert candidate.pending == bool(expected.own or expected.aside)
            shown = {change.path[-1] for change in candidate.changes()}
            assert shown == expected.own.keys() | expected.aside.keys()

    @invariant()
    def processes_agree(self) -> None:
        first, second = self.stores[0].refresh(), self.stores[2].refresh()
        assert repr(first.configuration) == repr(second.configuration)
        assert first.number == self.latest

    @invariant()
    def pending_changes_are_seen_by_other_processes(self) -> None:
        pending = {each.login.user: each.changes for each in self.stores[2].pending()}
        for candidate, expected in zip(self.candidates, self.expected, strict=True):
            # What is set aside may be what the others committed too; then it shows no difference.
            assert (candidate.login.user in pending) == candidate.pending
            if candidate.pending and not expected.aside:
                shown = pending[candidate.login.user]
                assert by_path(shown) == by_path(candidate.changes())

    # The model.

    @property
    def latest(self) -> int:
        return len(self.history) - 1

    def at(self, who: int) -> tuple[Candidate, Administrator]:
        """Return a candidate and its model, both knowing everything that was committed."""
        self.stores[who].refresh()
        expected = self.expected[who]
        if not expected.own and not expected.aside:
            expected.base = self.latest
        return self.candidates[who], expected

    def view(self, expected: Administrator) -> Table:
        return without_none({**self.history[expected.base], **expected.own})

    def collides(self, expected: Administrator) -> set[str]:
        touched = [domains for _, domains in self.authors[expected.base + 1 :]]
        return set(expected.own) & set().union(*touched)

    def park(self, expected: Administrator) -> None:
        """Set aside what collides; the rest is based on the newest revision then."""
        found = self.collides(expected)
        if not found:
            return
        for domain in found:
            expected.aside[domain] = expected.own.pop(domain)
        expected.base = self.latest


def without_none(table: Table) -> Table:
    return {domain: value for domain, value in table.items() if value is not None}


def by_path(changes: Iterable[Change]) -> dict[ObjectPath, Change]:
    return {change.path: change for change in changes}


TestAdministrators = Administrators.TestCase
TestAdministrators.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
