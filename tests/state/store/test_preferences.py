"""Preferences of users: kept over everything but the end of their account."""

from __future__ import annotations

import dataclasses
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from state.errors import StateError
from state.journal import TROUBLE, Event
from state.model.users import User
from state.preferences import AUTOMATIC, LARGEST_FILE, Preferences
from state.store import Store, StoreBusy
from state.store.locks import exclusive
from state.store.preferences import NO_ACCOUNT
from tests.state.store.appliances import begin, factory, open_store
from tests.state.store.children import KILLED, run_in_child
from tests.state.store.disks import FastDisk, failing_disk, fatal_disk
from tests.state.store.test_processes import processes

KOREAN = Preferences(language="ko")
LIGHT = Preferences(theme="esa-light")


def choose(store: Store, user: str, preferences: Preferences) -> None:
    store.preferences.set(user, preferences, store.refresh().configuration)


def account(store: Store, user: str, *, there: bool) -> None:
    """Commit an account, or its end."""
    with begin(store) as candidate:
        users = candidate.draft.users
        accounts = {name: each for name, each in users.accounts.items() if name != user}
        if there:
            accounts[user] = User(full_name=user, role="operators", passphrase="x")
        candidate.update(candidate.draft.write(users=dataclasses.replace(users, accounts=accounts)))
        candidate.commit()


def warnings(store: Store) -> list[Event]:
    events, _ = store.journal.read()
    return [event for event in events if event.type == TROUBLE]


def test_every_process_and_login_has_them(store: Store, directory: Path) -> None:
    choose(store, "admin", KOREAN)
    with open_store(directory) as other:
        assert other.preferences.of("admin") == KOREAN
        choose(other, "admin", LIGHT)
    assert store.preferences.of("admin") == LIGHT
    choose(store, "admin", AUTOMATIC)
    assert store.preferences.of("admin") == AUTOMATIC
    assert store.head.number == 0
    assert not begin(store).pending
    assert (directory / "preferences.toml").stat().st_mode & 0o777 == 0o600


def test_who_has_no_account_has_none(store: Store) -> None:
    with pytest.raises(StateError, match=NO_ACCOUNT):
        choose(store, "nobody", KOREAN)


def test_a_name_that_somebody_else_had_begins_anew(store: Store) -> None:
    account(store, "eve", there=True)
    choose(store, "eve", KOREAN)
    choose(store, "admin", LIGHT)
    account(store, "eve", there=False)
    assert store.preferences.of("eve") == AUTOMATIC
    account(store, "eve", there=True)
    assert store.preferences.of("eve") == AUTOMATIC
    assert store.preferences.of("admin") == LIGHT


def test_what_a_dying_process_did_not_forget_is_forgotten_with_the_new_account(
    store: Store, directory: Path
) -> None:
    account(store, "eve", there=True)
    choose(store, "eve", KOREAN)
    kept = (directory / "preferences.toml").read_bytes()
    account(store, "eve", there=False)
    (directory / "preferences.toml").write_bytes(kept)
    account(store, "eve", there=True)
    assert store.preferences.of("eve") == AUTOMATIC


def test_a_reset_forgets_all(store: Store) -> None:
    choose(store, "admin", KOREAN)
    store.reset_to_factory("admin")
    assert store.preferences.of("admin") == AUTOMATIC


def test_a_commit_of_something_else_touches_nothing(store: Store, directory: Path) -> None:
    choose(store, "admin", KOREAN)
    before = (directory / "preferences.toml").stat()
    account(store, "eve", there=True)
    assert (directory / "preferences.toml").stat() == before


def broken_text(path: Path) -> None:
    path.write_bytes(b"[users\n")


def endless(path: Path) -> None:
    path.write_bytes(b"#" * (LARGEST_FILE + 1))


def fifo(path: Path) -> None:
    os.mkfifo(path)


