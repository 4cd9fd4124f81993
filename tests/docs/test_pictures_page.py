"""The pages of pictures show every section and every dialog, as they are now."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from textual.screen import ModalScreen

import screens
from screens.kit.tabular import TableDialog
from screens.language import LANGUAGES
from screens.sections import PLACES
from tests.screens.test_language import catalogue
from tools.pictures.keys import name_of
from tools.pictures.tour import ROOT, Shown, pages, picture_of, tour

SCREENS = Path(screens.__file__).parent
DIALOGS = {"Form", "Menu", "Question", "Reading"}
"""What is opened with a title."""
NAMED = re.compile(r"(Add|Edit) [A-Z]")
"""How titles begin that are not written where the dialog is made."""


def all_shown() -> Iterator[Shown]:
    for each in tour():
        yield each
        yield from each.dialogs


def titles_in_code() -> Iterator[str]:
    for path in SCREENS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id=name), args=[ast.Call(args=[ast.Constant(value), *_]), *_]
                ) if name in DIALOGS:
                    yield str(value)


def modal_screens(kind: type[object] = ModalScreen) -> Iterator[type[object]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("screens."):
            yield each
        yield from modal_screens(each)


def test_the_pages_are_as_they_are_made_now() -> None:
    stale = [name for name, text in pages().items() if (ROOT / name).read_text("utf-8") != text]
    assert stale == [], "run `make pictures` and look at what it changes"


def test_every_section_is_shown() -> None:
    assert [each.place for each in tour() if each.place] == [place.name for place in PLACES]


def test_every_dialog_is_shown() -> None:
    titles = {title for each in all_shown() for title in each.titles}
    named = {text for text in catalogue() if NAMED.match(text)}
    assert {*titles_in_code(), *named} - titles == set()


def test_every_kind_of_dialog_is_shown() -> None:
    for path in SCREENS.rglob("*.py"):
        import_module(".".join(("screens", *path.relative_to(SCREENS).with_suffix("").parts)))
    shown = {each.kind for each in all_shown()}
    assert set(modal_screens()) - {TableDialog} - shown == set()


def test_titles_are_those_of_the_dashboard() -> None:
    titles = {title for each in all_shown() for title in each.titles}
    assert titles - catalogue().keys() == set()


def test_pictures_are_there() -> None:
    missing = {
        picture
        for each in all_shown()
        for language in LANGUAGES
        if not (
            ROOT / (picture := picture_of(each.scene, language, section=bool(each.place)))
        ).is_file()
    }
    assert missing == set()


def test_names_of_keys() -> None:
    keys = {"ctrl+s": "Ctrl+S", "f2": "F2", "slash": "/", "a": "a", "delete": "Del", "9": "9"}
    assert {key: name_of(key) for key in keys} == keys
