"""Scores of clients by the lab file."""

from __future__ import annotations

from pathlib import Path

import pytest

from esatui.services.network.reputation import MOST_ENTRIES, Reputations
from state.errors import StateError
from tests.services.network.labs import content, network

SCORES = Reputations(
    {"203.0.113.7": -4.5, "203.0.113.0/24": 3, "0.0.0.0/0": 0.0, "2001:db8::/32": 10.0}
)


@pytest.mark.parametrize(
    ("address", "score"),
    [
        ("203.0.113.7", -4.5),
        ("203.0.113.8", 3.0),
        ("203.0.114.7", 0.0),
        ("::ffff:203.0.113.7", -4.5),
        ("2001:db8::1%eth0", 10.0),
        ("2001:db9::1", None),
    ],
)
def test_the_narrowest_entry_counts(address: str, score: float | None) -> None:
    assert SCORES.score(address) == score


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('"mail" = 1.0', "reputation 'mail': "),
        ('"203.0.113.7/24" = 1.0', "has host bits set"),
        ('"203.0.113.7" = 10.1', "10.1 is not -10.0 to 10.0"),
        ('"203.0.113.7" = nan', "nan is not -10.0 to 10.0"),
        ('"203.0.113.7" = "1"', "lab.toml: "),
    ],
)
def test_what_is_refused(line: str, reason: str) -> None:
    with pytest.raises(StateError) as fault:
        content(f"[reputation]\n{line}")
    assert reason in fault.value.text


def test_too_many() -> None:
    with pytest.raises(StateError):
        Reputations(dict.fromkeys(map(str, range(MOST_ENTRIES + 1)), 1.0))


def test_the_file_is_read_again(tmp_path: Path) -> None:
    here = network(tmp_path, "")
    assert here.reputation("203.0.113.7") is None
    (tmp_path / "lab.toml").write_text('[reputation]\n"203.0.113.7" = -1\n')
    assert here.reputation("203.0.113.7") == -1.0
