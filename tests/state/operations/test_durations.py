from __future__ import annotations

import pytest

from state.errors import StateError
from state.operations.durations import check_duration, seconds


@pytest.mark.parametrize(
    ("text", "kept", "number"),
    [
        ("1h", "1h", 3600),
        ("5M", "5m", 300),
        ("90", "90s", 90),
        ("30d", "30d", 2592000),
        (" 1s ", "1s", 1),
    ],
)
def test_durations(text: str, kept: str, number: int) -> None:
    assert check_duration(text) == kept
    assert seconds(text) == seconds(kept) == number


@pytest.mark.parametrize("text", ["", "h", "1w", "1.5h", "-1m", "1 h", "9999999s", "٣m"])
def test_no_durations(text: str) -> None:
    with pytest.raises(StateError, match="followed by s, m, h or d"):
        seconds(text)


@pytest.mark.parametrize("text", ["0", "0h", "31d", "721h"])
def test_out_of_range(text: str) -> None:
    with pytest.raises(StateError, match=r"^The value must be between 1s and 30d\.$"):
        seconds(text)
