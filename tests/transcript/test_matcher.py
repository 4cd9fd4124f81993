"""Comparing lines of a file with lines of output."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esatui.transcript.document import Line, parse_line
from esatui.transcript.matcher import find_end, find_prompt, match_all


def lines(*texts: str) -> list[Line]:
    return [parse_line(text, number) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("expected", "actual", "bound"),
    [
        ((), (), {}),
        (("a", "b"), ("a", "b"), {}),
        (("...",), (), {}),
        (("...",), ("a", "b"), {}),
        (("a", "...", "b"), ("a", "b", "c", "b"), {}),
        (("...", "m", "...", "m"), ("m", "x", "m"), {}),
        (("# note", "a"), ("a",), {}),
        (("[x:..]", "[=x]"), ("1", "1"), {"x": "1"}),
        (("...[all]", "end"), ("1", "2", "end"), {"all": "1\n2\n"}),
        (("n [n:..]", "...", "[=n]"), ("n 2", "1", "2"), {"n": "2"}),
    ],
)
def test_these_are_the_same(
    expected: Sequence[str], actual: Sequence[str], bound: dict[str, str]
) -> None:
    assert match_all(lines(*expected), actual, {}) == bound


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (("a",), ()),
        ((), ("a",)),
        (("a",), ("b",)),
        (("a", "..."), ("b", "a")),
        (("...", "a"), ("a", "b")),
        (("a", "...", "a"), ("a",)),
        (("[x:..]", "[=x]"), ("1", "2")),
    ],
)
def test_these_are_not(expected: Sequence[str], actual: Sequence[str]) -> None:
    assert match_all(lines(*expected), actual, {}) is None


@pytest.mark.parametrize(
    ("expected", "actual", "prompt", "index", "typed"),
    [
        (("a", "x> go"), ("a",), "x> ", 1, "go"),
        (("a", "x>"), ("a",), "x> ", 1, ""),
        (("...", "x> go"), ("a", "b"), "x> ", 1, "go"),
        (("> 1", "> 2"), ("> 1",), "> ", 1, "2"),
        (("...", "> 1", "> 2"), ("> 1",), "> ", 1, "1"),
        (("[..]> go",), (), "x> ", 0, "go"),
        (("[..]>",), (), "x> ", 0, ""),
        (("Sure? [Y]> ",), (), "Sure? [Y]> ", 0, ""),
        ((r"\$ x> go",), (), "$ x> ", 0, "go"),
        (("x>  two",), (), "x> ", 0, " two"),
    ],
)
def test_the_prompt_is_found(
    expected: Sequence[str], actual: Sequence[str], prompt: str, index: int, typed: str
) -> None:
    found = find_prompt(lines(*expected), actual, prompt, {})
    assert found is not None
    assert (found.prompt, found.typed) == (index, typed)


@pytest.mark.parametrize(
    ("expected", "actual", "prompt"),
    [
        (("x> go",), ("a",), "x> "),
        (("a", "y> go"), ("a",), "x> "),
        (("b", "x> go"), ("a",), "x> "),
        (("a",), ("a",), "x> "),
        ((), (), "x> "),
    ],
)
def test_the_prompt_is_not_found(
    expected: Sequence[str], actual: Sequence[str], prompt: str
) -> None:
    assert find_prompt(lines(*expected), actual, prompt, {}) is None


def test_the_most_lines_are_taken() -> None:
    shown = find_end(lines("a", "...", "c", "c"), ["a", "b", "c"], {})
    assert shown is not None
    assert shown.count == 3


texts = st.text(alphabet="ab.[]=:\\#$- ", max_size=6)


@given(st.lists(texts, max_size=8), st.data())
def test_dots_stand_for_any_lines(said: list[str], data: st.DataObject) -> None:
    said = [text.rstrip() for text in said]
    expected = ["\\" + text for text in said]
    start = data.draw(st.integers(0, len(said)))
    stop = data.draw(st.integers(start, len(said)))
    expected[start:stop] = ["...[gone]"]
    bound = match_all(lines(*expected), said, {})
    assert bound is not None
