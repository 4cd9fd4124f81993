"""All texts of the dashboard are there in all languages."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
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
from screens.language import Language, language_of, of_environment

SCREENS = Path(screens.__file__).parent
KO = SCREENS / "languages" / "ko"

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
            if node.func.id not in {"tr", "later"} or not node.args:
                continue
            argument = node.args[0]
            if isinstance(argument, ast.Constant):
                assert isinstance(argument.value, str)
                yield argument.value
            else:
                assert not isinstance(argument, ast.JoinedStr), f"{path}:{node.lineno}"


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
    names = re.compile(r"\{(\w+)\}")
    for english, korean in catalogue().items():
        assert sorted(set(names.findall(english))) == sorted(set(names.findall(korean))), english


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
