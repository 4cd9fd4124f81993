"""The pages, from what is said about each screen and from what screens declare."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from contextvars import copy_context
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from textual.dom import DOMNode

from screens.app import Dashboard
from screens.kit.section import Section
from screens.kit.table import Table
from screens.language import LANGUAGES, Language, tr, use
from screens.sections import BY_NAME
from tests.screens.scenes import SCENES
from tools.pictures.keys import Key, keys_of

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PICTURES: Final = "snapshots/screens"
TARGETS: Final[dict[Language, str]] = {
    "en": "docs/dashboard-tour.md",
    "ko": "docs/dashboard-tour.ko.md",
}
FAVOURITE: Final = (120, 40)
"""The size in which sections are shown; dialogs are shown in the smallest that they have."""
_SCENES: Final = {scene.name: scene for scene in SCENES}
_HOLE: Final = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen or dialog on the page: its titles as in the code, and what it is for."""

    titles: tuple[str, ...]
    scene: str
    words: dict[Language, str]
    place: str = ""
    kind: type[DOMNode] | None = None
    dialogs: tuple[Shown, ...] = field(default=())


def tour() -> tuple[Shown, ...]:
    """Return all screens in the order of the page."""
    return tuple(_shown(each) for each in _said()["screen"])


def pages() -> dict[str, str]:
    """Return the pages by their names in the checkout."""
    return {TARGETS[language]: _in(language) for language in LANGUAGES}


def _in(language: Language) -> str:
    def written() -> str:
        use(language)
        return "\n".join(_page(language, _said()["words"][language]))

    return copy_context().run(written)


def _said() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).with_name("tour.toml")).read_text("utf-8"))


def _shown(said: dict[str, Any]) -> Shown:
    place = said.get("place", "")
    kind: type[DOMNode] | None = BY_NAME[place].load() if place else None
    if "class" in said:
        module, _, name = said["class"].partition(":")
        kind = getattr(import_module(module), name)
    titles = said.get("titles") or [said.get("title") or BY_NAME[place].title]
    return Shown(
        titles=tuple(titles),
        scene=said["scene"],
        words={language: said[language] for language in LANGUAGES},
        place=place,
        kind=kind,
        dialogs=tuple(_shown(each) for each in said.get("dialog", ())),
    )


def _page(language: Language, words: dict[str, str]) -> Iterator[str]:
    yield f"# {words['title']}\n"
    yield f"{words['other']}\n"
    yield f"{words['intro'].strip()}\n"
    yield f"## {words['keys_title']}\n"
    yield from _table((*keys_of(Dashboard), *keys_of(Section), *keys_of(Table)), words)
    for each in tour():
        yield from _entry(each, language, words, "##")
        for dialog in each.dialogs:
            yield from _entry(dialog, language, words, "###")


def _entry(each: Shown, language: Language, words: dict[str, str], level: str) -> Iterator[str]:
    heading = words["titles_joined"].join(title_words(title) for title in each.titles)
    if each.place:
        place = BY_NAME[each.place]
        heading = f"{tr(place.menu)} > {heading} (`{place.key}`)"
    yield f"{level} {heading}\n"
    yield f"{each.words[language]}\n"
    picture = picture_of(each.scene, language, section=bool(each.place))
    yield f"![{heading.replace('`', '')}](../{picture})\n"
    if each.kind is not None:
        everywhere = {key.words for key in keys_of(Section)} if each.place else set()
        yield from _table([k for k in keys_of(each.kind) if k.words not in everywhere], words)


def title_words(title: str) -> str:
    """Return the title of a dialog in the language in use; names that vary are dots."""
    return _HOLE.sub("…", tr(title))


def picture_of(name: str, language: Language, *, section: bool) -> str:
    """Return the picture of a scene in a language; in English where there is none in it."""
    scene = _SCENES.get(f"{name}-{language}") or _SCENES[name]
    columns, rows = FAVOURITE if section and FAVOURITE in scene.sizes else scene.sizes[0]
    return f"{PICTURES}/{scene.name}-{columns}x{rows}.svg"


def _table(keys: Iterable[Key], words: dict[str, str]) -> Iterator[str]:
    rows = [f"| {' '.join(f'`{name}`' for name in key.names)} | {key.words} |" for key in keys]
    if rows:
        yield "\n".join((f"| {words['key']} | {words['action']} |", "| --- | --- |", *rows, ""))
