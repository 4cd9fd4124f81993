"""Certificates on an axis of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esatui.lab.ca import LabAuthority
from esatui.lab.keys import SeededKeys
from esatui.lab.wish import Wish
from state.certificates.certificate import Certificate
from state.certificates.validity import Status
from state.clock import FrozenClock
from state.overview.certificates import SOON_DAYS, CertificateOverview
from state.overview.timeline import DAY, STOPS, Expiry, Scale, scale, timeline

NOW = datetime(2024, 5, 20, 10, 2, 11, tzinfo=UTC)
DAYS = st.floats(-6000, 6000, allow_nan=False)
WIDTHS = st.integers(20, 200)


@cache
def certificate(days: float) -> Certificate:
    wish = Wish(common_name="mail.example.com", start=-9999 * DAY, end=timedelta(days=days))
    issued = LabAuthority(SeededKeys(1), FrozenClock(NOW)).issue(wish, None)
    return issued.certificate


def overview(name: str, days: float) -> CertificateOverview:
    end = certificate(days)
    status: Status = "Active" if days >= 0 else "Expired"
    return CertificateOverview(
        name=name, certificate=end, status=status, days=0, services=(), faults=()
    )


def expiry(days: float) -> Expiry:
    return Expiry("one", "Active" if days >= 0 else "Expired", NOW + days * DAY, days)


def axis(days: list[float], width: int) -> Scale:
    return scale([expiry(each) for each in days], width)


@given(st.lists(DAYS, min_size=1, max_size=20), WIDTHS)
def test_all_have_their_place_in_the_order_of_time(days: list[float], width: int) -> None:
    found = axis(days, width)
    cells = [found.cell(each) for each in sorted(days)]
    assert cells == sorted(cells)
    assert all(0 <= cell < width for cell in cells)


@given(st.lists(DAYS, min_size=1, max_size=20), WIDTHS)
def test_what_has_expired_is_left_of_today(days: list[float], width: int) -> None:
    found = axis(days, width)
    for each in days:
        assert (found.cell(each) < found.today) == (each < 0)


@given(st.lists(DAYS, min_size=1, max_size=20), WIDTHS)
def test_the_stretches_between_the_marks_are_of_one_length(days: list[float], width: int) -> None:
    found = axis(days, width)
    cells = [found.cell(stop) for stop in found.stops]
    lengths = {after - before for before, after in pairwise(cells)}
    assert max(lengths) - min(lengths) <= 1
    assert (cells[0], cells[-1]) == (found.today, width - 1)
    assert found.warned == range(found.today, found.cell(SOON_DAYS))


def test_a_year_and_ten_years_are_apart() -> None:
    found = axis([364, 3649], 60)
    assert found.cell(3649) - found.cell(364) > 20
    assert found.cell(12) > found.cell(2)


def test_the_axis_ends_where_it_has_to() -> None:
    assert axis([5], 60).stops == STOPS[:4]
    assert axis([366], 60).stops == STOPS[:5]
    assert axis([99999], 60).stops == STOPS
    assert axis([99999], 60).cell(99999) == 59
    assert axis([], 60).stops == STOPS[:4]


def test_without_an_expired_one_the_axis_begins_today() -> None:
    assert axis([5], 60).today == 0
    assert axis([5, -5], 60).today == 10


@pytest.mark.parametrize("most", [1, 3, 8, 30])
def test_the_nearest_of_many(most: int) -> None:
    many = [overview(f"c{i:04}", i % 50 - 9) for i in range(1000)]
    found = timeline(many, NOW, most)
    assert len(found.shown) == most
    lefts = [each.left for each in found.shown]
    assert lefts == sorted(lefts)
    assert sum(left < 0 for left in lefts) == most // 3
    assert found.expired_before + found.later + most == 1000
    assert found.later_from is not None
    assert found.later_from >= max(each.end for each in found.shown)


def test_expired_ones_take_the_room_that_nobody_needs() -> None:
    found = timeline([overview(f"c{i}", -i - 1) for i in range(20)], NOW, 8)
    assert [each.days for each in found.shown] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert (found.expired_before, found.later, found.later_from) == (12, 0, None)


def test_few_are_all_there() -> None:
    every = [overview("b", 5), overview("a", 5), overview("old", -3)]
    found = timeline(every, NOW, 8)
    assert [each.name for each in found.shown] == ["old", "a", "b"]
    assert [each.soon for each in found.shown] == [False, True, True]
    assert (found.expired_before, found.later) == (0, 0)


def test_none() -> None:
    assert timeline([], NOW, 8).shown == ()
