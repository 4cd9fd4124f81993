"""The operations of the top menu, in its order."""

from __future__ import annotations

from esatui.commands.listenerconfig.declaration import any_listeners, listener_names, menu
from esatui.commands.listenerconfig.edit_operations import edit_menu
from esatui.commands.listenerconfig.editing import EditedListener
from esatui.commands.listenerconfig.global_settings import ask_settings
from esatui.commands.listenerconfig.new_questions import ask_new, created
from esatui.dialogue import InputError, pick
from esatui.session import Session
from state.objects import path_at
from state.operations.listeners import add_listener, delete_listener, set_global

__all__ = ["menu"]


@menu.operation("NEW", "Create a new listener.")
async def new(session: Session) -> None:
    """Ask for type, name, place and whom it serves."""
    name, listener = await ask_new(session)
    session.update(add_listener(session.draft, name, listener))
    session.dialogue.block(created(name, listener))


@menu.operation("EDIT", "Modify a listener.", when=any_listeners, submenu=edit_menu, changes=False)
async def edit(session: Session) -> None:
    """Ask for a listener and show its menu."""
    name = await _ask_listener(
        session, "Enter the name or number of the listener you wish to edit."
    )
    await edit_menu.run(EditedListener(session, name))


@menu.operation("DELETE", "Remove a listener.", when=any_listeners)
async def delete(session: Session) -> None:
    """Ask for a listener and, after a confirmation, remove it."""
    name = await _ask_listener(
        session, "Enter the name or number of the listener you wish to delete."
    )
    question = f'Are you sure you want to delete listener "{name}"?'
    if await session.dialogue.confirm(question, default=False):
        session.update(delete_listener(session.draft, name))


@menu.operation("SETUP", "Change global settings.")
async def setup(session: Session) -> None:
    """Ask for the settings of all listeners together."""
    settings = await ask_settings(session, session.draft.listeners)
    draft = set_global(session.draft, settings)
    session.update(draft, [path_at(draft.level, "listeners")])


async def _ask_listener(session: Session, question: str) -> str:
    names = listener_names(session)

    def check(answer: str) -> str:
        index = pick(answer, names, None)
        if isinstance(index, str):
            raise InputError(index)
        return names[index]

    return await session.dialogue.ask(question, check=check, completions=lambda: names)
