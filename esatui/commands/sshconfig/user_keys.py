"""USERKEY: the keys of one user."""

from __future__ import annotations

from dataclasses import dataclass

from esatui.dialogue import Dialogue, InputError, pick
from esatui.menu import Menu
from esatui.registry import ADMINISTRATORS
from esatui.session import Session
from esatui.text.layout import numbered
from state.objects import path_at
from state.operations.ssh_keys import add_key, delete_key, shown_key
from state.operations.users import account_named, user_names

NEW_QUESTION = (
    "Please enter the public SSH key for authorization. Press enter on a blank line to finish."
)


@dataclass
class EditedKeys:
    """What the operations of the menu are given: whose keys."""

    session: Session
    user: str

    @property
    def dialogue(self) -> Dialogue:
        """Return the conversation of the session."""
        return self.session.dialogue

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys as they are pending."""
        return account_named(self.session.draft, self.user).ssh_keys

    async def chosen(self, purpose: str) -> str:
        """Ask for one of the keys by its number."""
        question = f"Enter the number of the key to {purpose}."
        names = [shown_key(line) for line in self.keys]
        return self.keys[await self.dialogue.choose(names, question=question, default=None)]


def state_lines(edited: EditedKeys) -> str:
    """Return the numbered keys of the user."""
    if not edited.keys:
        return f"No keys installed for {edited.user}."
    return f"Currently installed keys for {edited.user}:\n" + numbered(map(shown_key, edited.keys))


def _any(edited: EditedKeys) -> bool:
    return bool(edited.keys)


def _administrator(edited: EditedKeys) -> bool:
    return edited.session.role in ADMINISTRATORS


key_menu: Menu[EditedKeys] = Menu(state=state_lines)


@key_menu.operation("NEW", "Add a new key.")
async def new(edited: EditedKeys) -> None:
    """Take a pasted key."""
    session = edited.session
    block = await edited.dialogue.paste(NEW_QUESTION, end="")
    draft = session.draft
    changed = await session.work(lambda: add_key(draft, edited.user, block.text))
    session.update(changed, [path_at(draft.level, "users", "accounts", edited.user)])


@key_menu.operation("DELETE", "Remove a key.", when=_any)
async def delete(edited: EditedKeys) -> None:
    """Ask for a key and remove it."""
    line, session = await edited.chosen("delete"), edited.session
    draft = delete_key(session.draft, edited.user, line)
    session.update(draft, [path_at(draft.level, "users", "accounts", edited.user)])


@key_menu.operation("PRINT", "Display a key.", when=_any, changes=False)
async def show(edited: EditedKeys) -> None:
    """Ask for a key and print it whole."""
    edited.dialogue.block(await edited.chosen("print"))


@key_menu.operation("USER", "Switch to a different user to edit.", when=_administrator)
async def switch(edited: EditedKeys) -> None:
    """Ask whose keys the menu is about from now on."""
    names = user_names(edited.session.draft)

    def check(answer: str) -> str:
        index = pick(answer, names, None)
        if isinstance(index, str):
            raise InputError(index)
        return names[index]

    edited.user = await edited.dialogue.ask(
        f"Enter the username or number to edit.\n{numbered(names)}",
        check=check,
        completions=lambda: names,
    )
