"""The way to every operation that is declared, in every menu, derived from the declarations."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from esatui import commands
from esatui.menu import Menu, Operation
from esatui.registry import Command, all_commands

QUESTIONS: Final[dict[tuple[str, ...], tuple[str, ...]]] = {
    ("adminaccessconfig", "IPACCESS"): ("RESTRICT",),
    ("dictionaryconfig", "EDIT"): ("1",),
    ("ldapconfig", "NEW"): ("Second", "ldap.example.com", "", "", "n", "", "", ""),
    ("ldapconfig", "EDIT"): ("1",),
    ("listenerconfig", "EDIT"): ("1",),
    ("listenerconfig", "EDIT", "HOSTACCESS", "EDIT"): ("1", "ALLOWED_LIST"),
}
"""What operations ask before their menu comes, and what `world.prepared` has for it."""


@dataclass(frozen=True)
class Way:
    """A declared operation, with those that lead to its menu before it."""

    command: Command
    operations: tuple[Operation[Any], ...]

    @property
    def operation(self) -> Operation[Any]:
        """The operation itself."""
        return self.operations[-1]

    @property
    def words(self) -> tuple[str, ...]:
        """`("certconfig", "CRL", "NEW")`."""
        return (self.command.name, *(each.keyword for each in self.operations))

    @property
    def typed(self) -> tuple[str, ...]:
        """What is typed to get there, the keyword of the operation last."""
        lines: list[str] = [self.command.name]
        for end in range(1, len(self.operations) + 1):
            words = self.words[: end + 1]
            lines.append(words[-1])
            if end < len(self.operations):
                lines += QUESTIONS.get(words, ())
        return tuple(lines)

    @property
    def changes(self) -> bool:
        """Whether somebody who may not change anything is refused on the way, or at its end."""
        return any(each.changes for each in self.operations)

    def __str__(self) -> str:
        return " ".join(self.words)


def ways() -> list[Way]:
    """Return the ways to all operations; a menu that several operations open is there each time."""
    found: list[Way] = []
    for command in all_commands():
        if command.menu is not None:
            found += _below(command, (), command.menu, ())
    return found


def _below(
    command: Command, above: tuple[Operation[Any], ...], menu: Menu[Any], menus: tuple[int, ...]
) -> Iterator[Way]:
    for operation in (*menu.operations, *menu.closing):
        path = (*above, operation)
        yield Way(command, path)
        opened = operation.submenu
        # A menu that is opened from within itself is the same menu.
        if opened is not None and id(opened) not in (*menus, id(menu)):
            yield from _below(command, path, opened, (*menus, id(menu)))


def menus_of(found: list[Way]) -> set[int]:
    """Return the identities of the menus that are on these ways."""
    opened = [each.operation.submenu for each in found]
    tops = [each.command.menu for each in found]
    return {id(menu) for menu in (*opened, *tops) if menu is not None}


def made_menus() -> dict[str, Menu[Any]]:
    """Return every menu that a module of the commands has made, by where it is."""
    made: dict[str, Menu[Any]] = {}
    for module in pkgutil.walk_packages(commands.__path__, f"{commands.__name__}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Menu):
                made[f"{module.name}.{name}"] = value
    return made
