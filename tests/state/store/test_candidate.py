"""One candidate: what is pending, what a commit makes of it, what is never lost."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from state.errors import StateError
from state.model.certificates import CertificateProfile
from state.model.configuration import Draft
from state.model.destinations import BounceProfile, Destination
from state.model.levels import Level
from state.store import Candidate, ConflictError, NothingToCommit, Store
from tests.state.store.appliances import (
    ENTRIES,
    begin,
    destinations,
    open_store,
    set_destination,
    with_destination,
)


def test_nothing_is_pending_at_first(candidate: Candidate) -> None:
    assert not candidate.pending
    assert candidate.changes() == ()
    assert not candidate.merge_needed()
    assert candidate.conflicts() == ()
    with pytest.raises(NothingToCommit, match=r"^There is no data to commit\.$"):
        candidate.commit("nothing")


def test_commit(store: Store, candidate: Candidate) -> None:
    set_destination(candidate, "example.com", 5)
    assert len(candidate.changes()) == 1
    revision = candidate.commit("five", save_for_rollback=False)
    assert not candidate.pending
    assert (revision.number, revision.user, revision.comment) == (1, "admin", "five")
    assert not revision.saved_for_rollback
    assert store.head is revision
    assert destinations(candidate.draft) == {"example.com": 5}


def test_a_new_process_sees_the_commit(directory: Path, candidate: Candidate) -> None:
    set_destination(candidate, "example.com", 5)
    revision = candidate.commit("five")
    with open_store(directory) as other:
        assert other.head == revision


def test_an_open_store_sees_the_commit_of_another(directory: Path, candidate: Candidate) -> None:
    with open_store(directory) as other:
        follower = begin(other, "follower")
        set_destination(candidate, "example.com", 5)
        candidate.commit("five")
        assert destinations(follower.draft) == {}
        other.refresh()
        assert destinations(follower.draft) == {"example.com": 5}


def test_edits_add_up_and_clear_drops_them(candidate: Candidate) -> None:
    set_destination(candidate, "a.example", 1)
    set_destination(candidate, "b.example", 2)
    set_destination(candidate, "a.example", 3)
    assert {change.path[-1]: change.new.concurrency for change in candidate.changes()} == {
        "a.example": 3,
        "b.example": 2,
    }
    candidate.clear()
    assert not candidate.pending
    assert destinations(candidate.draft) == {}


def test_an_edit_taken_back_is_not_pending(candidate: Candidate) -> None:
    set_destination(candidate, "a.example", 1)
    set_destination(candidate, "a.example", None)
    assert not candidate.pending


def test_changes_of_other_objects_merge(store: Store, candidate: Candidate) -> None:
    other = begin(store, "other")
    set_destination(candidate, "a.example", 1)
    set_destination(other, "b.example", 2)
    other.commit("b")
    assert candidate.merge_needed()
    assert candidate.conflicts() == ()
    assert destinations(candidate.draft) == {"a.example": 1}
    candidate.commit("a")
    assert destinations(candidate.draft) == {"a.example": 1, "b.example": 2}
    assert not candidate.merge_needed()


def test_commits_from_before_the_first_change_need_no_merge(
    store: Store, candidate: Candidate
) -> None:
    other = begin(store, "other")
    set_destination(other, "b.example", 2)
    other.commit("b")
    set_destination(candidate, "a.example", 1)
    assert not candidate.merge_needed()
    candidate.commit("a")
    assert destinations(candidate.draft) == {"a.example": 1, "b.example": 2}


def test_a_draft_from_before_somebody_elses_commit_does_not_undo_it(
    store: Store, candidate: Candidate
) -> None:
    draft = candidate.draft
    other = begin(store, "other")
    set_destination(other, "b.example", 2)
    other.commit("b")
    assert destinations(candidate.draft) == {"b.example": 2}
    candidate.update(with_destination(draft, "a.example", 1))
    assert candidate.merge_needed()
    candidate.commit("a")
    assert destinations(candidate.draft) == {"a.example": 1, "b.example": 2}


def test_a_draft_from_before_ones_own_edit_does_not_undo_it(candidate: Candidate) -> None:
    draft = candidate.draft
    set_destination(candidate, "a.example", 1)
    candidate.update(with_destination(draft, "b.example", 2))
    assert destinations(candidate.draft) == {"a.example": 1, "b.example": 2}


def test_a_draft_made_elsewhere_is_taken_as_it_is(candidate: Candidate) -> None:
    made = with_destination(candidate.draft, "a.example", 1)
    candidate.update(Draft(made.configuration, made.level))
    assert destinations(candidate.draft) == {"a.example": 1}
    candidate.commit("a")


class TestConflict:
    def test_names_object_user_and_time(self, store: Store, candidate: Candidate) -> None:
        other = begin(store, "other")
        set_destination(candidate, "a.example", 1)
        set_destination(other, "a.example", 2)
        theirs = other.commit("theirs")
        with pytest.raises(ConflictError) as caught:
            candidate.commit("mine")
        (conflict,) = caught.value.conflicts
        assert conflict.label == "Destination Controls: a.example"
        assert (conflict.user, conflict.time) == ("other", theirs.time)
        assert "Destination Controls: a.example (other, Mon May 20 10:15:32 2024 GMT)" in str(
            caught.value
        )
        assert store.refresh() is theirs

    def test_sets_the_change_aside(self, store: Store, candidate: Candidate) -> None:
        self.make(store, candidate)
        assert destinations(candidate.draft) == {"a.example": 2, "b.example": 3}
        assert candidate.pending
        assert {change.path[-1]: change.new.concurrency for change in candidate.changes()} == {
            "a.example": 1,
            "b.example": 3,
        }

    def test_stays_until_it_is_settled(self, store: Store, candidate: Candidate) -> None:
        self.make(store, candidate)
        set_destination(candidate, "c.example", 4)
        for _ in range(2):
            assert [conflict.user for conflict in candidate.conflicts()] == ["other"]
            with pytest.raises(ConflictError):
                candidate.commit("again")
        assert destinations(candidate.draft) == {"a.example": 2, "b.example": 3, "c.example": 4}

    def test_is_settled_by_editing_the_object_again(
        self, store: Store, candidate: Candidate
    ) -> None:
        self.make(store, candidate)
        set_destination(candidate, "a.example", 1)
        assert candidate.conflicts() == ()
        candidate.commit("mine")
        assert destinations(candidate.draft) == {"a.example": 1, "b.example": 3}

    def test_is_settled_by_looking_at_it_and_leaving_it(
        self, store: Store, candidate: Candidate
    ) -> None:
        self.make(store, candidate)
        candidate.update(candidate.draft, touched=[(*ENTRIES, "a.example")])
        candidate.commit("mine")
        assert destinations(candidate.draft) == {"a.example": 2, "b.example": 3}

    def test_is_not_settled_by_looking_at_something_else(
        self, store: Store, candidate: Candidate
    ) -> None:
        self.make(store, candidate)
        candidate.update(candidate.draft, touched=[ENTRIES[:-1], (*ENTRIES, "b.example")])
        assert candidate.conflicts()

    def test_is_settled_by_clearing_everything(self, store: Store, candidate: Candidate) -> None:
        self.make(store, candidate)
        candidate.clear()
        assert not candidate.pending
        assert destinations(candidate.draft) == {"a.example": 2}

    def test_with_a_removal(self, store: Store, candidate: Candidate) -> None:
        set_destination(candidate, "a.example", 1)
        candidate.commit("first")
        other = begin(store, "other")
        set_destination(candidate, "a.example", 7)
        set_destination(other, "a.example", None)
        other.commit("gone")
        with pytest.raises(ConflictError):
            candidate.commit("mine")
        assert destinations(candidate.draft) == {}
        set_destination(candidate, "a.example", 7)
        candidate.commit("mine")
        assert destinations(candidate.draft) == {"a.example": 7}

    def test_with_what_is_part_of_a_removed_object(
        self, store: Store, candidate: Candidate
    ) -> None:
        other = begin(store, "other")
        listeners = candidate.draft.listeners
        listener = listeners.entries["InboundMail"]
        table = dataclasses.replace(listener.hat, order=("ALL",))
        changed = dataclasses.replace(listener, hat=table)
        candidate.update(
            candidate.draft.write(
                listeners=dataclasses.replace(listeners, entries={"InboundMail": changed})
            )
        )
        other.update(other.draft.write(listeners=dataclasses.replace(listeners, entries={})))
        other.commit("no listener")
        assert [conflict.label for conflict in candidate.conflicts()] == ["Listener: InboundMail"]
        assert candidate.draft.listeners.entries == {}

    def test_of_many_commits_names_the_last(self, store: Store, candidate: Candidate) -> None:
        set_destination(candidate, "a.example", 1)
        for user in ("first", "second"):
            other = begin(store, user)
            set_destination(other, "a.example", len(user))
            other.commit(user)
        assert [conflict.user for conflict in candidate.conflicts()] == ["second"]

    def make(self, store: Store, candidate: Candidate) -> None:
        other = begin(store, "other")
        set_destination(candidate, "a.example", 1)
        set_destination(candidate, "b.example", 3)
        set_destination(other, "a.example", 2)
        other.commit("theirs")
        with pytest.raises(ConflictError):
            candidate.commit("mine")


class TestRemovedWhileInUse:
    """Each change is right by itself; with both, something would name what is gone."""

    def test_used_by_me_and_removed_by_another(self, store: Store, candidate: Candidate) -> None:
        self.prepare(candidate)
        other = begin(store, "other")
        candidate.update(using_bounce_profile(candidate.draft, "Slow"))
        set_destination(candidate, "b.example", 2)
        other.update(with_bounce_profiles(other.draft))
        other.commit("gone")
        assert not candidate.merge_needed()
        with pytest.raises(ConflictError) as caught:
            candidate.commit("mine")
        assert [(c.label, c.user) for c in caught.value.conflicts] == [
            ("Bounce Profile: Slow", "other")
        ]
        assert destinations(candidate.draft) == {"b.example": 2}
        set_destination(candidate, "a.example", 1)
        candidate.commit("without the profile")
        assert destinations(candidate.draft) == {"a.example": 1, "b.example": 2}

    def test_removed_by_me_and_used_by_another(self, store: Store, candidate: Candidate) -> None:
        self.prepare(candidate)
        other = begin(store, "other")
        candidate.update(with_bounce_profiles(candidate.draft))
        other.update(using_bounce_profile(other.draft, "Slow"))
        other.commit("used")
        assert [(c.label, c.user) for c in candidate.conflicts()] == [
            ("Bounce Profile: Slow", "other")
        ]
        assert "Slow" in candidate.draft.bounces.profiles

    def test_removed_and_used_by_nobody(self, store: Store, candidate: Candidate) -> None:
        self.prepare(candidate)
        other = begin(store, "other")
        candidate.update(with_bounce_profiles(candidate.draft))
        set_destination(other, "a.example", 1)
        other.commit("something else")
        assert candidate.merge_needed()
        candidate.commit("removed")

    def prepare(self, candidate: Candidate) -> None:
        candidate.update(with_bounce_profiles(candidate.draft, "Slow"))
        candidate.commit("a profile")


def test_a_closed_candidate_leaves_nothing_behind(directory: Path, candidate: Candidate) -> None:
    set_destination(candidate, "a.example", 1)
    candidate.close()
    set_destination(candidate, "b.example", 1)
    candidate.active()
    candidate.close()
    assert list((directory / "pending").iterdir()) == []
    assert [path.suffix for path in (directory / "logins").iterdir()] == [".lock"]


def test_load_replaces_everything_that_is_pending(store: Store, candidate: Candidate) -> None:
    set_destination(candidate, "a.example", 1)
    candidate.commit("a")
    old = store.configuration_at(0)
    set_destination(candidate, "b.example", 2)
    candidate.load(old)
    assert destinations(candidate.draft) == {}
    candidate.commit("back", kind="rollback")
    assert store.head.configuration == old


def test_load_of_the_running_configuration_leaves_nothing_pending(
    store: Store, candidate: Candidate
) -> None:
    set_destination(candidate, "b.example", 2)
    candidate.load(store.head.configuration)
    assert not candidate.pending


def test_the_level_is_kept(candidate: Candidate) -> None:
    level = Level("cluster", "americas")
    named = dataclasses.replace(candidate.draft.configuration, cluster_name="americas")
    candidate.load(named)
    candidate.commit("a cluster")
    candidate.update(dataclasses.replace(candidate.draft, level=level))
    assert candidate.draft.level == level
    assert not candidate.pending
    candidate.clear()
    assert candidate.draft.level == level


class TestImmediateChange:
    def test_is_in_force_and_leaves_the_rest_pending(
        self, store: Store, candidate: Candidate
    ) -> None:
        set_destination(candidate, "a.example", 1)
        revision = candidate.change_at_once(renamed("New Name"), "at once")
        assert revision.info.kind == "immediate"
        assert candidate.pending
        assert not candidate.merge_needed()
        assert full_name(begin(store, "other").draft) == "New Name"
        candidate.commit("a")
        assert destinations(candidate.draft) == {"a.example": 1}
        assert full_name(candidate.draft) == "New Name"

    def test_is_no_conflict_with_oneself(self, store: Store, candidate: Candidate) -> None:
        candidate.update(renamed("Pending")(candidate.draft))
        candidate.change_at_once(renamed("At Once"))
        assert candidate.conflicts() == ()
        candidate.commit("pending wins, it is the later one")
        assert full_name(candidate.draft) == "Pending"

    def test_is_a_conflict_for_others(self, store: Store, candidate: Candidate) -> None:
        other = begin(store, "other")
        other.update(renamed("Theirs")(other.draft))
        candidate.change_at_once(renamed("At Once"))
        assert [conflict.label for conflict in other.conflicts()] == ["User: admin"]

    def test_without_a_change_commits_nothing(self, store: Store, candidate: Candidate) -> None:
        assert candidate.change_at_once(lambda draft: draft).number == 0


class TestCommandTakenBack:
    def test_drops_its_edits_only(self, candidate: Candidate) -> None:
        set_destination(candidate, "a.example", 1)
        checkpoint = candidate.checkpoint()
        set_destination(candidate, "b.example", 2)
        candidate.restore(checkpoint)
        assert destinations(candidate.draft) == {"a.example": 1}
        candidate.commit("a")
        assert destinations(candidate.draft) == {"a.example": 1}

    def test_does_not_take_back_a_commit(self, candidate: Candidate) -> None:
        set_destination(candidate, "a.example", 1)
        checkpoint = candidate.checkpoint()
        candidate.commit("a")
        candidate.restore(checkpoint)
        assert not candidate.pending
        assert destinations(candidate.draft) == {"a.example": 1}

    def test_with_nothing_pending_follows_the_newest(
        self, store: Store, candidate: Candidate
    ) -> None:
        checkpoint = candidate.checkpoint()
        set_destination(candidate, "a.example", 1)
        other = begin(store, "other")
        set_destination(other, "b.example", 2)
        other.commit("b")
        candidate.restore(checkpoint)
        assert destinations(candidate.draft) == {"b.example": 2}


class TestPrivateKeys:
    KEY_ID = "ab" * 32
    PEM = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"

    def test_stay_in_memory_until_the_commit(
        self, directory: Path, store: Store, candidate: Candidate
    ) -> None:
        candidate.update(self.with_profile(candidate.draft).with_key(self.KEY_ID, self.PEM))
        assert candidate.private_key(self.KEY_ID) == self.PEM
        assert self.PEM.encode() not in contents(directory)
        with pytest.raises(StateError, match="missing"):
            store.private_key(self.KEY_ID)
        candidate.commit("key")
        assert store.private_key(self.KEY_ID) == self.PEM
        path = directory / "keys" / f"{self.KEY_ID}.pem"
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700

    def test_are_in_no_other_file(self, directory: Path, candidate: Candidate) -> None:
        candidate.update(self.with_profile(candidate.draft).with_key(self.KEY_ID, self.PEM))
        candidate.commit("key")
        assert contents(directory, but="keys").count(b"PRIVATE KEY") == 0

    def test_that_are_nowhere_refuse_the_commit(self, store: Store, candidate: Candidate) -> None:
        candidate.update(self.with_profile(candidate.draft))
        with pytest.raises(StateError, match="private key of a certificate is missing"):
            candidate.commit("no key")
        assert candidate.pending
        assert store.refresh().number == 0

    def test_that_nothing_uses_are_not_written(self, directory: Path, candidate: Candidate) -> None:
        set_destination(candidate, "a.example", 1)
        candidate.update(candidate.draft.with_key(self.KEY_ID, self.PEM))
        candidate.commit("unused")
        assert not (directory / "keys" / f"{self.KEY_ID}.pem").exists()

    def test_survive_a_conflict(self, store: Store, candidate: Candidate) -> None:
        other = begin(store, "other")
        candidate.update(self.with_profile(candidate.draft).with_key(self.KEY_ID, self.PEM))
        other.update(self.with_profile(other.draft).with_key(self.KEY_ID, self.PEM))
        other.commit("theirs")
        assert candidate.conflicts()
        assert candidate.private_key(self.KEY_ID) == self.PEM

    @pytest.mark.parametrize("key_id", ["../../etc/passwd", "", "AB" * 32, "ab" * 31 + "a\n"])
    def test_have_names_that_lead_nowhere_else(self, store: Store, key_id: str) -> None:
        with pytest.raises(StateError):
            store.private_key(key_id)

    def with_profile(self, draft: Draft) -> Draft:
        profile = CertificateProfile(certificate="C", key=self.KEY_ID)
        profiles = {**draft.certificates.profiles, "partner.com": profile}
        return draft.write(certificates=dataclasses.replace(draft.certificates, profiles=profiles))


def test_characters_that_no_file_can_hold_are_refused(store: Store, candidate: Candidate) -> None:
    set_destination(candidate, "a.example", 1)
    for comment, domain in (("bad \udc80", "b.example"), ("good", "bad \udc80")):
        set_destination(candidate, domain, 2)
        with pytest.raises(StateError, match="characters that cannot be saved"):
            candidate.commit(comment)
        assert store.refresh().number == 0
    assert destinations(candidate.draft) == {"a.example": 1, "b.example": 2, "bad \udc80": 2}


def test_a_comment_may_be_anything_else(directory: Path, candidate: Candidate) -> None:
    comments = ["", 'two\nlines "quoted"', "\n[[changes]]\npath = []\n", "\x00\x1b\r\n", "한국어"]
    for number, comment in enumerate(comments, 1):
        set_destination(candidate, "a.example", number)
        candidate.commit(comment)
    with open_store(directory) as other:
        assert [info.comment for info in reversed(other.history())] == comments


def with_bounce_profiles(draft: Draft, *names: str) -> Draft:
    profiles = {name: BounceProfile() for name in ("Default", *names)}
    return draft.write(bounces=dataclasses.replace(draft.bounces, profiles=profiles))


def using_bounce_profile(draft: Draft, name: str) -> Draft:
    entries = {**draft.destinations.entries, "a.example": Destination(bounce_profile=name)}
    return draft.write(destinations=dataclasses.replace(draft.destinations, entries=entries))


def renamed(name: str) -> Callable[[Draft], Draft]:
    def edit(draft: Draft) -> Draft:
        admin = dataclasses.replace(draft.users.accounts["admin"], full_name=name)
        accounts = {**draft.users.accounts, "admin": admin}
        return draft.write(users=dataclasses.replace(draft.users, accounts=accounts))

    return edit


def full_name(draft: Draft) -> str:
    return draft.users.accounts["admin"].full_name


def contents(directory: Path, but: str = "") -> bytes:
    """Return the content of all files below a directory, one after the other."""
    files = (path for path in directory.rglob("*") if path.is_file())
    return b"".join(path.read_bytes() for path in files if path.parent.name != (but or None))
