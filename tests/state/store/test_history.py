"""The history: every revision, back and forth."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from state.changes import invert
from state.clock import FrozenClock
from state.errors import StateError
from state.model.configuration import Configuration
from state.passphrases import verify_passphrase
from state.store import DamagedState, Store
from state.store.keys import keys_of
from tests.state.store.appliances import (
    MOMENT,
    SERIAL,
    begin,
    destinations,
    open_store,
    set_destination,
)
from tests.state.store.disks import FastDisk
from tests.state.store.edits import edit_at_random, with_profile


def commit_numbers(store: Store, count: int, *, saved: bool = True) -> None:
    """Make commits: after number n, `n.example` has concurrency n."""
    candidate = begin(store)
    for number in range(store.head.number + 1, store.head.number + 1 + count):
        set_destination(candidate, f"{number}.example", number)
        candidate.commit(f"commit {number}", save_for_rollback=saved)
    candidate.close()


def test_a_new_appliance_has_none(store: Store) -> None:
    assert list(store.history()) == []
    assert store.rollback_points() == ()
    assert store.head.number == 0
    assert store.head.info.kind == "factory"


def test_is_newest_first_and_a_sequence(store: Store) -> None:
    commit_numbers(store, 5)
    history = store.history()
    assert [info.comment for info in history] == [f"commit {n}" for n in (5, 4, 3, 2, 1)]
    assert [info.number for info in history[1:3]] == [4, 3]
    assert history[-1].number == 1
    assert len(history) == 5
    with pytest.raises(IndexError):
        history[5]


def test_keeps_who_when_and_why(directory: Path) -> None:
    clock = FrozenClock(datetime(2024, 5, 20, 10, 15, 32, 123456, tzinfo=UTC))
    with open_store(directory, clock=clock) as store:
        candidate = begin(store, "operator")
        set_destination(candidate, "a.example", 1)
        clock.advance(60)
        candidate.commit('with "quotes"')
    with open_store(directory) as store:
        (info,) = store.history()
        assert info.time == datetime(2024, 5, 20, 10, 16, 32, 123456, tzinfo=UTC)
        assert (info.user, info.remote, info.comment) == (
            "operator",
            "192.168.42.10",
            'with "quotes"',
        )
        assert info == store.head.info


@pytest.mark.parametrize("seed", range(10))
def test_every_revision_can_be_had(directory: Path, seed: int) -> None:
    random = Random(seed)
    with open_store(directory, disk=FastDisk()) as store:
        configurations: list[Configuration] = [store.head.configuration]
        candidate = begin(store)
        for number in range(1, 8):
            edit_at_random(random, candidate)
            configurations.append(candidate.commit(f"{number}").configuration)
            if random.random() < 0.3:
                store.checkpoint(always=True)
        for number, configuration in enumerate(configurations):
            assert store.configuration_at(number) == configuration
    with open_store(directory) as store:
        for number, configuration in enumerate(configurations):
            assert store.configuration_at(number) == configuration
        for old in range(8):
            for new in range(8):
                assert set(map(repr, store.diff(old, new))) == set(
                    map(repr, invert(store.diff(new, old)))
                )


@pytest.mark.parametrize("number", [-1, 4, 10**9])
def test_there_is_no_other_revision(store: Store, number: int) -> None:
    commit_numbers(store, 3)
    with pytest.raises(StateError, match=f"There is no revision {number}"):
        store.configuration_at(number)


def test_rollback_of_a_rollback(store: Store) -> None:
    commit_numbers(store, 3)
    latest = store.head.configuration
    candidate = begin(store)
    candidate.load(store.configuration_at(1))
    assert candidate.commit("back", kind="rollback").info.kind == "rollback"
    assert destinations(candidate.draft) == {"1.example": 1}
    candidate.load(store.configuration_at(3))
    candidate.commit("and forth", kind="rollback")
    assert store.head.configuration == latest
    assert store.head.number == 5


def test_rollback_brings_back_private_keys(store: Store) -> None:
    candidate = begin(store)
    candidate.update(with_profile(Random(1), candidate.draft))
    candidate.commit("key")
    (key_id,) = keys_of(store.head.configuration) - keys_of(store.configuration_at(0))
    candidate.load(store.configuration_at(0))
    candidate.commit("without")
    candidate.load(store.configuration_at(1))
    candidate.commit("with")
    assert "PRIVATE KEY" in store.private_key(key_id)


def test_rollback_points_are_the_last_ten_that_were_saved(store: Store) -> None:
    commit_numbers(store, 12)
    commit_numbers(store, 1, saved=False)
    assert [point.number for point in store.rollback_points()] == list(range(12, 2, -1))
    assert [point.number for point in store.rollback_points(limit=2)] == [12, 11]


class TestReset:
    def test_is_the_factory_configuration_again(self, directory: Path, store: Store) -> None:
        first = store.head.configuration
        commit_numbers(store, 2)
        candidate = begin(store)
        candidate.update(with_profile(Random(1), candidate.draft))
        candidate.commit("key")
        store.reset_to_factory("operator", "192.168.42.10")
        machine = store.head.configuration.machines[SERIAL]
        before = first.machines[SERIAL]
        assert machine.certificates == before.certificates
        assert machine.destinations == before.destinations
        assert machine.listeners == before.listeners
        assert machine.users is not None
        assert verify_passphrase("ironport", machine.users.accounts["admin"].passphrase)
        assert {path.stem for path in (directory / "keys").iterdir()} == keys_of(first)
        assert (store.head.user, store.head.info.kind) == ("operator", "reset")

    def test_stays_in_the_history_but_nothing_before_it_can_be_rolled_back_to(
        self, store: Store
    ) -> None:
        commit_numbers(store, 2)
        store.reset_to_factory("admin")
        assert [info.number for info in store.history()] == [3, 2, 1]
        assert store.rollback_points() == ()
        commit_numbers(store, 1)
        assert [point.number for point in store.rollback_points()] == [4]
        assert destinations(begin(store).draft) == {"4.example": 4}

    def test_a_revision_whose_keys_are_gone_cannot_be_committed(self, store: Store) -> None:
        candidate = begin(store)
        candidate.update(with_profile(Random(1), candidate.draft))
        candidate.commit("key")
        store.reset_to_factory("admin")
        candidate.load(store.configuration_at(1))
        with pytest.raises(StateError, match="private key of a certificate is missing"):
            candidate.commit("back")

    def test_makes_a_demo_certificate_if_there_is_none(self, store: Store) -> None:
        candidate = begin(store)
        candidate.load(Configuration(machines={**candidate.draft.configuration.machines}))
        certificates = candidate.draft.certificates
        candidate.update(candidate.draft.write(certificates=type(certificates)(profiles={})))
        candidate.commit("no demo")
        store.reset_to_factory("admin")
        demo = begin(store).draft.certificates.profiles["Demo"]
        assert "PRIVATE KEY" in store.private_key(demo.key)

    def test_is_a_conflict_for_who_edits(self, store: Store) -> None:
        commit_numbers(store, 1)
        candidate = begin(store)
        set_destination(candidate, "1.example", 9)
        set_destination(candidate, "other.example", 2)
        store.reset_to_factory("operator")
        assert [(each.label, each.user) for each in candidate.conflicts()] == [
            ("Destination Controls: 1.example", "operator")
        ]
        assert destinations(candidate.draft) == {"other.example": 2}


class TestCheckpoint:
    def test_is_written_when_commits_outweigh_it(self, directory: Path) -> None:
        checkpoint = directory / "running.toml"
        with open_store(directory, disk=FastDisk()) as store:
            candidate = begin(store)
            for number in range(40):
                edit_at_random(Random(number), candidate)
                candidate.commit(f"{number}")
            assert "after commit 0." in checkpoint.read_text()
            head = store.head
        assert "after commit 40." in checkpoint.read_text()
        with open_store(directory) as store:
            assert store.head == head

    def test_is_not_written_for_little(self, directory: Path) -> None:
        content = (directory / "running.toml").read_bytes()
        with open_store(directory) as store:
            commit_numbers(store, 3)
        assert (directory / "running.toml").read_bytes() == content

    def test_is_written_at_opening_after_a_process_that_could_not(self, directory: Path) -> None:
        with open_store(directory, disk=FastDisk()) as store:
            candidate = begin(store)
            for number in range(40):
                edit_at_random(Random(number), candidate)
                candidate.commit(f"{number}")
            with open_store(directory):
                assert "after commit 40." in (directory / "running.toml").read_text()

    def test_reads_to_the_byte_what_it_wrote(self, directory: Path, store: Store) -> None:
        candidate = begin(store)
        edit_at_random(Random(1), candidate)
        candidate.commit("a")
        store.checkpoint(always=True)
        first = (directory / "running.toml").read_bytes()
        with open_store(directory) as other:
            other.checkpoint(always=True)
        assert (directory / "running.toml").read_bytes() == first


class TestDamage:
    """Files that somebody has changed, cut or taken away: said clearly, never guessed at."""

    def test_in_the_checkpoint(self, directory: Path) -> None:
        path = directory / "running.toml"
        path.write_text(path.read_text().replace("prefix = 24", 'prefix = "24"'))
        self.refused(directory, "running.toml: Expected `int`, got `str`")

    def test_cut_checkpoint(self, directory: Path) -> None:
        path = directory / "running.toml"
        path.write_bytes(path.read_bytes()[:-10])
        self.refused(directory, "running.toml: ")

    def test_empty_checkpoint(self, directory: Path) -> None:
        (directory / "running.toml").write_bytes(b"")
        self.refused(directory, "running.toml: ")

    def test_checkpoint_taken_away(self, directory: Path) -> None:
        with open_store(directory) as store:
            commit_numbers(store, 1)
        (directory / "running.toml").unlink()
        self.refused(directory, "running.toml: it is missing, and there are commits")

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ("concurrency = 1", "concurrency = true", "Expected `int | null`, got `bool`"),
            ("concurrency = 1", "concurency = 1", "unknown name `concurency`"),
            ("number = 1", "number = 2", "it is commit 2"),
            ('"entries"', '"entrys"', "no object is called"),
            ("[changes.new]", "[changes.newer]", "other names than"),
            ("time = 2024-05-20 10:15:32+00:00", "time = 2024-05-20 10:15:32", "no time zone"),
            ('"destinations"', '"destinations', "(at line"),
            ("[[changes]]", "[changes]", "must be an array of tables"),
        ],
    )
    def test_in_a_commit(self, directory: Path, old: str, new: str, reason: str) -> None:
        with open_store(directory) as store:
            commit_numbers(store, 1)
        path = directory / "commits" / "000001.toml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        self.refused(directory, "000001.toml: ", reason)

    def test_commit_that_does_not_follow(self, directory: Path) -> None:
        with open_store(directory) as store:
            commit_numbers(store, 1)
            candidate = begin(store)
            set_destination(candidate, "1.example", 7)
            candidate.commit("seven")
        path = directory / "commits" / "000002.toml"
        path.write_text(path.read_text().replace("concurrency = 1\n", "concurrency = 2\n"))
        self.refused(directory, "000002.toml: Destination Controls: 1.example is not what it was")

    def test_serial_number_that_has_no_configuration(self, directory: Path) -> None:
        path = directory / "appliance.toml"
        path.write_text(path.read_text().replace(SERIAL, "OTHER-SERIAL"))
        self.refused(directory, "no configuration for serial number OTHER-SERIAL")

    def refused(self, directory: Path, *texts: str) -> None:
        with pytest.raises(DamagedState) as caught:
            open_store(directory)
        for text in texts:
            assert text in caught.value.text


def test_the_moment_of_the_factory(store: Store) -> None:
    assert store.head.time == MOMENT == store.settings.install_date
