"""RCPTACCESS: the Recipient Access Table of a public listener (CLI reference, 7.3)."""

from __future__ import annotations

from esatui.commands.listenerconfig.editing import EditedListener
from esatui.files import ask_export, ask_import, files_of
from esatui.menu import Menu
from state.model.listeners import RecipientAccess
from state.operations.rat import (
    add_entries,
    check_new_entries,
    clear_entries,
    delete_entry,
    edit_entry,
    find_entry,
    ordered,
    replace_recipients,
)
from state.operations.rat_file import parse_recipients, render_recipients
from state.operations.table_files import FILE_LIMIT

ADDRESS_QUESTION = """\
Enter the recipient address for this entry.
Hostnames such as "example.com" and "[1.2.3.4]" are allowed.
Partial hostnames such as ".example.com" are allowed.
Usernames such as "postmaster@" are allowed.
Full email addresses such as "joe@example.com" or "joe@[1.2.3.4]" are allowed.
Separate multiple addresses with commas."""
ACTIONS = [(True, "Accept"), (False, "Reject")]


def state_line(context: EditedListener) -> str:
    """Return how many entries the table has."""
    number = len(context.listener.rat)
    if number == 1:
        return "There is currently 1 entry in the Recipient Access Table."
    return f"There are currently {number} entries in the Recipient Access Table."


def any_entries(context: EditedListener) -> bool:
    """Return whether the table has an entry."""
    return bool(context.listener.rat)


recipient_menu: Menu[EditedListener] = Menu(state=state_line)


@recipient_menu.operation("NEW", "Create a new entry.")
async def new(context: EditedListener) -> None:
    """Ask for addresses and for what happens to mail for them."""
    draft = context.session.draft
    names = await context.dialogue.ask(
        ADDRESS_QUESTION, check=lambda text: check_new_entries(draft, context.name, text)
    )
    access = await _ask_access(context, RecipientAccess())
    context.update(add_entries(context.session.draft, context.name, names, access))


@recipient_menu.operation("EDIT", "Modify an entry.", when=any_entries)
async def edit(context: EditedListener) -> None:
    """Ask for an entry and for what happens to mail for it."""
    name = await _ask_entry(context, "Enter the entry you wish to edit.")
    access = await _ask_access(context, context.listener.rat[name])
    draft = edit_entry(context.session.draft, context.name, name, access)
    context.update_at(draft, "rat", name)


@recipient_menu.operation("DELETE", "Remove an entry.", when=any_entries)
async def delete(context: EditedListener) -> None:
    """Ask for an entry and remove it."""
    name = await _ask_entry(context, "Enter the entry you wish to delete.")
    context.session.update(delete_entry(context.session.draft, context.name, name))


@recipient_menu.operation("PRINT", "Display the table.", when=any_entries, changes=False)
async def print_table(context: EditedListener) -> None:
    """Print all entries."""
    await context.dialogue.page("\n" + render_recipients(context.listener.rat))


@recipient_menu.operation("IMPORT", "Import a table from a file.")
async def import_table(context: EditedListener) -> None:
    """Ask for a file and replace the whole table with what is in it."""
    data = await ask_import(context.session, FILE_LIMIT)
    table = await context.session.work(lambda: parse_recipients(data))
    context.update(replace_recipients(context.session.draft, context.name, table))
    context.dialogue.block(f"{len(table)} entries imported.")


@recipient_menu.operation("EXPORT", "Export the table to a file.")
async def export_table(context: EditedListener) -> None:
    """Ask for the name of a file and write the table into it."""
    name = await ask_export(context.session)
    text = render_recipients(context.listener.rat)
    files_of(context.session).write(name, f"{text}\n".encode())
    context.dialogue.block("Export complete.")


@recipient_menu.operation("CLEAR", "Remove all entries.", when=any_entries)
async def clear(context: EditedListener) -> None:
    """Remove all entries but the one for everybody else."""
    context.update(clear_entries(context.session.draft, context.name))
    context.dialogue.block("The table has been cleared.")


async def _ask_entry(context: EditedListener, question: str) -> str:
    draft = context.session.draft
    return await context.dialogue.ask(
        question,
        check=lambda text: find_entry(draft, context.name, text),
        completions=lambda: ordered(context.listener.rat),
    )


async def _ask_access(context: EditedListener, current: RecipientAccess) -> RecipientAccess:
    """Ask for the action and, where recipients are looked up with LDAP, for an exception."""
    accept = await context.dialogue.choose_value(
        ACTIONS, question="Select the action to apply to this address:", current=current.accept
    )
    bypass = current.bypass_ldap
    if accept and context.listener.ldap_accept is not None:
        question = "Would you like to bypass the LDAP acceptance query for this entry?"
        bypass = await context.dialogue.confirm(question, default=bypass)
    return RecipientAccess(accept=accept, bypass_ldap=bypass and accept)
