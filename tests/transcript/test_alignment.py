"""Edit scripts between a file and what was said."""

from hypothesis import given
from hypothesis import strategies as st

from esatui.transcript.alignment import CELLS, align, align_lines, best_beginning
from esatui.transcript.document import parse_line

items = st.lists(st.sampled_from("ab*c"), max_size=8)


def script(expected: str, actual: str) -> str:
    edits = align(
        expected, actual, same=lambda one, other: one == other, absorbs=lambda item: item == "*"
    )
    return " ".join(f"{edit.kind[0]}{len(edit.expected)}{len(edit.actual)}" for edit in edits)


def test_equal_sequences_are_equal() -> None:
    assert script("abc", "abc") == "s11 s11 s11"


def test_neighbours_of_a_wildcard_are_replaced_not_swallowed() -> None:
    assert script("a*b", "xyz") == "r11 a11 r11"


def test_what_is_gone_is_deleted() -> None:
    assert script("abc", "ac") == "s11 d10 s11"
    assert script("ac", "abc") == "s11 i01 s11"


@given(items, items)
def test_an_edit_script_makes_one_of_the_other(expected: list[str], actual: list[str]) -> None:
    edits = align(
        expected, actual, same=lambda one, other: one == other, absorbs=lambda item: item == "*"
    )
    assert [i for edit in edits for i in edit.expected] == list(range(len(expected)))
    assert [i for edit in edits for i in edit.actual] == list(range(len(actual)))
    for edit in edits:
        if edit.kind == "same":
            assert expected[edit.expected.start] == actual[edit.actual.start]


def test_long_texts_are_compared_within_bounds() -> None:
    many = [str(number) for number in range(CELLS // 100)]
    lines = [parse_line(f"old {text}", 1) for text in many]
    edits = align_lines(lines, [f"new {text}" for text in many], {})
    assert {edit.kind for edit in edits} == {"delete", "insert"}


def test_the_beginning_that_was_meant_is_found() -> None:
    lines = [parse_line(text, 1) for text in ("", "Paste it now.", "-----BEGIN", "x", ".")]
    assert best_beginning(lines, ["", "Paste the certificate now."], {}) == 2
