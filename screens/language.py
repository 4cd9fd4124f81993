"""Texts of the dashboard in the language of the person at it.

English is written in the code and is also the key of the catalogues: `languages/ko/` holds one file
a section. `tests/screens/test_language.py` proves that none is missing and none is left over.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from importlib import resources
from typing import Final

from state.preferences import LANGUAGES, Language, language_named

__all__ = [
    "LANGUAGES",
    "NAMES",
    "Language",
    "counted",
    "in_use",
    "language_of",
    "later",
    "of_environment",
    "tr",
    "use",
]

NAMES: Final[Mapping[Language, str]] = {"en": "English", "ko": "한국어"}

_current: ContextVar[Language] = ContextVar("language", default="en")


def tr(text: str, /, **values: object) -> str:
    """Return `text` in the language in use, with `{name}` filled in from `values`.

    Each dashboard runs in a context of its own, so many may speak different languages at once.
    A text that has no translation stays English.
    """
    language = _current.get()
    found = text if language == "en" else _catalogue(language).get(text, text)
    return found.format(**values) if values else found


def counted(one: str, many: str, /, count: int, **values: object) -> str:
    """Return how many there are, in the language in use: `1 day`, `0 days`, `12 days`.

    Both texts have `{count}`, and other `values` if they need any. The catalogues have `many` only:
    a language in which one is counted in other words than many would need more.
    """
    single = count == 1 and _current.get() == "en"
    return tr(one if single else many, count=count, **values)


def later(text: str, /) -> str:
    """Mark a text that is translated where it is shown, such as the title of a column."""
    return text


def use(language: Language) -> None:
    """Speak `language` in this context and those that are made from it."""
    _current.set(language)


def in_use() -> Language:
    """Return the language in use."""
    return _current.get()


def language_of(tag: str) -> Language | None:
    """Return the language of `ko_KR.UTF-8` (locale) or `ko-KR` (RFC 5646); `None` if unknown."""
    return language_named(re.split(r"[-_.@]", tag.strip(), maxsplit=1)[0].lower())


def of_environment(environment: Mapping[str, str]) -> Language:
    """Return the language that LC_ALL, LC_MESSAGES or LANG say.

    As in POSIX the first of the variables that is not empty counts. What is not known is English.
    """
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    tag = next((environment[name] for name in names if environment.get(name)), "")
    return language_of(tag) or "en"


@cache
def _catalogue(language: Language) -> Mapping[str, str]:
    folder = resources.files("screens") / "languages" / language
    texts: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            texts.update(tomllib.loads(file.read_text(encoding="utf-8"))["texts"])
    return texts
