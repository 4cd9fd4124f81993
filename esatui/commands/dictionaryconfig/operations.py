"""The operations of the menu, in its order."""

from __future__ import annotations

from esatui.commands.dictionaryconfig.declaration import any_dictionaries, menu
from esatui.commands.dictionaryconfig.edit_menu import EditedDictionary, edit_menu
from esatui.commands.dictionaryconfig.questions import ask_dictionary, ask_words, import_words
from esatui.session import Session
from state.operations.dictionaries import (
    add_dictionary,
    check_new_name,
    delete_dictionary,
    rename_dictionary,
)

__all__ = ["menu"]


@menu.operation("NEW", "Create a new content dictionary.")
async def new(session: Session) -> None:
    """Ask for a name, and for words from a file or typed."""
    dialogue = session.dialogue
    name = await dialogue.ask(
        "Enter a name for this content dictionary.",
        check=lambda text: check_new_name(session.draft, text),
    )
    from_file = await dialogue.confirm("Do you wish to specify a file for import?", default=False)
    words = await (import_words(session) if from_file else ask_words(session))
    session.update(add_dictionary(session.draft, name, words))


@menu.operation(
    "EDIT",
    "Modify a content dictionary.",
    when=any_dictionaries,
    submenu=edit_menu,
    changes=False,
)
async def edit(session: Session) -> None:
    """Ask for a dictionary and show its menu."""
    name = await ask_dictionary(session, "edit")
    await edit_menu.run(EditedDictionary(session, name))


@menu.operation("DELETE", "Remove a content dictionary.", when=any_dictionaries)
async def delete(session: Session) -> None:
    """Ask for a dictionary and, after a confirmation, remove it."""
    name = await ask_dictionary(session, "delete")
    sure = f'Are you sure you want to delete "{name}"?'
    if await session.dialogue.confirm(sure, default=False):
        session.update(delete_dictionary(session.draft, name))


@menu.operation("RENAME", "Rename a content dictionary.", when=any_dictionaries)
async def rename(session: Session) -> None:
    """Ask for a dictionary and its new name."""
    name = await ask_dictionary(session, "rename")
    changed = await session.dialogue.ask(
        "Enter a new name for this content dictionary.",
        check=lambda text: rename_dictionary(session.draft, name, text),
    )
    session.update(changed)
