"""A tour: every operation of every declared menu, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from esatui.menu import Menu
from esatui.registry import Command
from esatui.requests import ReadLine
from tests.fuzz import samples
from tests.fuzz.answers import INTERRUPT, Answer
from tests.fuzz.inspection import Broken
from tests.fuzz.people import Person, arrive, no_hang, watching
from tests.fuzz.screen import Question, read_question
from tests.fuzz.world import World

GUESSES = ("1", "tour.example.com", "", "192.0.2.7", "a@example.com", *("" for _ in range(20)))
"""What is answered, in this order, until a menu comes."""
MOST_ANSWERS = 80
"""Answers within which an operation is over when every default is taken."""

Keywords = tuple[str, ...]


def paths(command: Command) -> Iterator[Keywords]:
    """Yield the way to each declared operation, the operations above it first."""
    if command.menu is not None:
        yield from _paths(command.menu, ())


def _paths(menu: Menu[Any], above: Keywords) -> Iterator[Keywords]:
    for operation in menu.operations:
        path = (*above, operation.keyword)
        yield path
        if operation.submenu is not None:
            yield from _paths(operation.submenu, path)


PREPARATION = (
    "destconfig new a.example",
    "certconfig", "certificate", "new", "", "partner.com", "mail.example.com", "", "Example", "Org",
    "San Francisco", "CA", "US", "", "1", "n", "", "certauthority", "custom", "import", "roots.pem", "",
    "", "", "crl", "new", "root", "http://127.0.0.1/root.crl", "", "", "n", "", "",
    "commit", "prepared", "",
)  # fmt: skip
"""What is typed before, so that menus have something to offer: answers to the questions."""
CLUSTER = (*PREPARATION, "clusterconfig", "2", "americas", "1", "1", "")
"""The same on a machine that is in a cluster then."""


class Tour:
    """One person who goes where the declarations say, as far as that is offered."""

    def __init__(self, directory: Path, kind: str, preparation: tuple[str, ...]) -> None:
        self._world = World(directory, 1)
        self._kind = kind
        self._person = self._arrive()
        with watching():
            for line in preparation:
                self._give(Answer("text", line))
        if not self._at_main_prompt():
            raise Broken(f"the preparation ends at {self._person.client.request}")

    def go(self, command: Command, path: Keywords, *, stay: bool) -> bool:
        """Go to an operation and leave with Ctrl-C; return whether it is offered.

        With `stay` every default is taken before, until the operation is over.
        """
        with watching():
            self._give(Answer("text", command.name))
            offered = all(self._choose(keyword) for keyword in path)
            if offered and stay:
                self._take_defaults()
            if self._question().kind == "pause":
                # Ctrl-C is how following something ends.
                self._give(INTERRUPT)
            self._give(INTERRUPT)
        if not self._at_main_prompt():
            raise Broken(f"{self._person.client.request} after Ctrl-C")
        return offered

    def end(self) -> None:
        """Leave for good."""
        self._person.client.hang_up()
        self._world.appliance.store.close()

    def _arrive(self) -> Person:
        return arrive(self._world, "admin", self._kind, Random(1), mistakes=0)

    def _question(self) -> Question:
        client = self._person.client
        return read_question(client.request, client.shown())

    def _choose(self, keyword: str) -> bool:
        """Choose an operation, if its menu comes and offers it."""
        for answer in GUESSES:
            question = self._question()
            if question.kind == "menu":
                self._give(Answer("text", keyword.lower()))
                return keyword in question.operations
            if question.kind == "command":
                return False
            self._give(Answer("text", answer))
        return False

    def _take_defaults(self) -> None:
        for _ in range(MOST_ANSWERS):
            question = self._question()
            if question.kind in ("menu", "pause"):
                return
            kinds = {
                "block": Answer("block", samples.pairs()[0].certificate),
                "key": Answer("key", " "),
            }
            self._give(kinds.get(question.kind, Answer("text", "")))

    def _give(self, answer: Answer) -> None:
        with no_hang():
            self._person.client.give(answer)

    def _at_main_prompt(self) -> bool:
        request = self._person.client.request
        self._person.client.shown()
        return isinstance(request, ReadLine) and request.command
