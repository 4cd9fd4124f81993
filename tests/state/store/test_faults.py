"""A disk that is full, read-only or broken: an error message, and nothing is lost."""

import errno
import os
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from state.errors import StateError
from state.store import Candidate, CommitUnconfirmed, DiskError, Store
from state.store.keys import keys_of
from tests.state.store.appliances import (
    begin,
    destinations,
    new_directory,
    open_store,
    set_destination,
)
from tests.state.store.disks import SteppedDisk, counting_disk, failing_disk
from tests.state.store.edits import edit_at_random, with_profile

CODES = {"full": errno.ENOSPC, "read-only": errno.EROFS, "broken": errno.EIO}
KINDS = [
    pytest.param(code, torn, lasting, id=f"{name}-{'torn-' * torn}{'lasting' * lasting}")
    for name, code in CODES.items()
    for torn, lasting in ((False, False), (True, False), (True, True))
]
MOST_STEPS = 200


@pytest.mark.parametrize(("code", "torn", "lasting"), KINDS)
def test_commit(tmp_path: Path, code: int, torn: bool, lasting: bool) -> None:
    for step in range(MOST_STEPS):
        directory = new_directory(tmp_path, f"{step}")
        disk = failing_disk(step, code, torn=torn, lasting=lasting)
        with open_store(directory, disk=disk) as store:
            candidate = begin(store)
            candidate.update(with_profile(Random(step), candidate.draft))
            edit_at_random(Random(step), candidate)
            disk.armed = True
            failed = commit_with_fault(store, candidate, disk)
            check_after(store, candidate, directory)
        shutil.rmtree(directory)
        if not failed and disk.steps <= step:
            assert step > 15
            return
    pytest.fail("too many steps")


def commit_with_fault(store: Store, candidate: Candidate, disk: SteppedDisk) -> bool:
    """Commit on a disk that fails; then again on the same disk mended. Return whether it failed."""
    draft, changes = candidate.draft, candidate.changes()
    error = failure_of(lambda: candidate.commit("once"))
    disk.armed = False
    if error is None:
        assert store.head.number == 1
        return False
    assert candidate.pending
    if isinstance(error, CommitUnconfirmed):
        assert "in force" in error.text
        assert store.refresh().number == 1
        assert candidate.commit("again") == store.head
        return True
    assert error.text.startswith("Error: the configuration cannot be saved: ")
    assert os.strerror(disk_code(error)) in error.text
    assert candidate.changes() == changes
    assert candidate.draft == draft
    assert store.refresh().number == 0
    assert candidate.commit("again").number == 1
    return True


def failure_of(work: Callable[[], object]) -> DiskError | None:
    """Return the error of the disk that some work ends with, if any."""
    try:
        work()
    except DiskError as error:
        return error
    return None


def disk_code(error: DiskError) -> int:
    cause = error.__cause__
    assert isinstance(cause, OSError)
    assert cause.errno is not None
    return cause.errno


def check_after(store: Store, candidate: Candidate, directory: Path) -> None:
    assert not candidate.pending
    assert store.head.number == 1
    with open_store(directory) as other:
        assert other.head == store.head
        assert {path.stem for path in (directory / "keys").iterdir()} == keys_of(
            other.head.configuration
        )
    assert list((directory / ".unfinished").iterdir()) == []


@pytest.mark.parametrize(("code", "torn", "lasting"), KINDS)
def test_first_creation(tmp_path: Path, code: int, torn: bool, lasting: bool) -> None:
    # Each creation costs a tenth of a second, so only every few steps are tried.
    for step in range(0, MOST_STEPS, 4):
        directory = tmp_path / f"{step}"
        disk = failing_disk(step, code, torn=torn, lasting=lasting)
        disk.armed = True
        error = failure_of(lambda: open_store(directory, disk=disk).close())  # noqa: B023
        assert error is None or os.strerror(code) in error.text
        disk.armed = False
        with open_store(directory, disk=disk) as store:
            assert store.head.number == 0
        shutil.rmtree(directory)
        if disk.steps <= step:
            return
    pytest.fail("too many steps")


