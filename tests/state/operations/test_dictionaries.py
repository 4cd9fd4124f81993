"""Content dictionaries, and the certificates of update servers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.errors import StateError
from state.model.dictionaries import Dictionary, DictionaryWord
from state.operations.dictionaries import (
    add_dictionary,
    add_words,
    check_new_name,
    check_word,
    delete_dictionary,
    delete_word,
    parse_words,
    rename_dictionary,
    render_words,
    set_words,
)
from state.operations.updates import add_trusted, delete_trusted, set_validation
from state.validation.configuration import new_faults
from tests.state.strategies import factory, key_source

DRAFT, KEYS = factory()
WORDS = {"confidential": DictionaryWord(), "top secret": DictionaryWord(weight=5)}


def _is_word(text: str) -> bool:
    try:
        return check_word(text) == text
    except StateError:
        return False


@given(st.dictionaries(st.text(max_size=20).filter(_is_word), st.integers(0, 10), min_size=1))
def test_words_come_back_from_their_text(weights: dict[str, int]) -> None:
    words = {word: DictionaryWord(weight=weight) for word, weight in weights.items()}
    assert parse_words(render_words(Dictionary(words=words))) == words


def test_a_dictionary_goes_through_its_life() -> None:
    draft = add_dictionary(DRAFT, "partners", WORDS)
    draft = add_words(draft, "partners", {"top secret": DictionaryWord(weight=10)})
    assert draft.dictionaries.entries["partners"].words["top secret"].weight == 10
    draft = delete_word(draft, "partners", "top secret")
    draft = rename_dictionary(draft, "partners", "Partners")
    assert list(draft.dictionaries.entries) == ["Partners"]
    assert list(new_faults(DRAFT, draft, key_source(KEYS))) == []
    draft = set_words(draft, "Partners", WORDS)
    assert delete_dictionary(draft, "Partners") == DRAFT


def test_what_is_refused() -> None:
    draft = add_dictionary(DRAFT, "partners", WORDS)
    for refused in (
        lambda: check_new_name(draft, "PARTNERS"),
        lambda: check_new_name(draft, ""),
        lambda: check_new_name(draft, "a b"),
        lambda: add_words(draft, "strangers", WORDS),
        lambda: delete_word(draft, "partners", "nothing"),
        lambda: delete_dictionary(draft, "strangers"),
        lambda: add_words(draft, "partners", {str(n): DictionaryWord() for n in range(10_001)}),
        lambda: parse_words("word, 11"),
        lambda: parse_words("\n \n"),
        lambda: parse_words("a\x00b"),
        lambda: parse_words("x" * 256),
    ):
        with pytest.raises(StateError) as fault:
            refused()
        assert fault.value.text


def test_trusted_certificates() -> None:
    pem = next(iter(DRAFT.certificates.profiles.values())).certificate
    draft = add_trusted(DRAFT, f"junk before\n{pem}")
    (fingerprint,) = draft.updates.trusted
    assert list(new_faults(DRAFT, draft, key_source(KEYS))) == []
    with pytest.raises(StateError, match="already"):
        add_trusted(draft, pem)
    assert delete_trusted(draft, fingerprint) == DRAFT
    for text in ("", "nothing", "\udcff"):
        with pytest.raises(StateError):
            add_trusted(DRAFT, text)
    with pytest.raises(StateError):
        delete_trusted(DRAFT, fingerprint)
    assert not set_validation(DRAFT, False).updates.validate_certificates
