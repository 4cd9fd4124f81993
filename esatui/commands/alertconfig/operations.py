"""The operations of the menu, in its order."""

from __future__ import annotations

from esatui.commands.alertconfig.declaration import any_recipients, menu
from esatui.commands.alertconfig.from_menu import from_menu
from esatui.commands.alertconfig.questions import ask_options, ask_recipient, ask_subscription
from esatui.session import Session
from state.model.services import AlertSubscription
from state.objects import ObjectPath, path_at
from state.operations.alerts import (
    add_recipient,
    check_new_recipient,
    clear_recipients,
    delete_recipient,
    edit_recipient,
)

__all__ = ["menu"]

NEW_QUESTION = 'Please enter a new email address to send alerts.\n(Ex: "administrator@example.com")'


@menu.operation("NEW", "Add a new email address to send alerts.")
async def new(session: Session) -> None:
    """Ask for an address and what it is told."""
    address = await session.dialogue.ask(
        NEW_QUESTION, check=lambda text: check_new_recipient(session.draft, text)
    )
    subscription = await ask_subscription(session, AlertSubscription())
    session.update(add_recipient(session.draft, address, subscription))


@menu.operation("EDIT", "Modify alert subscription for an email address.", when=any_recipients)
async def edit(session: Session) -> None:
    """Ask for an address, then what it is told; Enter keeps what is there."""
    address = await ask_recipient(session, "Please choose the email address to edit.")
    current = session.draft.alerts.recipients[address]
    subscription = await ask_subscription(session, current)
    draft = edit_recipient(session.draft, address, subscription)
    session.update(draft, [_recipient_object(session, address)])


@menu.operation("DELETE", "Remove an email address.", when=any_recipients)
async def delete(session: Session) -> None:
    """Ask for an address and remove it."""
    address = await ask_recipient(session, "Please choose the email address to delete.")
    session.update(delete_recipient(session.draft, address))


@menu.operation("CLEAR", "Remove all email addresses (disable alerts).", when=any_recipients)
async def clear(session: Session) -> None:
    """Remove all addresses."""
    session.update(clear_recipients(session.draft))


@menu.operation("SETUP", "Configure alert settings.")
async def setup(session: Session) -> None:
    """Ask for times, AutoSupport and interface."""
    draft = await ask_options(session)
    session.update(draft, [path_at(draft.level, "alerts")])


@menu.operation("FROM", "Configure the From Address of alert emails.", submenu=from_menu)
async def sender(session: Session) -> None:
    """Show the menu of the From Address."""
    await from_menu.run(session)


def _recipient_object(session: Session, address: str) -> ObjectPath:
    return path_at(session.draft.level, "alerts", "recipients", address)
