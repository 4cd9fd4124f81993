"""The operations of the menu, in its order."""

from __future__ import annotations

from esatui.commands.interfaceconfig.declaration import any_interfaces, interface_names, menu
from esatui.commands.interfaceconfig.groups import groups_menu
from esatui.commands.interfaceconfig.questions import ask_interface, ask_name
from esatui.dialogue import InputError, pick
from esatui.session import Session
from state.model.interfaces import Interface
from state.objects import path_at
from state.operations.interfaces import (
    add_interface,
    delete_interface,
    edit_interface,
    interface_named,
    login_interface,
)

__all__ = ["menu"]

OWN_QUESTION = (
    "You have edited the interface you are currently logged into. Are you sure you want to "
    "change it?"
)


@menu.operation("NEW", "Create a new interface.")
async def new(session: Session) -> None:
    """Ask for a name and for everything about the new interface."""
    name = await ask_name(session, None)
    interface = Interface(ethernet="Data 1", hostname="")
    interface = await ask_interface(session, interface, None)
    session.update(add_interface(session.draft, name, interface))


@menu.operation("EDIT", "Modify an interface.", when=any_interfaces)
async def edit(session: Session) -> None:
    """Ask for an interface, then for everything about it."""
    name = await _ask_number(session, "Enter the number of the interface you wish to edit.")
    new_name = await ask_name(session, name)
    interface = await ask_interface(session, interface_named(session.draft, name), name)
    draft = edit_interface(session.draft, name, interface, new_name)
    own = name == login_interface(session.running)
    if own and not await session.dialogue.confirm(OWN_QUESTION, default=True):
        return
    session.update(draft, [path_at(draft.level, "interfaces", "entries", name)])


@menu.operation("GROUPS", "Define interface groups.", submenu=groups_menu, changes=False)
async def groups(session: Session) -> None:
    """Show the menu of the groups."""
    await groups_menu.run(session)


@menu.operation("DELETE", "Remove an interface.", when=any_interfaces)
async def delete(session: Session) -> None:
    """Ask for an interface and remove it, unless something uses it."""
    name = await _ask_number(session, "Enter the number of the interface you wish to delete.")
    session.update(delete_interface(session.draft, name))


async def _ask_number(session: Session, question: str) -> str:
    names = interface_names(session)

    def check(answer: str) -> str:
        index = pick(answer, names, None)
        if isinstance(index, str):
            raise InputError(index)
        return names[index]

    return await session.dialogue.ask(question, check=check, completions=lambda: names)
