"""What the appliance says, in the language of the person.

`state` speaks English, as the shell does. What it says is not in the code of the dashboard, so it
is translated by its text: `languages/ko/appliance/` has the phrases, and
`tests/screens/test_appliance_words.py` proves from the code that none is missing. Fields of the
model have identifiers: what settings and values are called is in the catalogues of all languages.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

from screens.language import Language, in_use

if TYPE_CHECKING:
    from screens.phrases import Phrases

Part = Literal["phrases", "names", "levels", "settings", "values"]


def said(text: str) -> str:
    """Return a text of `state` in the language in use: why something was refused.

    What is not known stays English. Names and other values in it stay as they are.
    """
    language = in_use()
    return text if language == "en" else _phrases(language).said(text)


def named(text: str) -> str:
    """Return the name of an object, a service or a mode in the language in use."""
    language = in_use()
    return text if language == "en" else _phrases(language).said(text, "name")


def setting_named(name: str) -> str:
    """Return what a setting is called, by the name of its field in the model."""
    return _part(in_use(), "settings").get(name, name)


def value_named(value: str) -> str:
    """Return what a value is called for which the model has a name: `required`, `yes`."""
    return _part(in_use(), "values").get(value, value)


def entries(language: Language, part: Part) -> dict[str, str]:
    """Return what the catalogues of the appliance have in one of their parts."""
    folder = resources.files("screens") / "languages" / language / "appliance"
    found: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        found.update(tomllib.loads(file.read_text(encoding="utf-8")).get(part, {}))
    return found


@cache
def _phrases(language: Language) -> Phrases:
    # In English nothing is looked up.
    from screens.phrases import Phrases

    names, levels = entries(language, "names"), entries(language, "levels")
    # What a name ends with belongs to it: a phrase of its own is found before a shorter one.
    longer = {
        name + end: other + other_end
        for name, other in names.items()
        for end, other_end in levels.items()
    }
    return Phrases(entries(language, "phrases"), {**names, **longer})


@cache
def _part(language: Language, part: Part) -> dict[str, str]:
    return entries(language, part)
