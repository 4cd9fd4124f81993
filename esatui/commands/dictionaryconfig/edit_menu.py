"""EDIT: the menu of one dictionary."""

from __future__ import annotations

from dataclasses import dataclass

from esatui.commands.dictionaryconfig.batch import show
from esatui.commands.dictionaryconfig.questions import ask_words, import_words
from esatui.dialogue import Dialogue
from esatui.files import ask_export, files_of
from esatui.menu import Menu
from esatui.session import Session
from state.model.configuration import Draft
from state.objects import path_at
from state.operations.dictionaries import (
    add_words,
    check_word,
    delete_word,
    dictionary_named,
    render_words,
    set_words,
)


@dataclass
class EditedDictionary:
    """What the operations of the menu are given: which dictionary."""

    session: Session
    name: str

    @property
    def dialogue(self) -> Dialogue:
        """Return the conversation of the session."""
        return self.session.dialogue

    def update(self, draft: Draft) -> None:
        """Make `draft` the pending configuration; the dictionary counts as edited."""
        self.session.update(draft, [path_at(draft.level, "dictionaries", "entries", self.name)])


def _any_words(edited: EditedDictionary) -> bool:
    return bool(dictionary_named(edited.session.draft, edited.name).words)


edit_menu: Menu[EditedDictionary] = Menu()


@edit_menu.operation("NEW", "Create new entries.")
async def new(edited: EditedDictionary) -> None:
    """Take words."""
    words = await ask_words(edited.session)
    edited.update(add_words(edited.session.draft, edited.name, words))


@edit_menu.operation("IMPORT", "Replace all of the words by importing from a file.")
async def import_all(edited: EditedDictionary) -> None:
    """Ask for a file and replace all words with those in it."""
    words = await import_words(edited.session)
    edited.update(set_words(edited.session.draft, edited.name, words))


@edit_menu.operation("EXPORT", "Export the words to a file.", when=_any_words)
async def export(edited: EditedDictionary) -> None:
    """Ask for the name of a file and write the words into it."""
    name = await ask_export(edited.session)
    text = render_words(dictionary_named(edited.session.draft, edited.name))
    files_of(edited.session).write(name, f"{text}\n".encode())
    edited.dialogue.block("Export complete.")


@edit_menu.operation("DELETE", "Remove an entry.", when=_any_words)
async def delete(edited: EditedDictionary) -> None:
    """Ask for a word and take it out."""
    draft, name = edited.session.draft, edited.name
    changed = await edited.dialogue.ask(
        "Enter the word or regular expression to delete:",
        check=lambda text: delete_word(draft, name, check_word(text)),
    )
    edited.update(changed)


@edit_menu.operation("PRINT", "List the entries in this dictionary.", changes=False)
async def print_words(edited: EditedDictionary) -> None:
    """Print the words."""
    await show(edited.session, edited.name)
