"""CERTAUTHORITY, CUSTOM: the operator's own authorities (CLI reference, 2.10)."""

from __future__ import annotations

from esatui.commands.certconfig.authority_lists import choose_authority, export_list, print_list
from esatui.commands.certconfig.questions import ask_fqdn_check
from esatui.files import ask_import
from esatui.menu import Menu
from esatui.session import Session
from state.certificates.parsing import MAXIMUM_INPUT
from state.operations.authorities import (
    custom_authorities,
    delete_custom,
    import_custom,
    set_custom_enabled,
)

menu: Menu[Session] = Menu()


def _enabled(session: Session) -> bool:
    return session.draft.authorities.custom_enabled


def _disabled(session: Session) -> bool:
    return not session.draft.authorities.custom_enabled


def _not_empty(session: Session) -> bool:
    return bool(session.draft.authorities.custom)


@menu.operation("ENABLE", "Enable the custom certificate authorities list", when=_disabled)
async def enable(session: Session) -> None:
    """Trust the custom list."""
    session.update(set_custom_enabled(session.draft, True))


@menu.operation("DISABLE", "Disable the custom certificate authorities list", when=_enabled)
async def disable(session: Session) -> None:
    """Stop trusting the custom list."""
    session.update(set_custom_enabled(session.draft, False))


@menu.operation("IMPORT", "Import a list of custom certificate authorities from a file")
async def import_list(session: Session) -> None:
    """Ask for a file, and add the authorities in it that pass the checks."""
    data = await ask_import(session, MAXIMUM_INPUT)
    check_fqdn = await ask_fqdn_check(session)
    draft, now = session.draft, session.now()
    imported = await session.work(lambda: import_custom(draft, data, now, check_fqdn=check_fqdn))
    if imported.count:
        session.update(imported.draft)
    result = f"{imported.count} certificate authorities imported."
    session.dialogue.block("\n".join([*imported.messages, result]))


@menu.operation(
    "EXPORT",
    "Export the custom certificate authorities to a file",
    when=_not_empty,
)
async def export(session: Session) -> None:
    """Write the list, or one of it, to a file."""
    await export_list(session, custom_authorities(session.draft))


@menu.operation("PRINT", "Print the custom certificate authorities", when=_not_empty, changes=False)
async def show(session: Session) -> None:
    """Print the subjects."""
    await print_list(session, "Custom certificates:", custom_authorities(session.draft))


@menu.operation("DELETE", "Remove a custom certificate authority", when=_not_empty)
async def delete(session: Session) -> None:
    """Ask which one, confirm, and remove it."""
    chosen = await choose_authority(session, custom_authorities(session.draft), "delete")
    if await session.dialogue.confirm(
        f'Are you sure you want to delete "{chosen.subject}"?', default=False
    ):
        session.update(delete_custom(session.draft, chosen.fingerprint_sha256))
