"""A factory appliance for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from state.store import Candidate, Store
from tests.state.store.appliances import begin, new_directory, open_store


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
