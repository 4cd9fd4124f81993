"""The command and its menu; what the operations do is declared on them in `operations`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from esatui.batch import BatchForm
from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from state.errors import StateError
from state.objects import ObjectPath, path_at
from state.operations.values import shown


class DestinationCommand(Command):
    """A command that names a batch action it does not know (CLI reference, 4.2)."""

    def match(self, words: Sequence[str]) -> tuple[BatchForm, list[Any]] | None:
        """Return the batch form that fits `words`; raises `StateError` for an unknown action."""
        actions = {form.syntax.split()[1] for form in self.forms}
        if words[0].lower() not in actions:
            raise StateError(f'No destination control table action for "{shown(words[0])}".')
        return super().match(words)


def state_line(session: Session) -> str:
    """Return how many entries there are; the default entry does not count."""
    count = len(session.draft.destinations.entries)
    if count == 1:
        return "There is currently 1 entry configured."
    return f"There are currently {count} entries configured."


def any_entries(session: Session) -> bool:
    """Return whether there is any entry besides the default one."""
    return bool(session.draft.destinations.entries)


def global_object(session: Session) -> ObjectPath:
    """Return the object that SETUP changes: editing it settles a conflict about it."""
    return path_at(session.draft.level, "destinations")


def default_object(session: Session) -> ObjectPath:
    """Return the object that DEFAULT changes."""
    return path_at(session.draft.level, "destinations", "default")


def entry_object(session: Session, domain: str) -> ObjectPath:
    """Return the object that an edit of `domain` changes."""
    return path_at(session.draft.level, "destinations", "entries", domain)


menu: Menu[Session] = Menu(state=state_line)
command = DestinationCommand(
    "destconfig",
    "Configure destination controls",
    commit="required",
    areas=("destinations",),
    menu=menu,
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)
