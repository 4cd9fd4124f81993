"""Content dictionaries (`dictionaryconfig`, CLI reference, 16.13)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Final

from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.dictionaries import Dictionary, DictionaryWord
from state.operations.values import BLANK, NumberRange, shown

WEIGHT: Final = NumberRange(0, 10, "weight")
LONGEST_WORD: Final = 255
MOST_WORDS: Final = 10_000
BAD_NAME: Final = (
    "A dictionary name must start with a letter and contain only letters, numbers, dashes, periods "
    "and underscores."
)
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_WEIGHTED: Final = re.compile(r"(.*\S)\s*,\s*([0-9]{1,9})")

Words = Mapping[str, DictionaryWord]


def dictionary_names(view: View) -> tuple[str, ...]:
    """Return the names of the dictionaries, sorted."""
    return tuple(sorted(view.dictionaries.entries))


def dictionary_named(view: View, name: str) -> Dictionary:
    """Return the dictionary of this exact name; raises `StateError` when there is none."""
    dictionary = view.dictionaries.entries.get(name)
    if dictionary is None:
        raise StateError(f'The dictionary "{shown(name)}" does not exist.', "dictionary")
    return dictionary


def check_name(text: str) -> str:
    """Return a name that a dictionary can have; raises `StateError` (field `dictionary`)."""
    name = text.strip()
    if not name:
        raise StateError(BLANK, "dictionary")
    if not _NAME.fullmatch(name):
        raise StateError(BAD_NAME, "dictionary")
    return name


def check_new_name(view: View, text: str) -> str:
    """Return a name that no dictionary has yet, in whatever case; raises `StateError`."""
    name = check_name(text)
    if name.lower() in map(str.lower, view.dictionaries.entries):
        raise StateError(f'A dictionary named "{name}" already exists.', "dictionary")
    return name


def check_word(text: str) -> str:
    """Return a word or regular expression; raises `StateError` (field `word`)."""
    word = text.strip()
    if not word:
        raise StateError(BLANK, "word")
    if len(word) > LONGEST_WORD or not word.isprintable():
        raise StateError("The word is too long or contains control characters.", "word")
    return word


def parse_words(text: str) -> dict[str, DictionaryWord]:
    """Return the entries of lines `word` or `word, weight`; without a weight it is 1.

    Blank lines are left out. Raises `StateError` for a word or weight that cannot be, and when
    there is no word at all.
    """
    words: dict[str, DictionaryWord] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        weighted = _WEIGHTED.fullmatch(line.strip())
        word = check_word(weighted[1] if weighted else line)
        words[word] = DictionaryWord(weight=WEIGHT.parse(weighted[2]) if weighted else 1)
    if not words:
        raise StateError(BLANK, "word")
    return words


def render_words(dictionary: Dictionary) -> str:
    """Return lines `word, weight`, sorted; the inverse of `parse_words`."""
    return "\n".join(
        f"{word}, {dictionary.words[word].weight}" for word in sorted(dictionary.words)
    )


def add_dictionary(draft: Draft, text: str, words: Words) -> Draft:
    """Return a draft with a new dictionary. Raises `StateError`."""
    return _with(draft, check_new_name(draft, text), Dictionary(words=_checked(words)))


def add_words(draft: Draft, name: str, words: Words) -> Draft:
    """Return a draft with these words in a dictionary; those that are there get the new weight."""
    dictionary = dictionary_named(draft, name)
    return _with(draft, name, Dictionary(words=_checked({**dictionary.words, **words})))


def set_words(draft: Draft, name: str, words: Words) -> Draft:
    """Return a draft with these words in a dictionary and no others. Raises `StateError`."""
    dictionary_named(draft, name)
    return _with(draft, name, Dictionary(words=_checked(words)))


def delete_word(draft: Draft, name: str, word: str) -> Draft:
    """Return a draft without a word of a dictionary. Raises `StateError` when it is not there."""
    dictionary = dictionary_named(draft, name)
    if word not in dictionary.words:
        raise StateError(f'The word "{shown(word)}" is not in the dictionary.', "word")
    left = {each: value for each, value in dictionary.words.items() if each != word}
    return _with(draft, name, Dictionary(words=left))


def rename_dictionary(draft: Draft, name: str, text: str) -> Draft:
    """Return a draft with another name of a dictionary. Raises `StateError`."""
    dictionary = dictionary_named(draft, name)
    without = delete_dictionary(draft, name)
    return _with(without, check_new_name(without, text), dictionary)


def delete_dictionary(draft: Draft, name: str) -> Draft:
    """Return a draft without a dictionary. Raises `StateError` when it does not exist."""
    dictionary_named(draft, name)
    left = {each: value for each, value in draft.dictionaries.entries.items() if each != name}
    return draft.write(dictionaries=dataclasses.replace(draft.dictionaries, entries=left))


def _checked(words: Words) -> Words:
    if len(words) > MOST_WORDS:
        raise StateError(f"A dictionary can have {MOST_WORDS} words at most.", "word")
    return words


def _with(draft: Draft, name: str, dictionary: Dictionary) -> Draft:
    entries = {**draft.dictionaries.entries, name: dictionary}
    return draft.write(dictionaries=dataclasses.replace(draft.dictionaries, entries=entries))
