"""The batch forms (CLI reference, 4.8). What only changes the configuration prints nothing."""

from __future__ import annotations

from esatui.batch import parse_options
from esatui.commands.destconfig import listing, transfer
from esatui.commands.destconfig.declaration import (
    command,
    default_object,
    entry_object,
    global_object,
)
from esatui.commands.destconfig.options import (
    OPTION_LINES,
    TLS_ALERT_OPTION,
    with_default_options,
    with_options,
)
from esatui.files import files_of
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

__all__ = ["command"]

command.options = OPTION_LINES


@command.batch("destconfig new <domain> [options]")
async def new(session: Session, text: str, words: tuple[str, ...]) -> None:
    """Make an entry; what is not given comes from the default entry."""
    draft = session.draft
    domain = check_new_domain(draft, text)
    entry = with_options(draft, Destination(), words)
    session.update(add_destination(draft, domain, entry))


@command.batch("destconfig edit <domain> [options]")
async def edit(session: Session, text: str, words: tuple[str, ...]) -> None:
    """Change an entry; what is not given stays."""
    draft = session.draft
    domain = find_destination(draft, text)
    entry = with_options(draft, draft.destinations.entries[domain], words)
    session.update(edit_destination(draft, domain, entry), [entry_object(session, domain)])


@command.batch("destconfig default [options]")
async def default(session: Session, words: tuple[str, ...]) -> None:
    """Change the default entry; what is not given stays."""
    entry = with_default_options(session.draft.destinations.default, words)
    session.update(set_default_destination(session.draft, entry), [default_object(session)])


@command.batch("destconfig delete <domain>")
async def delete(session: Session, text: str) -> None:
    """Remove an entry."""
    session.update(delete_destination(session.draft, text))


@command.batch("destconfig list", changes=False)
async def list_entries(session: Session) -> None:
    """Print the table."""
    await listing.show_list(session)


@command.batch("destconfig detail <domain | default | all>", changes=False)
async def detail(session: Session, text: str) -> None:
    """Print the details of one entry or of all."""
    await listing.show_details(session, listing.wanted(session, text))


@command.batch("destconfig clear")
async def clear(session: Session) -> None:
    """Remove all entries but the default one."""
    session.update(clear_destinations(session.draft))


@command.batch("destconfig import <file>")
async def import_table(session: Session, name: str) -> None:
    """Replace the table with that of a file."""
    await transfer.take(session, files_of(session).read(name, FILE_LIMIT))


@command.batch("destconfig export <file>")
async def export_table(session: Session, name: str) -> None:
    """Write the table into a file."""
    transfer.store(session, name)
    session.dialogue.block("Export complete.")


@command.batch("destconfig setup [certificate=<profile>] [send_tls_req_alert=<0|1>]")
async def setup(session: Session, words: tuple[str, ...]) -> None:
    """Change the global settings; what is not given stays."""
    given = parse_options(words, ("certificate", "send_tls_req_alert"))
    current = session.draft.destinations
    certificate = given.get("certificate", current.certificate)
    alert = current.send_tls_alert
    if "send_tls_req_alert" in given:
        alert = TLS_ALERT_OPTION.parse(given["send_tls_req_alert"])
    draft = set_outbound(session.draft, certificate, send_tls_alert=alert)
    session.update(draft, [global_object(session)])
