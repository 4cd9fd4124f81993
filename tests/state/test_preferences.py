"""What the file with preferences says, whoever has written it."""

from __future__ import annotations

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from state.documents import DocumentError
from state.preferences import (
    AUTOMATIC,
    LANGUAGES,
    LARGEST_FILE,
    THEME_NAMES,
    Preferences,
    parse,
    write,
)

PREFERENCES = st.builds(
    Preferences,
    language=st.sampled_from([None, *LANGUAGES]),
    theme=st.sampled_from([None, *THEME_NAMES]),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXTS | st.sampled_from(LANGUAGES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(TEXTS, PREFERENCES, max_size=8))
def test_what_is_written_is_read(entries: dict[str, Preferences]) -> None:
    assert parse(write(entries)) == {
        user: each for user, each in entries.items() if each != AUTOMATIC
    }


@given(st.binary(max_size=200) | TEXTS.map(str.encode))
def test_bytes_are_preferences_or_refused(data: bytes) -> None:
    try:
        found = parse(data)
    except DocumentError:
        return
    assert parse(write(found)) == found


@given(st.dictionaries(st.sampled_from(["admin", "users", "language"]), VALUES))
def test_values_that_mean_nothing_are_passed_over(users: dict[str, object]) -> None:
    document = _without_none({"users": {**users, "good": {"language": "ko", "theme": "blue"}}})
    found = parse(tomli_w.dumps(document).encode())
    assert found["good"] == Preferences(language="ko")
    assert all(each.language in (None, *LANGUAGES) for each in found.values())


def _without_none(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return {name: _clean(each) for name, each in value.items() if each is not None}


def _clean(value: object) -> object:
    if isinstance(value, dict):
        return _without_none(value)
    return (
        [_clean(each) for each in value if each is not None] if isinstance(value, list) else value
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"users = 7", b"[users]\nadmin = 'ko'", b"[users.admin]\nlanguage = ['ko']", b"[other]"],
)
def test_no_preferences(data: bytes) -> None:
    assert parse(data) == {}


@pytest.mark.parametrize(
    "data", [b"\xff", b"[users", b"a = " + b"[" * 5000, b"#" * (LARGEST_FILE + 1)]
)
def test_refused(data: bytes) -> None:
    with pytest.raises(DocumentError):
        parse(data)
