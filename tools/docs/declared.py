"""What is declared: every command, operation and batch form, each as its path."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Any

from esatui import commands
from esatui.menu import Menu, Operation
from esatui.registry import HIDDEN, Command, all_commands

Path = tuple[str, ...]
"""A command's name; then the keywords that were entered, or one batch form."""


def operations_of(menu: Menu[Any]) -> list[Operation[Any]]:
    """Return all operations of a menu, in its order."""
    return [*menu.operations, *menu.closing]


def declared_paths() -> list[Path]:
    """Return the paths of everything that an operator can be told about, in the order of menus."""
    return [path for each in all_commands() if each.name not in HIDDEN for path in paths_of(each)]


def paths_of(command: Command) -> Iterator[Path]:
    """Yield the path of a command, of its operations and of its batch forms."""
    yield (command.name,)
    if command.menu is not None:
        yield from (path for path, _ in _operations((command.name,), command.menu, ()))
    for form in command.forms:
        yield (command.name, form.syntax)


@cache
def changing_paths() -> frozenset[Path]:
    """Return the paths of the operations that change something themselves, not in a menu below."""
    return frozenset(
        path
        for command in all_commands()
        if command.menu is not None
        for path, operation in _operations((command.name,), command.menu, ())
        if operation.changes and operation.submenu is None
    )


def _operations(
    above: Path, menu: Menu[Any], seen: tuple[Menu[Any], ...]
) -> Iterator[tuple[Path, Operation[Any]]]:
    for operation in operations_of(menu):
        path = (*above, operation.keyword)
        yield path, operation
        if operation.submenu is not None and operation.submenu not in seen:
            yield from _operations(path, operation.submenu, (*seen, menu))


def all_menus() -> list[Menu[Any]]:
    """Return every menu of the commands, whether or not a declaration leads to it."""
    prefix = f"{commands.__name__}."
    names = [module.name for module in pkgutil.walk_packages(commands.__path__, prefix)]
    modules = [importlib.import_module(name) for name in names]
    found = [value for module in modules for value in vars(module).values()]
    menus = {id(value): value for value in found if isinstance(value, Menu)}
    return list(menus.values())
