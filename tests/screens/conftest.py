"""Appliances for dashboards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from screens.desk import Desk
from screens.language import use
from tests.screens.desks import appliance_at, desk_at
from tests.screens.stage import fill


@pytest.fixture(autouse=True)
def english() -> None:
    """No test speaks the language of the one before."""
    use("en")


@pytest.fixture
def appliance(tmp_path: Path) -> Iterator[Appliance]:
    """A factory appliance at a fixed time."""
    made = appliance_at(tmp_path / "state")
    yield made
    made.store.close()


@pytest.fixture
def desk(appliance: Appliance) -> Desk:
    """The administrator at the dashboard of `appliance`."""
    return desk_at(appliance)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state directory of a busy appliance, to be copied."""
    return fill(tmp_path_factory.mktemp("busy") / "state")
