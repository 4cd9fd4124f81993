"""The operations of the top menu, in its order."""

from __future__ import annotations

from esatui.commands.listenerconfig import certificate
from esatui.commands.listenerconfig.declaration import any_listeners, menu
from esatui.commands.listenerconfig.editing import EditedListener, edit_menu
from esatui.dialogue import InputError, pick
from esatui.session import Session

__all__ = ["certificate", "menu"]


@menu.operation("EDIT", "Modify a listener.", when=any_listeners, submenu=edit_menu)
async def edit(session: Session) -> None:
    """Ask for a listener and show its menu."""
    name = await _ask_listener(
        session, "Enter the name or number of the listener you wish to edit."
    )
    await edit_menu.run(EditedListener(session, name))


async def _ask_listener(session: Session, question: str) -> str:
    names = tuple(session.draft.listeners.entries)

    def check(answer: str) -> str:
        index = pick(answer, names, None)
        if isinstance(index, str):
            raise InputError(index)
        return names[index]

    return await session.dialogue.ask(question, check=check, completions=lambda: names)
