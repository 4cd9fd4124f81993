"""PASSPHRASE: set the passphrase of an account, or have it changed at the next login."""

from __future__ import annotations

from esatui.commands._new_passphrase import hashed
from esatui.commands.userconfig.declaration import user_lines
from esatui.commands.userconfig.questions import (
    account_object,
    ask_passphrase,
    ask_user,
    confirm_identity,
)
from esatui.menu import Menu
from esatui.session import Session
from state.operations.users import assign_passphrase, force_change

passphrase_menu: Menu[Session] = Menu()


@passphrase_menu.operation("ASSIGN", "Manually assign a passphrase.")
async def assign(session: Session) -> None:
    """Ask for an account and its new passphrase."""
    await confirm_identity(session)
    session.dialogue.block(user_lines(session))
    user = await ask_user(session, "edit")
    kept = await hashed(session, await ask_passphrase(session, user))
    draft = assign_passphrase(session.draft, user, kept, by=session.login.user)
    session.update(draft, [account_object(session, user)])


@passphrase_menu.operation("FORCE", "Force the user to change the passphrase at the next login.")
async def force(session: Session) -> None:
    """Ask for an account that has to change its passphrase when it logs in again."""
    await confirm_identity(session)
    session.dialogue.block(user_lines(session))
    user = await ask_user(session, "edit")
    draft = force_change(session.draft, user)
    session.update(draft, [account_object(session, user)])
    session.dialogue.block(f'"{user}" must change the passphrase at the next login.')
