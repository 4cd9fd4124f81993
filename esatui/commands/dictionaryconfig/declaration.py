"""The command and its menu; the operations are declared in `operations`."""

from __future__ import annotations

from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from esatui.text.layout import numbered
from state.operations.dictionaries import dictionary_names


def any_dictionaries(session: Session) -> bool:
    """Return whether there is any dictionary."""
    return bool(session.draft.dictionaries.entries)


def state_lines(session: Session) -> str:
    """Return the numbered names of the dictionaries."""
    if not any_dictionaries(session):
        return "No content dictionaries configured."
    return "Currently configured content dictionaries:\n" + numbered(
        dictionary_names(session.draft)
    )


menu: Menu[Session] = Menu(state=state_lines)
command = Command(
    "dictionaryconfig",
    "Configure content dictionaries",
    commit="required",
    areas=("dictionaries",),
    menu=menu,
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)
