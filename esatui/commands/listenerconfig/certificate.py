"""EDIT, CERTIFICATE: the certificate that a listener presents (CLI reference, 7.3)."""

from __future__ import annotations

from esatui.commands._certificate_choice import choose_certificate
from esatui.commands.listenerconfig.editing import EditedListener, edit_menu
from state.operations.listeners import use_certificate


@edit_menu.operation("CERTIFICATE", "Choose the certificate.")
async def certificate(context: EditedListener) -> None:
    """Ask for the certificate profile."""
    profile = await choose_certificate(context.session, context.listener.certificate)
    context.update(use_certificate(context.session.draft, context.name, profile))
