"""A state directory with a factory appliance, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.program import run


@pytest.fixture(scope="session")
def factory_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    state = tmp_path_factory.mktemp("factory") / "state"
    done = run("--state", state, "-c", "version")
    assert done.returncode == 0, done.stderr
    return state


@pytest.fixture
def state(factory_state: Path, tmp_path: Path) -> Path:
    shutil.copytree(factory_state, tmp_path / "state")
    return tmp_path / "state"
