"""What holds for every test."""

import pytest
from hypothesis import settings

# A slow machine is no fault of the code: nothing here is judged by the time that it takes.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that are marked `early` before all others, which keep their order."""
    items.sort(key=lambda item: item.get_closest_marker("early") is None)