@pytest.mark.parametrize(("code", "torn", "lasting"), KINDS)
def test_reset(tmp_path: Path, code: int, torn: bool, lasting: bool) -> None:
    before = new_directory(tmp_path, "before")
    with open_store(before) as store:
        candidate = begin(store)
        candidate.update(with_profile(Random(1), candidate.draft))
        candidate.commit("a key")
    for step in range(MOST_STEPS):
        directory = shutil.copytree(before, tmp_path / f"{step}")
        disk = failing_disk(step, code, torn=torn, lasting=lasting)
        with open_store(directory, disk=disk) as store:
            disk.armed = True
            error = failure_of(lambda: store.reset_to_factory("admin"))
            disk.armed = False
            if error is not None and not isinstance(error, CommitUnconfirmed):
                assert store.head.number == 1
                store.reset_to_factory("admin")
            assert store.head.info.kind == "reset"
        with open_store(directory) as store:
            assert store.head.number == 2
            assert {path.stem for path in (directory / "keys").iterdir()} == keys_of(
                store.head.configuration
            )
        shutil.rmtree(directory)
        if disk.steps <= step:
            return
    pytest.fail("too many steps")


def test_logging_in_and_editing_need_no_disk(directory: Path) -> None:
    disk = failing_disk(0, errno.EROFS, lasting=True)
    with open_store(directory, disk=disk) as store:
        disk.armed = True
        candidate = begin(store)
        set_destination(candidate, "a.example", 1)
        set_destination(candidate, "b.example", 2)
        candidate.active()
        assert destinations(candidate.draft) == {"a.example": 1, "b.example": 2}
        assert any("Read-only file system" in trouble for trouble in store.troubles)
        with pytest.raises(DiskError, match="Read-only file system"):
            candidate.commit("no")
        candidate.close()


def test_opening_an_appliance_writes_nothing(directory: Path) -> None:
    disk = failing_disk(0, errno.EROFS, lasting=True)
    disk.armed = True
    with open_store(directory, disk=disk) as store:
        assert store.head.number == 0
        assert list(store.troubles) == []
    assert disk.trace == []


def test_checkpoint_that_fails_is_no_error(directory: Path) -> None:
    disk = failing_disk(1, errno.ENOSPC)
    with open_store(directory, disk=disk) as store:
        candidate = begin(store)
        set_destination(candidate, "a.example", 1)
        candidate.commit("a")
        disk.armed = True
        assert not store.checkpoint(always=True)
        assert "No space left on device" in store.troubles[-1]
        disk.armed = False
        assert store.checkpoint(always=True)
    with open_store(directory) as store:
        assert store.head.number == 1


def test_a_commit_that_reads_back_differently_does_not_count(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = counting_disk()
    with open_store(directory, disk=disk) as store:
        candidate = begin(store)
        set_destination(candidate, "a.example", 1)
        monkeypatch.setattr(disk, "read", lambda path: path.read_bytes().replace(b"= 1", b"= 2"))
        with pytest.raises(StateError, match="reads back differently"):
            candidate.commit("a")
        monkeypatch.setattr(disk, "read", lambda path: path.read_bytes()[:-20] + b"=")
        with pytest.raises(StateError, match="cannot be read back"):
            candidate.commit("a")
        monkeypatch.undo()
        assert store.refresh().number == 0
        assert candidate.commit("a").number == 1


def test_a_real_limit_of_the_file_system(directory: Path) -> None:
    # The kernel itself refuses to let a file grow: the nearest to a full disk without root.
    with open_store(directory) as store:
        candidate = begin(store)
        set_destination(candidate, "a.example", 1)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
        try:
            with pytest.raises(DiskError, match="File too large"):
                candidate.commit("a")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, handler)
        assert candidate.commit("a").number == 1
        assert list((directory / ".unfinished").iterdir()) == []


def test_a_file_system_without_hard_links(directory: Path) -> None:
    class WithoutLinks(SteppedDisk):
        def link(self, source: Path, target: Path) -> None:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    disk = WithoutLinks(-1, lambda _: pytest.fail("no step is replaced"))
    with open_store(directory, disk=disk) as store:
        candidate = begin(store)
        set_destination(candidate, "a.example", 1)
        candidate.commit("a")
    with open_store(directory) as store:
        assert store.head.number == 1
        assert list((directory / ".unfinished").iterdir()) == []
