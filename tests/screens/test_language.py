"""All texts of the dashboard are there in all languages."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

import pytest
import textual.widgets
from textual.app import App
from textual.command import CommandInput, CommandList, CommandPalette
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import (
    Button,
    Checkbox,
    Input,
    LoadingIndicator,
    OptionList,
    Select,
    Static,
    TextArea,
)
from textual.widgets._select import SelectOverlay

import screens
from screens.language import Language, counted, language_of, of_environment, use

SCREENS = Path(screens.__file__).parent
KO = SCREENS / "languages" / "ko"
HOLES = re.compile(r"\{(\w+)\}")
CONSTANT = {"less than {days} days", "{days} days or more"}
"""Texts with a number of things that is the same always, and more than one."""

WIDGETS: tuple[type[DOMNode], ...] = (
    App,
    Button,
    Checkbox,
    CommandInput,
    CommandList,
    CommandPalette,
    Input,
    LoadingIndicator,
    ModalScreen,
    OptionList,
    Screen,
    Select,
    SelectOverlay,
    Static,
    TextArea,
    VerticalScroll,
)
"""What the dashboard has from Textual: the help shows their keys as well."""


def texts_in_code() -> set[str]:
    return {text for path in SCREENS.rglob("*.py") for text in texts_of(path)}


def texts_of(path: Path) -> Iterator[str]:
    """Yield what `tr` and `later` are given; anything but a literal must have been marked before."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id not in {"tr", "later", "counted"} or not node.args:
                continue
            argument = node.args[0]
            if node.func.id == "counted":
                argument = many_of(node)
            if isinstance(argument, ast.Constant):
                assert isinstance(argument.value, str)
                yield argument.value
            else:
                assert not isinstance(argument, ast.JoinedStr), f"{path}:{node.lineno}"


def many_of(call: ast.Call) -> ast.expr:
    """Return the text of many that `counted` is given, which is the one in the catalogues."""
    one, many = (str(ast.literal_eval(argument)) for argument in call.args[:2])
    assert "count" in HOLES.findall(one)
    assert HOLES.findall(one) == HOLES.findall(many)
    return call.args[1]


def catalogue() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(KO.glob("*.toml")):
        texts = tomllib.loads(path.read_text("utf-8"))["texts"]
        twice = found.keys() & texts.keys()
        assert all(found[text] == texts[text] for text in twice), f"{path.name}: {twice}"
        found |= texts
    return found


def texts_of_textual() -> set[str]:
    """Return what the keys of the widgets are called that the dashboard has from Textual."""
    return {
        binding.description
        for widget in WIDGETS
        for bindings in widget._merge_bindings().key_to_bindings.values()
        for binding in bindings
        if binding.description and not binding.system
    }


def test_every_text_has_a_translation() -> None:
    assert (texts_in_code() | texts_of_textual()) - catalogue().keys() == set()


def test_the_widgets_of_textual_are_known() -> None:
    used = {
        alias.name
        for path in SCREENS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("textual.")
        for alias in node.names
    }
    widgets = {name for name in used if name in vars(textual.widgets).get("__all__", ())}
    assert widgets - {widget.__name__ for widget in WIDGETS} == set()


def test_no_translation_is_left_over() -> None:
    assert catalogue().keys() - texts_in_code() - texts_of_textual() == set()


def test_translations_keep_what_is_filled_in() -> None:
    for english, korean in catalogue().items():
        assert sorted(set(HOLES.findall(english))) == sorted(set(HOLES.findall(korean))), english


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 0, "0 days"),
        ("en", 1, "1 day"),
        ("en", 2, "2 days"),
        ("en", -1, "-1 days"),
        ("ko", 1, "1일"),
        ("ko", 2, "2일"),
    ],
)
def test_one_is_counted_in_the_singular(language: Language, count: int, words: str) -> None:
    def said() -> str:
        use(language)
        return counted("{count} day", "{count} days", count)

    assert copy_context().run(said) == words


def test_what_is_counted_may_have_other_values() -> None:
    said = counted("{status}, {count} day left", "{status}, {count} days left", 1, status="Active")
    assert said == "Active, 1 day left"


def test_a_number_of_things_is_counted_where_it_can_be_one() -> None:
    """`{count} lines` given to `tr` would be said of one line too."""
    plural = re.compile(r"\{\w+\} (?:days|lines|changes|certificates|messages|files|hosts)\b")
    given_to_tr = {
        argument.value
        for path in SCREENS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr"
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert {text for text in given_to_tr if plural.search(text)} == CONSTANT


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": ""}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_language_of_an_environment(environment: dict[str, str], language: str) -> None:
    assert of_environment(environment) == language


@pytest.mark.parametrize(
    ("tag", "language"),
    [("ko", "ko"), ("KO-kr", "ko"), ("ko.UTF-8", "ko"), ("kok", None), ("*", None), ("", None)],
)
def test_language_of_a_tag(tag: str, language: Language | None) -> None:
    assert language_of(tag) == language
