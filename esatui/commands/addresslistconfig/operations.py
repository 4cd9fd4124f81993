"""The operations of the menu, in its order."""

from __future__ import annotations

from esatui.commands.addresslistconfig.declaration import any_lists, list_names, menu
from esatui.dialogue import InputError, pick
from esatui.session import Session
from state.model.listeners import AddressList
from state.objects import path_at
from state.operations.address_lists import (
    add_list,
    check_description,
    check_entries,
    check_list_name,
    delete_list,
    edit_list,
    users,
)

__all__ = ["menu"]

FULL_QUESTION = "Do you want to enter only full Email Addresses?"
ADDRESSES_QUESTION = "Enter a comma separated list of addresses:"
ONLY_FULL = "user@example.com"
LONGEST_SHOWN = 255
"""Characters of the addresses in a prompt; of more, their number is shown."""
ANY_FORM = "user@example.com, user@, @example.com, @.example.com, @[1.2.3.4]"


@menu.operation("NEW", "Create a new address list.")
async def new(session: Session) -> None:
    """Ask for name, description and addresses."""
    name = await session.dialogue.ask(
        "Enter a name for the address list:",
        check=lambda text: check_list_name(session.draft, text),
        bare=True,
    )
    created = await _ask_list(session, AddressList())
    session.update(add_list(session.draft, name, created))
    session.dialogue.block(f'Address list "{name}" added.')


@menu.operation("EDIT", "Modify an address list.", when=any_lists)
async def edit(session: Session) -> None:
    """Ask for a list and then for its content; Enter keeps what is there."""
    name = await _ask_name(session, "Enter the name or number of the address list to edit.")
    new_name = await session.dialogue.ask(
        "Enter a name for the address list:",
        default=name,
        check=lambda text: check_list_name(session.draft, text, name),
    )
    changed = await _ask_list(session, session.draft.listeners.address_lists[name])
    draft = edit_list(session.draft, name, new_name, changed)
    session.update(draft, [path_at(draft.level, "listeners", "address_lists", new_name)])
    session.dialogue.block(f'Address list "{new_name}" modified.')


@menu.operation("DELETE", "Remove an address list.", when=any_lists)
async def delete(session: Session) -> None:
    """Ask for a list that no policy refers to, and remove it."""
    name = await _ask_name(session, "Enter the name or number of the address list to delete.")
    session.update(delete_list(session.draft, name))
    session.dialogue.block(f'Address list "{name}" deleted.')


@menu.operation("PRINT", "Display the contents of an address list.", when=any_lists, changes=False)
async def print_list(session: Session) -> None:
    """Print one list and what refers to it."""
    name = await _ask_name(session, "Enter the name or number of the address list to view.")
    shown = session.draft.listeners.address_lists[name]
    lines = [
        f"Name: {name}",
        f"Description: {shown.description}".rstrip(),
        f"Only full Email Addresses: {'Yes' if shown.full_addresses else 'No'}",
        f"Addresses: {', '.join(shown.addresses)}",
        *(f"Used by {user}" for user in users(session.draft, name)),
    ]
    await session.dialogue.page("\n" + "\n".join(lines))


async def _ask_list(session: Session, current: AddressList) -> AddressList:
    dialogue = session.dialogue
    description = await dialogue.ask(
        "Enter a description for the address list:",
        default=current.description or None,
        check=check_description,
        bare=not current.description,
    )
    full = await dialogue.confirm(FULL_QUESTION, default=current.full_addresses)
    present = ", ".join(current.addresses)
    if len(present) > LONGEST_SHOWN:
        present = f"{len(current.addresses)} addresses"
    addresses = await dialogue.ask(
        f"{ADDRESSES_QUESTION}\n(e.g.: {ONLY_FULL if full else ANY_FORM})",
        default=present or None,
        check=lambda text: check_entries(
            ",".join(current.addresses) if text == present else text, full=full
        ),
        bare=not present,
    )
    return AddressList(addresses=addresses, description=description, full_addresses=full)


async def _ask_name(session: Session, question: str) -> str:
    names = list_names(session)

    def check(answer: str) -> str:
        index = pick(answer, names, None)
        if isinstance(index, str):
            raise InputError(index)
        return names[index]

    return await session.dialogue.ask(question, check=check, completions=lambda: names)
