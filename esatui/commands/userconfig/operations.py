"""The operations of the menu, in its order."""

from __future__ import annotations

from esatui.commands._new_passphrase import hashed
from esatui.commands.userconfig.authentication import ask_external, ask_two_factor
from esatui.commands.userconfig.declaration import menu, user_lines
from esatui.commands.userconfig.passphrases import passphrase_menu
from esatui.commands.userconfig.policy import ask_policy
from esatui.commands.userconfig.questions import (
    account_object,
    ask_passphrase,
    ask_role,
    ask_user,
    confirm_identity,
)
from esatui.commands.userconfig.roles import role_menu
from esatui.commands.userconfig.tracking import ask_tracking
from esatui.session import Session
from state.objects import path_at
from state.operations.users import (
    add_user,
    check_deletable,
    check_full_name,
    check_new_name,
    check_status,
    delete_user,
    edit_user,
    set_policy,
    set_status,
)

__all__ = ["menu"]


@menu.operation("NEW", "Create a new account.")
async def new(session: Session) -> None:
    """Ask for name, full name, role and passphrase."""
    await confirm_identity(session)
    dialogue = session.dialogue
    user = await dialogue.ask(
        "Enter the new username.", check=lambda text: check_new_name(session.draft, text)
    )
    full_name = await dialogue.ask(f"Enter the full name for {user}.", check=check_full_name)
    chosen = await ask_role(session, user, "admin")
    kept = await hashed(session, await ask_passphrase(session, user))
    session.update(add_user(session.draft, user, full_name=full_name, role=chosen, hashed=kept))


@menu.operation("EDIT", "Modify an account.")
async def edit(session: Session) -> None:
    """Ask for an account, then for its full name and role; Enter keeps what is there."""
    await confirm_identity(session)
    session.dialogue.block(user_lines(session))
    user = await ask_user(session, "edit")
    account = session.draft.users.accounts[user]
    full_name = await session.dialogue.ask(
        f"Enter the full name for {user}.", default=account.full_name, check=check_full_name
    )
    chosen = await ask_role(session, user, account.role)
    draft = edit_user(session.draft, user, full_name=full_name, role=chosen)
    session.update(draft, [account_object(session, user)])


@menu.operation("DELETE", "Remove an account.")
async def delete(session: Session) -> None:
    """Ask for an account and, after a confirmation, remove it."""
    await confirm_identity(session)
    session.dialogue.block(user_lines(session))
    user, own = await ask_user(session, "delete"), session.login.user
    check_deletable(session.draft, user, by=own)
    sure = f'Are you sure you want to delete "{user}"?'
    if await session.dialogue.confirm(sure, default=False):
        session.update(delete_user(session.draft, user, by=own))


@menu.operation("POLICY", "Change passphrase and account policy settings.")
async def policy(session: Session) -> None:
    """Ask what new passphrases must contain."""
    await confirm_identity(session)
    wanted = await ask_policy(session, session.draft.users.policy)
    draft = set_policy(session.draft, wanted)
    session.update(draft, [path_at(draft.level, "users", "policy")])


@menu.operation("PASSPHRASE", "Change the passphrase for a user.", submenu=passphrase_menu)
async def passphrase(session: Session) -> None:
    """Show the menu of ASSIGN and FORCE."""
    await passphrase_menu.run(session)


@menu.operation("ROLE", "Create/modify user roles.", submenu=role_menu, changes=False)
async def role(session: Session) -> None:
    """Show the menu of the custom roles."""
    await role_menu.run(session)


@menu.operation("STATUS", "Change the account status.")
async def status(session: Session) -> None:
    """Ask for an account and whether it may log in."""
    await confirm_identity(session)
    session.dialogue.block(user_lines(session))
    user, own = await ask_user(session, "edit"), session.login.user
    check_status(session.draft, user, by=own)
    active = session.draft.users.accounts[user].enabled
    question = (
        f'The account "{user}" is {"active" if active else "inactive"}. '
        f"Do you want to {'deactivate' if active else 'activate'} it?"
    )
    if await session.dialogue.confirm(question, default=False):
        draft = set_status(session.draft, user, enabled=not active, by=own)
        session.update(draft, [account_object(session, user)])


@menu.operation("EXTERNAL", "Configure external authentication.")
async def external(session: Session) -> None:
    """Ask whether directories or RADIUS servers are asked at login."""
    await ask_external(session)


@menu.operation("TWOFACTORAUTH", "Configure Two-Factor Authentication.")
async def two_factor(session: Session) -> None:
    """Ask whether logins need a second factor."""
    await ask_two_factor(session)


@menu.operation("DLPTRACKING", "Configure DLP tracking privileges.")
async def dlp_tracking(session: Session) -> None:
    """Ask who sees what a DLP policy has matched."""
    await ask_tracking(session, "dlp_tracking", "DLP matched content")


@menu.operation("URLTRACKING", "Configure URL tracking privileges.")
async def url_tracking(session: Session) -> None:
    """Ask who sees URLs."""
    await ask_tracking(session, "url_tracking", "URL details")
