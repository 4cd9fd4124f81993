from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.errors import StateError
from state.operations.values import NumberRange, not_blank, shown

RANGE = NumberRange(1, 60, "recipient_minutes")
OUTSIDE = "The value must be between 1 and 60."


@pytest.mark.parametrize(("text", "number"), [("1", 1), (" 60 ", 60), ("+7", 7), ("007", 7)])
def test_numbers(text: str, number: int) -> None:
    assert RANGE.parse(text) == number


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The value cannot be blank."),
        ("   ", "The value cannot be blank."),
        ("0", OUTSIDE),
        ("61", OUTSIDE),
        ("-5", OUTSIDE),
        ("9" * 5000, OUTSIDE),
        ("0" * 5000 + "61", OUTSIDE),
        ("1.5", "The value must be an integer."),
        ("1e1", "The value must be an integer."),
        ("0x1", "The value must be an integer."),
        ("1_0", "The value must be an integer."),
        ("ten", "The value must be an integer."),
        ("٣", "The value must be an integer."),
        ("３", "The value must be an integer."),
        ("--1", "The value must be an integer."),
        ("+", "The value must be an integer."),
    ],
)
def test_faults(text: str, message: str) -> None:
    with pytest.raises(StateError) as caught:
        RANGE.parse(text)
    assert caught.value.text == message
    assert caught.value.field == "recipient_minutes"


@given(st.text())
def test_anything_is_a_number_in_range_or_an_error(text: str) -> None:
    try:
        number = RANGE.parse(text)
    except StateError:
        return
    assert 1 <= number <= 60


def test_not_blank() -> None:
    assert not_blank(" x ") == "x"
    with pytest.raises(StateError):
        not_blank(" \t")


@given(st.text(max_size=2000))
def test_what_is_shown_is_one_bounded_line(text: str) -> None:
    result = shown(text)
    assert result.isprintable()
    assert len(result) <= 258
