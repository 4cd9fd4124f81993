"""Commands: one declaration for what a command does and everything that is said about it.

A command named `destconfig` is the object `command` of the module (or package)
`esatui.commands.destconfig`; a new file there is a new command. Modules are imported when their
command is used, so that starting the shell stays cheap.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from esatui.batch import BatchForm
from esatui.cluster_menu import cluster_operations
from esatui.menu import Menu
from state.model.users import Role

PACKAGE = "esatui.commands"

ALIASES = {
    "?": "help",
    "clear": "clearchanges",
    "exit": "quit",
    "passwd": "passphrase",
}
"""Other names of commands, as the appliance accepts them."""

HIDDEN = frozenset({"setttymode"})
"""Commands that help and completion do not mention."""

CommitRule = Literal["required", "none", "immediate", "own"]
ClusterRule = Literal["all", "cluster", "machine", "login host", "none"]

ADMINISTRATORS: frozenset[Role] = frozenset({"admin"})
OPERATORS: frozenset[Role] = ADMINISTRATORS | {"operators"}
READERS: frozenset[Role] = OPERATORS | {"readonly"}
WATCHERS: frozenset[Role] = READERS | {"guest", "technician"}
EVERYBODY: frozenset[Role] = WATCHERS | {"helpdesk"}


@dataclass
class Command:
    """A command of the shell.

    `summary` is its line in `help`. `commit` says whether changes need `commit`, `cluster` in which
    modes it runs (CLI reference, 1.11), `areas` which settings of the model are its own: they can
    be set at each level of a cluster. `clustered` is a command that a machine in a cluster alone
    knows. `access` says which roles may open it, `changers` which of
    them may also use what is declared as changing something. `menu` is its top menu, if it has one.
    `options` are what `[options]` in its batch forms stands for, as `name=<values>`.
    `interactive` and `batch` register what runs.
    """

    name: str
    summary: str
    commit: CommitRule = "none"
    cluster: ClusterRule = "all"
    access: frozenset[Role] = READERS
    changers: frozenset[Role] = OPERATORS
    menu: Menu[Any] | None = None
    run: Callable[[Any], Awaitable[None]] | None = None
    forms: list[BatchForm] = field(default_factory=list)
    areas: tuple[str, ...] = ()
    clustered: bool = False
    options: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.menu is not None and self.areas and self.cluster == "all":
            self.menu.closing.extend(cluster_operations(self))

    @property
    def changes(self) -> bool:
        """Whether the bare command changes something itself; a menu leaves that to operations."""
        return self.menu is None and self.commit != "none"

    def may_change(self, role: Role) -> bool:
        """Return whether `role` may use what changes something."""
        return role in self.access and role in self.changers

    @property
    def refusal(self) -> str:
        """The words for a person who may not (CLI reference, 1.8)."""
        return f'You are not in the correct access group to use the "{self.name}" command.'

    def interactive(
        self, function: Callable[[Any], Awaitable[None]]
    ) -> Callable[[Any], Awaitable[None]]:
        """Declare the decorated coroutine function as what the bare command does."""
        self.run = function
        return function

    def batch(
        self, syntax: str, *, changes: bool = True, words: bool = False
    ) -> Callable[[Callable[..., Awaitable[None]]], Callable[..., Awaitable[None]]]:
        """Declare the decorated coroutine function as a batch form (see `BatchForm`)."""

        def declare(function: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
            self.forms.append(BatchForm(syntax, function, changes, words))
            return function

        return declare

    def match(self, words: Sequence[str]) -> tuple[BatchForm, list[Any]] | None:
        """Return the first batch form that fits `words` (without the name), and its values."""
        for form in self.forms:
            values = form.match(words)
            if values is not None:
                return form, values
        return None


@cache
def command_names() -> tuple[str, ...]:
    """Return the names of all commands, sorted, aliases not included."""
    package = importlib.import_module(PACKAGE)
    return tuple(sorted(m.name for m in pkgutil.iter_modules(package.__path__) if m.name[0] != "_"))


def find(name: str) -> Command | None:
    """Return the command called `name` (any letter case, aliases too), or `None`."""
    word = name.lower()
    word = ALIASES.get(word, word)
    if word not in command_names():
        return None
    return _command(word)


@cache
def _command(name: str) -> Command:
    command: Command = importlib.import_module(f"{PACKAGE}.{name}").command
    return command


def all_commands() -> tuple[Command, ...]:
    """Return every command, sorted by name; imports all of them."""
    found = (find(name) for name in command_names())
    return tuple(command for command in found if command is not None)


def completion_words() -> tuple[str, ...]:
    """Return what Tab completes at the main prompt: names and aliases, sorted."""
    return tuple(sorted({*command_names(), *ALIASES} - HIDDEN - {"?"}))
