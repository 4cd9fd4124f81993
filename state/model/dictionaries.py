"""Content dictionaries (`dictionaryconfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class DictionaryWord:
    """What a word or regular expression counts for."""

    weight: int = 1
    """0 to 10."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """Words and regular expressions with their weights."""

    words: Mapping[str, DictionaryWord] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionaries:
    """All content dictionaries by name."""

    entries: Mapping[str, Dictionary] = field(default_factory=dict)
