"""Questions of several operations."""

from __future__ import annotations

from esatui.dialogue import InputError, pick
from esatui.files import ask_import
from esatui.session import Session
from state.errors import StateError
from state.model.dictionaries import DictionaryWord
from state.operations.dictionaries import dictionary_names, parse_words

FILE_LIMIT = 4 * 1024 * 1024
WORDS_QUESTION = "Enter new words or regular expressions, enter a blank line to finish."
NOT_UTF8 = "The file is not text in UTF-8."


async def ask_dictionary(session: Session, purpose: str) -> str:
    """Ask for a dictionary by its name or number."""
    names = dictionary_names(session.draft)

    def check(answer: str) -> str:
        index = pick(answer, names, None)
        if isinstance(index, str):
            raise InputError(index)
        return names[index]

    return await session.dialogue.ask(
        f"Enter the number of the dictionary you want to {purpose}:",
        check=check,
        completions=lambda: names,
    )


async def ask_words(session: Session) -> dict[str, DictionaryWord]:
    """Take lines `word` or `word, weight` until a blank one."""
    block = await session.dialogue.paste(WORDS_QUESTION, end="")
    return parse_words(block.text)


async def import_words(session: Session) -> dict[str, DictionaryWord]:
    """Ask for a file with such lines; raises `StateError` when it cannot be taken."""
    data = await ask_import(session, FILE_LIMIT)
    try:
        return parse_words(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise StateError(NOT_UTF8) from None
