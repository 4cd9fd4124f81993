"""The operations of the menu, in its order."""

from __future__ import annotations

from esatui.commands._certificate_choice import choose_certificate
from esatui.commands.destconfig.declaration import (
    any_entries,
    default_object,
    entry_object,
    global_object,
    menu,
)
from esatui.commands.destconfig.default_questions import ask_default
from esatui.commands.destconfig.entry_questions import ask_entry
from esatui.commands.destconfig.listing import completions, show_details, show_list, wanted
from esatui.commands.destconfig.transfer import store, take
from esatui.files import ask_export, ask_import
from esatui.session import Session
from state.model.destinations import Destination
from state.operations.destination_file import FILE_LIMIT
from state.operations.destinations import (
    add_destination,
    check_new_domain,
    clear_destinations,
    delete_destination,
    edit_destination,
    find_destination,
    set_default_destination,
    set_outbound,
)

__all__ = ["menu"]

ALERT_QUESTION = "Do you want to send an alert when a required TLS connection fails?"
DETAIL_QUESTION = (
    "Enter the domain name to view, or enter DEFAULT to view details for the default, "
    "or enter ALL to view details for all:"
)


@menu.operation("SETUP", "Change global settings.")
async def setup(session: Session) -> None:
    """Ask for the certificate of all outbound TLS and for the alert."""
    current = session.draft.destinations
    certificate = await choose_certificate(session, current.certificate)
    alert = await session.dialogue.confirm(ALERT_QUESTION, default=current.send_tls_alert)
    draft = set_outbound(session.draft, certificate, send_tls_alert=alert)
    session.update(draft, [global_object(session)])


@menu.operation("NEW", "Create a new entry.")
async def new(session: Session) -> None:
    """Ask for a domain without entry, then for its settings."""
    domain = await session.dialogue.ask(
        "Enter the domain you wish to configure.",
        check=lambda text: check_new_domain(session.draft, text),
    )
    entry = await ask_entry(session, domain, Destination(), new=True)
    session.update(add_destination(session.draft, domain, entry))


@menu.operation("EDIT", "Modify an entry.", when=any_entries)
async def edit(session: Session) -> None:
    """Ask for a domain of the table, then for its settings with the present ones as defaults."""
    domain = await _ask_domain(session, "Enter the domain you wish to edit.")
    current = session.draft.destinations.entries[domain]
    entry = await ask_entry(session, domain, current, new=False)
    draft = edit_destination(session.draft, domain, entry)
    session.update(draft, [entry_object(session, domain)])


@menu.operation("DELETE", "Remove an entry.", when=any_entries)
async def delete(session: Session) -> None:
    """Ask for a domain of the table and remove its entry."""
    domain = await _ask_domain(session, "Enter the domain you want to delete.")
    session.update(delete_destination(session.draft, domain))


@menu.operation("DEFAULT", "Change the default.")
async def default(session: Session) -> None:
    """Ask for the settings of the default entry."""
    entry = await ask_default(session, session.draft.destinations.default)
    session.update(set_default_destination(session.draft, entry), [default_object(session)])


@menu.operation("LIST", "Display a summary list of all entries.", changes=False)
async def list_entries(session: Session) -> None:
    """Print the table."""
    await show_list(session)


@menu.operation("DETAIL", "Display details for one destination or all entries.", changes=False)
async def detail(session: Session) -> None:
    """Print the table, ask what to see of it, and print that."""
    await show_list(session)
    chosen = await session.dialogue.ask(
        DETAIL_QUESTION,
        check=lambda text: wanted(session, text),
        completions=lambda: completions(session),
    )
    await show_details(session, chosen)


@menu.operation("CLEAR", "Remove all entries.", when=any_entries)
async def clear(session: Session) -> None:
    """Remove all entries; the default one stays."""
    session.update(clear_destinations(session.draft))
    session.dialogue.block("The table has been cleared.")


@menu.operation("IMPORT", "Import tables from a file.")
async def import_table(session: Session) -> None:
    """Ask for a file and replace the whole table with what is in it."""
    data = await ask_import(session, FILE_LIMIT)
    count = await take(session, data)
    session.dialogue.block(f"{count} entries imported.")


@menu.operation("EXPORT", "Export tables to a file.")
async def export_table(session: Session) -> None:
    """Ask for the name of a file and write the table into it."""
    name = await ask_export(session)
    store(session, name)
    session.dialogue.block("Export complete.")


async def _ask_domain(session: Session, question: str) -> str:
    return await session.dialogue.ask(
        question,
        check=lambda text: find_destination(session.draft, text),
        completions=lambda: completions(session),
    )
