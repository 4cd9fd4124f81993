"""What goes wrong with the exchange: damaged entries, a directory that is gone, full disks."""

import errno
import shutil
from pathlib import Path

import pytest

from state.cluster.entries import read_entry, write_entry
from state.cluster.log import read_cluster
from state.documents import DocumentError
from state.errors import StateError
from state.store import CommitUnconfirmed, DiskError, Store
from state.store.errors import NotStoredHere
from tests.state.cluster.machines import CLUSTER, CLUSTER_ID, NAMES, at, open_machine, settled
from tests.state.cluster.test_kill import KEY, check_agreement, commit_with_key, committed_with_key
from tests.state.store.appliances import set_destination
from tests.state.store.disks import SteppedDisk, counting_disk, failing_disk


def entries(stores: list[Store]) -> Path:
    directory = stores[0].cluster_news()
    assert directory is not None
    return directory


def test_every_entry_reads_back_as_it_was_written(machines: list[Store]) -> None:
    commit_with_key(machines[0])
    files = sorted(entries(machines).iterdir())
    assert len(files) == 4
    for file in files:
        entry = read_entry(file.read_bytes())
        assert write_entry(entry) == file.read_bytes()
    assert read_entry(files[-1].read_bytes()).keys == {KEY.key_id: KEY.pem}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[keys]", "[keyz]"),
        (KEY.key_id, "../../somewhere"),
        ("-----BEGIN PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----"),
        ('"cluster",', '"elsewhere",'),
        ("number = 3", "number = true"),
    ],
)
def test_a_damaged_entry_is_refused(machines: list[Store], old: str, new: str) -> None:
    commit_with_key(machines[0])
    text = (entries(machines) / "000003.toml").read_text()
    assert old in text
    with pytest.raises(DocumentError):
        read_entry(text.replace(old, new).encode())


def test_machines_go_on_without_an_entry_that_cannot_be_read(machines: list[Store]) -> None:
    before = settled(machines)
    (entries(machines) / "000003.toml").write_bytes(b"no TOML")
    assert machines[1].refresh().configuration == before
    assert any("000003.toml" in trouble for trouble in machines[1].troubles)
    with at(machines[1], CLUSTER) as candidate:
        set_destination(candidate, "a.example", 1)
        with pytest.raises(StateError, match=r"000003\.toml"):
            candidate.commit()


def test_an_entry_that_does_not_fit_is_refused(machines: list[Store]) -> None:
    file = entries(machines) / "000002.toml"
    text = file.read_text().replace("number = 2", "number = 3")
    (entries(machines) / "000003.toml").write_text(text)
    machines[0].refresh()
    assert any("Entry 3" in trouble for trouble in machines[0].troubles)
    with pytest.raises(StateError, match="Entry 3"):
        read_cluster(machines[0].exchange, CLUSTER_ID)


def test_without_the_directory_nothing_is_committed_and_nothing_lost(
    machines: list[Store], tmp_path: Path
) -> None:
    root = entries(machines).parents[1]
    moved = root.rename(tmp_path / "away")
    with at(machines[0], CLUSTER) as candidate:
        set_destination(candidate, "a.example", 1)
        with pytest.raises(DiskError, match="The cluster cannot be reached"):
            candidate.commit()
        assert candidate.pending
        moved.rename(root)
        candidate.commit()
    settled(machines)


def test_a_disk_that_is_full_at_each_step(
    machines: list[Store], directories: dict[str, Path], tmp_path: Path
) -> None:
    machines[1].close()
    counting = counting_disk()
    commit_on(shutil.copytree(directories["b"].parent, tmp_path / "counted"), counting)
    outcomes = {
        commit_on(
            shutil.copytree(directories["b"].parent, tmp_path / str(step)),
            failing_disk(step, errno.ENOSPC),
        )
        for step in range(counting.steps)
    }
    assert outcomes == {"done", "refused", "unconfirmed", "not stored here"}


def commit_on(parent: Path, disk: SteppedDisk) -> str:
    """Commit on a disk that fails once; return what became of it."""
    outcome = "done"
    with open_machine(parent / "b", disk=disk) as store:
        disk.armed = True
        try:
            commit_with_key(store)
        except NotStoredHere:
            outcome = "not stored here"
        except CommitUnconfirmed:
            outcome = "unconfirmed"
        except DiskError:
            outcome = "refused"
        disk.armed = False
        others = [open_machine(parent / name) for name in NAMES if name != "b"]
        stores = [others[0], store, others[1]]
        for each in stores:
            each.troubles.clear()
            each.refresh()
            each.troubles.clear()
        check_agreement(stores)
        assert committed_with_key(stores) == (outcome != "refused")
        for each in others:
            each.close()
    return outcome