def link(path: Path) -> None:
    path.symlink_to("/dev/zero")


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        # Names of sockets are short.
        os.chdir(path.parent)
        try:
            made.bind(path.name)
        finally:
            os.chdir(here)


@pytest.mark.parametrize("make", [broken_text, endless, fifo, link, listening])
def test_a_file_that_cannot_be_used_is_told_once_and_replaced(
    store: Store, directory: Path, make: Callable[[Path], None]
) -> None:
    path = directory / "preferences.toml"
    make(path)
    for _ in range(3):
        assert store.preferences.of("admin") == AUTOMATIC
    (told,) = warnings(store)
    assert "preferences.toml cannot be used: " in told.data["text"]
    choose(store, "admin", KOREAN)
    assert store.preferences.of("admin") == KOREAN
    assert len(warnings(store)) == 1


def test_a_directory_in_its_place_is_an_error(store: Store, directory: Path) -> None:
    (directory / "preferences.toml").mkdir()
    assert store.preferences.of("admin") == AUTOMATIC
    with pytest.raises(StateError, match="cannot be saved"):
        choose(store, "admin", KOREAN)
    account(store, "eve", there=True)


def test_a_lock_that_somebody_keeps(
    store: Store, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("state.store.preferences.exclusive", lambda path: exclusive(path, 0.0))
    with exclusive(directory / ".lock"), pytest.raises(StoreBusy):
        choose(store, "admin", KOREAN)


@pytest.mark.parametrize("torn", [False, True], ids=["between", "torn"])
def test_killed_at_every_step_there_is_the_old_or_the_new(tmp_path: Path, torn: bool) -> None:
    before = shutil.copytree(factory(), tmp_path / "before")
    with open_store(before) as store:
        account(store, "eve", there=True)
        choose(store, "eve", LIGHT)
    for step in range(20):
        directory = shutil.copytree(before, tmp_path / f"{step}")

        def work(acknowledge: Callable[[], None], directory: Path = directory) -> None:
            disk = fatal_disk(step, torn=torn)  # noqa: B023 - done within this round.
            with open_store(directory, disk=disk) as store:
                disk.armed = True
                choose(store, "admin", KOREAN)
                acknowledge()
                disk.armed = False

        code, acknowledged = run_in_child(work)
        with open_store(directory) as store:
            assert store.preferences.of("admin") in (
                (KOREAN,) if acknowledged else (KOREAN, AUTOMATIC)
            )
            assert store.preferences.of("eve") == LIGHT
            choose(store, "admin", LIGHT)
            assert warnings(store) == []
        assert list((directory / ".unfinished").iterdir()) == []
        if code == 0:
            assert step >= 4
            return
        assert code == KILLED
    pytest.fail("it never ended")


@pytest.mark.parametrize("step", range(5))
def test_a_full_disk_leaves_the_old(tmp_path: Path, step: int) -> None:
    directory = shutil.copytree(factory(), tmp_path / "state")
    with open_store(directory, disk=FastDisk()) as store:
        choose(store, "admin", LIGHT)
    disk = failing_disk(step, 28, lasting=True)
    with open_store(directory, disk=disk) as store:
        disk.armed = True
        with pytest.raises(StateError, match="No space left on device"):
            choose(store, "admin", KOREAN)
        disk.armed = False
        renamed = any("rename" in each for each in disk.trace[:step])
        assert store.preferences.of("admin") == (KOREAN if renamed else LIGHT)


def test_processes_lose_nothing_of_each_other(store: Store, directory: Path) -> None:
    names = [f"user{number}" for number in range(4)]
    for name in names:
        account(store, name, there=True)
    with processes(directory, 2) as (one, two):
        for turn in range(2):
            one.tell("prefer", names[turn], 40)
            two.tell("prefer", names[turn + 2], 40)
            assert [one.answer(), two.answer()] == [40, 40]
    assert [store.preferences.of(name) for name in names] == [KOREAN] * 4
