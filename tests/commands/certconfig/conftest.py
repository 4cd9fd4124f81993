"""An appliance, a session on it, and what the session writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from esatui.session import Session
from tests.commands.certconfig.conversation import appliance_in, session_on


@pytest.fixture
def appliance(tmp_path: Path) -> Iterator[Appliance]:
    appliance = appliance_in(tmp_path / "state")
    with appliance.store:
        yield appliance


@pytest.fixture
def written() -> list[str]:
    return []


@pytest.fixture
def session(appliance: Appliance, written: list[str]) -> Session:
    return session_on(appliance, written)
