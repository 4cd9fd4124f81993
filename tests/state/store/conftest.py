"""A factory appliance for each test."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from state.passphrases import hash_passphrase
from state.store import Candidate, Store
from tests.state.store.appliances import begin, new_directory, open_store


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Factory passphrases of appliances made here are hashed at a thousandth of the cost."""
    monkeypatch.setattr("state.factory.hash_passphrase", partial(hash_passphrase, log2_cost=4))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return new_directory(tmp_path)


@pytest.fixture
def store(directory: Path) -> Iterator[Store]:
    with open_store(directory) as store:
        yield store


@pytest.fixture
def candidate(store: Store) -> Candidate:
    return begin(store)
