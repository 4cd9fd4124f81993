"""`help`, `help COMMAND`, `?`, completion, menus and manual say the same of every command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from esatui.manual import markdown, text
from esatui.manual.page import Page, find_page, page_names
from esatui.menu import CHOOSE
from esatui.registry import ALIASES, HIDDEN, Command, all_commands, completion_words, find
from esatui.text.layout import LINE_WIDTH, cell_width
from esatui.transcript.factory import open_factory
from esatui.transcript.header import CLOCK
from tests.roles.people import typed

COMMANDS = {each.name: each for each in all_commands() if each.name not in HIDDEN}
TO_A_CLUSTER = ["2", "americas", "1", "1"]
WITH_MENU = {name: each for name, each in COMMANDS.items() if each.menu is not None}


@pytest.fixture(scope="module")
def appliance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    opened = open_factory(tmp_path_factory.mktemp("manual"), seed=1, moment=CLOCK)
    with opened.store:
        yield opened


def said(appliance: Appliance, line: str) -> str:
    """Return what the shell says to one line."""
    shown, _ = typed(appliance, "admin", [line])
    return shown.split("> ", 1)[1].rpartition("\n\n")[0].strip("\n")


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Appliance]:
    """An appliance that a test may bring into a cluster."""
    opened = open_factory(tmp_path / "alone", seed=1, moment=CLOCK)
    with opened.store:
        yield opened


def page(name: str) -> Page:
    found = find_page(name)
    assert found is not None
    return found


def test_the_same_commands_everywhere(appliance: Appliance) -> None:
    listed = dict(line.split(None, 1) for line in said(appliance, "help").splitlines())
    assert set(listed) == set(COMMANDS) | set(ALIASES)
    assert set(completion_words()) == set(listed) - {"?"}
    assert set(page_names()) == set(COMMANDS)
    for name, summary in listed.items():
        assert page(name).summary == summary
        assert find(name) is COMMANDS[page(name).name]


def test_a_question_mark_is_help(appliance: Appliance) -> None:
    assert said(appliance, "?") == said(appliance, "help")


def test_other_names_are_on_the_page() -> None:
    told = {alias: name for name in COMMANDS for alias in page(name).aliases}
    assert told == ALIASES


def test_hidden_commands_are_nowhere(appliance: Appliance) -> None:
    for name in HIDDEN:
        assert find(name) is not None
        assert find_page(name) is None
        assert name not in completion_words()
        assert name not in said(appliance, "help").split()


@pytest.mark.parametrize("name", COMMANDS)
def test_batch_forms(appliance: Appliance, name: str) -> None:
    forms = tuple(form.syntax for form in COMMANDS[name].forms)
    shown = said(appliance, f"help {name}")
    assert page(name).forms == forms
    if not forms:
        assert shown == f'No batch help is available for the "{name}" command.'
        return
    head, _, rest = shown.partition("\n\nBatch form:\n")
    assert head == COMMANDS[name].summary
    rest, _, options = rest.partition("\n\nOptions:\n")
    assert options.split() == " ".join(COMMANDS[name].options).split()
    assert page(name).options == COMMANDS[name].options
    bare = [name] if COMMANDS[name].run else []
    assert " ".join(rest.split()) == " ".join([*bare, *" ".join(forms).split()])


@pytest.mark.parametrize("name", COMMANDS)
def test_whoever_takes_options_says_which(name: str) -> None:
    takes = any("[options]" in form.syntax for form in COMMANDS[name].forms)
    assert bool(COMMANDS[name].options) is takes


@pytest.mark.parametrize("name", WITH_MENU)
def test_the_menu_offers_what_the_page_says(alone: Appliance, name: str) -> None:
    """Conditions only leave lines out: order, words and what is unconditional are the page's."""
    answers = TO_A_CLUSTER if name == "clusterconfig" else []
    shown = _menu(typed(alone, "admin", [name, *answers])[0])
    entries = [entry for entry in page(name).entries if entry.depth == 0]
    lines = [f"- {entry.keyword} - {entry.description}" for entry in entries]
    assert shown != []
    assert [line for line in lines if line in shown] == shown
    always = [line for line, entry in zip(lines, entries, strict=True) if not entry.conditional]
    assert set(always) <= set(shown)


def _menu(shown: str) -> list[str]:
    """Return the lines of the last menu, each as one."""
    block = shown.rpartition(CHOOSE)[2].strip().partition("\n[]>")[0]
    return [" ".join(line.split()) for line in re.split(r"\n(?=- )", block)]


@pytest.mark.parametrize("name", COMMANDS)
def test_both_renderings_have_everything(name: str) -> None:
    this = page(name)
    on_terminal = " ".join(text.render(this).split())
    document = " ".join(markdown.render(this).split())
    for entry in this.entries:
        assert f"{entry.keyword} - {entry.description}" in on_terminal
        assert f"`{entry.keyword}`" in document
    for sentence in (this.summary, *this.attributes, *this.forms, *this.options):
        assert " ".join(sentence.split()) in on_terminal
        assert " ".join(sentence.split()) in document


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_told_fits_the_terminal(name: str) -> None:
    this = replace(page(name), forms=(), example=None)
    told = text.render(this)
    assert [line for line in told.splitlines() if cell_width(line) > LINE_WIDTH] == []


def test_keywords_of_a_menu_are_told_apart() -> None:
    for name in COMMANDS:
        entries = page(name).entries
        for depth in {entry.depth for entry in entries}:
            assert all(entry.keyword == entry.keyword.upper() for entry in entries), (name, depth)


def test_who_may_use_it() -> None:
    everybody: Command = COMMANDS["version"]
    assert "Who may use it: everybody." in page(everybody.name).attributes
    attributes = page("certconfig").attributes
    assert "Who may use it: Administrators, Operators, Read-Only Operators." in attributes
    assert "Who may change something with it: Administrators, Operators." in attributes
