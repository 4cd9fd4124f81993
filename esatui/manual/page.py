"""What stands on the page of a command: everything that it declares, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from esatui.commands.userconfig.questions import ROLES
from esatui.manual.examples import Example, examples
from esatui.menu import Menu
from esatui.registry import ALIASES, HIDDEN, ClusterRule, Command, CommitRule, all_commands, find
from state.model.users import Role

COMMIT: dict[CommitRule, str] = {
    "required": "Changes take effect with `commit`.",
    "none": "There is nothing to commit.",
    "immediate": "It takes effect at once; there is nothing to commit.",
    "own": "It makes a commit of its own.",
}
CLUSTER: dict[ClusterRule, str] = {
    "all": "In a cluster it runs in cluster, group and machine mode.",
    "cluster": "In a cluster it is restricted to cluster mode.",
    "machine": "In a cluster it is restricted to machine mode.",
    "login host": "In a cluster it is restricted to the machine that you are logged in to.",
    "none": "It is not available in a cluster.",
}

ROLE_TITLES: dict[Role, str] = {role: text.partition(" - ")[0] for role, text in ROLES}
"""Names of roles, as `userconfig` has them."""


@dataclass(frozen=True)
class Entry:
    """One operation. `depth` is 0 in the command's own menu."""

    depth: int
    keyword: str
    description: str
    conditional: bool
    """Whether the menu offers it only when there is something to do for it."""
    changes: bool

    @property
    def marks(self) -> str:
        """Return `*` for what is not always offered, `r` for what changes nothing, or both."""
        return ("r" if not self.changes else "") + ("*" if self.conditional else "")


@dataclass(frozen=True)
class Page:
    """The page of one command."""

    name: str
    summary: str
    aliases: tuple[str, ...]
    attributes: tuple[str, ...]
    """Sentences: what becomes of changes, where it runs, who may use it."""
    entries: tuple[Entry, ...]
    forms: tuple[str, ...]
    options: tuple[str, ...]
    example: Example | None

    @property
    def marks(self) -> str:
        """Return all marks that its operations have."""
        return "".join(entry.marks for entry in self.entries)


def page_names() -> tuple[str, ...]:
    """Return the names of all commands that have a page: those that `help` lists."""
    return tuple(command.name for command in all_commands() if command.name not in HIDDEN)


def find_page(name: str) -> Page | None:
    """Return the page of a command (any letter case, other names too), or `None`."""
    command = find(name)
    return None if command is None or command.name in HIDDEN else page_of(command)


def page_of(command: Command) -> Page:
    """Return the page of a command."""
    entries = () if command.menu is None else tuple(_entries(command.menu, 0, ()))
    aliases = tuple(alias for alias, name in ALIASES.items() if name == command.name)
    return Page(
        command.name,
        command.summary,
        aliases,
        (COMMIT[command.commit], CLUSTER[command.cluster], *_rights(command, entries)),
        entries,
        tuple(form.syntax for form in command.forms),
        command.options,
        examples().get(command.name),
    )


def _entries(menu: Menu[Any], depth: int, above: tuple[Menu[Any], ...]) -> Iterator[Entry]:
    for each in [*menu.operations, *menu.closing]:
        conditional = each.when is not None
        yield Entry(depth, each.keyword, each.description, conditional, each.changes)
        if each.submenu is not None and each.submenu not in above:
            yield from _entries(each.submenu, depth + 1, (*above, menu))


def _rights(command: Command, entries: tuple[Entry, ...]) -> Iterator[str]:
    """Yield who may use the command, and who of them may change something with it."""
    titles = [title for role, title in ROLE_TITLES.items() if role in command.access]
    everybody = len(titles) == len(ROLE_TITLES)
    yield f"Who may use it: {'everybody' if everybody else ', '.join(titles)}."
    if not _can_change(command, entries):
        return
    changers = [title for role, title in ROLE_TITLES.items() if command.may_change(role)]
    if changers != titles:
        yield f"Who may change something with it: {', '.join(changers)}."


def _can_change(command: Command, entries: tuple[Entry, ...]) -> bool:
    forms = any(form.changes for form in command.forms)
    return command.changes or forms or any(entry.changes for entry in entries)
