"""A lab authority, and appliances whose certificates come from it."""

from __future__ import annotations

import pytest

from esatui.lab.keys import SeededKeys
from esatui.lab.presented import LabHierarchy
from state.clock import SystemClock
from tests.services.tls.appliances import Lab


@pytest.fixture(scope="session")
def lab() -> Lab:
    # The peers are real programs that look at the real time.
    return Lab(LabHierarchy(SeededKeys(1), SystemClock()))
