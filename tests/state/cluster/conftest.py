"""Machines for each test, and a cluster of three."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from state.passphrases import hash_passphrase
from state.store import Store
from tests.state.cluster.machines import NAMES, create, join, new_machine, open_machine


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("state.factory.hash_passphrase", partial(hash_passphrase, log2_cost=4))


@pytest.fixture(scope="session")
def factories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with three machines, not to be written to."""
    parent = tmp_path_factory.mktemp("machines")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("state.factory.hash_passphrase", partial(hash_passphrase, log2_cost=4))
        for name in NAMES:
            new_machine(parent, name)
    return parent


@pytest.fixture
def directories(factories: Path, tmp_path: Path) -> dict[str, Path]:
    """Return the state directories of three machines that stand alone."""
    parent = shutil.copytree(factories, tmp_path / "machines")
    return {name: parent / name for name in NAMES}


@pytest.fixture
def alone(directories: dict[str, Path]) -> Iterator[list[Store]]:
    """Yield three machines that stand alone."""
    with ExitStack() as stack:
        yield [stack.enter_context(open_machine(path)) for path in directories.values()]


@pytest.fixture
def machines(alone: list[Store]) -> list[Store]:
    """Return three machines in a cluster."""
    create(alone[0])
    join(alone[1], "b")
    join(alone[2], "c")
    return alone
