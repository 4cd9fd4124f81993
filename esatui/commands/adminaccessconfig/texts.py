"""BANNER and WELCOME: texts before and after the login."""

from __future__ import annotations

from dataclasses import dataclass

from esatui.commands.adminaccessconfig.declaration import update
from esatui.dialogue import Dialogue
from esatui.files import ask_export, ask_import, files_of
from esatui.menu import Menu
from esatui.session import Session
from state.errors import StateError
from state.objects import printable
from state.operations.adminaccess import LONGEST_TEXT, TextName, check_text, set_text

FILE_LIMIT = 4 * LONGEST_TEXT
"""Bytes of a file with a text; UTF-8 takes up to four for a character."""
NOT_UTF8 = "The file is not text in UTF-8."


@dataclass
class EditedText:
    """What the operations of the menu are given: which of the two texts."""

    session: Session
    name: TextName

    @property
    def dialogue(self) -> Dialogue:
        """Return the conversation of the session."""
        return self.session.dialogue

    @property
    def text(self) -> str | None:
        """Return the text as it is pending."""
        access = self.session.draft.adminaccess
        return access.banner if self.name == "banner" else access.welcome

    def update(self, text: str | None) -> None:
        """Make `text` the pending one."""
        update(self.session, set_text(self.session.draft, self.name, text))


def shown_text(text: str | None, name: str) -> str:
    """Return a text as it is shown to an administrator, or that there is none."""
    if text is None:
        return f"No {name} text is configured."
    return "\n".join(printable(line) for line in text.split("\n"))


def _state(edited: EditedText) -> str | None:
    return None if edited.text is None else shown_text(edited.text, edited.name)


def _exists(edited: EditedText) -> bool:
    return edited.text is not None


text_menu: Menu[EditedText] = Menu(state=_state)


@text_menu.operation("NEW", "Create or replace the text.")
async def new(edited: EditedText) -> None:
    """Take lines until Ctrl-D."""
    block = await edited.dialogue.paste(
        f"Enter or paste the {edited.name} text here. Enter CTRL-D on a blank line to end.",
        end=None,
    )
    edited.update(block.text)


@text_menu.operation("IMPORT", "Import the text from a file.")
async def import_text(edited: EditedText) -> None:
    """Ask for a file and take its content."""
    data = await ask_import(edited.session, FILE_LIMIT)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StateError(NOT_UTF8) from None
    edited.update(check_text(text))


@text_menu.operation(
    "EXPORT",
    "Export the text to a file.",
    when=lambda edited: edited.name == "welcome" and _exists(edited),
)
async def export_text(edited: EditedText) -> None:
    """Ask for the name of a file and write the text into it."""
    text = edited.text or ""
    name = await ask_export(edited.session)
    files_of(edited.session).write(name, f"{text}\n".encode())
    edited.dialogue.block("Export complete.")


@text_menu.operation("DELETE", "Remove the text.", when=_exists)
async def delete(edited: EditedText) -> None:
    """Remove the text."""
    edited.update(None)
