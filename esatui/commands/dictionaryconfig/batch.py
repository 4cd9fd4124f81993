"""The batch forms (CLI reference, 16.13)."""

from __future__ import annotations

from esatui.commands.dictionaryconfig.declaration import command
from esatui.session import Session
from state.objects import path_at
from state.operations.dictionaries import (
    add_words,
    delete_word,
    dictionary_named,
    parse_words,
    render_words,
)

__all__ = ["command"]


@command.batch("dictionaryconfig print <dictionary>", changes=False)
async def print_dictionary(session: Session, name: str) -> None:
    """Print the words with their weights."""
    await show(session, name)


@command.batch('dictionaryconfig edit <dictionary> new "<word>"')
async def new(session: Session, name: str, text: str) -> None:
    """Put a word in; `word, weight` says what it counts for."""
    draft = add_words(session.draft, name, parse_words(text))
    session.update(draft, [path_at(draft.level, "dictionaries", "entries", name)])


@command.batch('dictionaryconfig edit <dictionary> delete "<word>"')
async def delete(session: Session, name: str, word: str) -> None:
    """Take a word out."""
    draft = delete_word(session.draft, name, word)
    session.update(draft, [path_at(draft.level, "dictionaries", "entries", name)])


async def show(session: Session, name: str) -> None:
    """Print one heading line, then lines `word, weight`."""
    dictionary = dictionary_named(session.draft, name)
    text = f'Content dictionary "{name}":'
    if dictionary.words:
        text += f"\n{render_words(dictionary)}"
    session.dialogue.say()
    await session.dialogue.page(text)
