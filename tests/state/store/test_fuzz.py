"""Files of the state directory with random damage: an error that can be read, or no harm."""

import shutil
from pathlib import Path
from random import Random

import pytest

from state.errors import StateError
from state.store import Store
from tests.state.store.appliances import begin, open_store, set_destination
from tests.state.store.disks import FastDisk
from tests.state.store.edits import edit_at_random

NAMES = (
    "running.toml",
    "appliance.toml",
    "commits/000001.toml",
    "commits/000002.toml",
    "journal/000001.jsonl",
    "keys/doubtful.txt",
    "pending",
    "logins",
)
ROUNDS = 40


@pytest.mark.parametrize("name", NAMES)
def test_random_damage(tmp_path: Path, directory: Path, name: str) -> None:
    random = Random(name)
    with open_store(directory, disk=FastDisk()) as store:
        candidate = begin(store)
        for number in range(2):
            edit_at_random(random, candidate)
            candidate.commit(f"{number}")
        set_destination(candidate, "pending.example", 1)
        (directory / "keys" / "doubtful.txt").write_text("ab" * 32 + "\n")
        # A copy is the directory of a process that has died.
        for number in range(ROUNDS):
            copy = shutil.copytree(directory, tmp_path / f"{number}")
            path = copy / name
            if path.is_dir():
                path = next(each for each in path.iterdir() if each.suffix == ".toml")
            path.write_bytes(damaged(path.read_bytes(), random))
            use_everything(copy)
            shutil.rmtree(copy)


def damaged(data: bytes, random: Random) -> bytes:
    """Return data with something cut out, put in, doubled or changed."""
    for _ in range(random.randrange(1, 4)):
        start = random.randrange(len(data) + 1)
        end = min(len(data), start + random.choice((1, 1, 4, 100)))
        put = random.choice((b"", b"\x00", b"\xff", b'"', b"\n", b"[", b"= ", data[start:end] * 2))
        data = data[:start] + put + data[end:]
    return data


def use_everything(directory: Path) -> None:
    # What is wrong is said, and in which file.
    assert str(directory) in (refusal(directory) or str(directory))


def refusal(directory: Path) -> str | None:
    """Use everything of a state directory; return the error that refuses it, if any."""
    try:
        with open_store(directory, disk=FastDisk()) as store:
            read_everything(store)
            candidate = begin(store, "afterwards")
            set_destination(candidate, "afterwards.example", 1)
            candidate.commit("afterwards")
    except StateError as error:
        return error.text
    return None


def read_everything(store: Store) -> None:
    store.logins()
    store.pending()
    store.journal.read()
    list(store.journal.newest_first())
    for info in store.history():
        store.configuration_at(info.number)
