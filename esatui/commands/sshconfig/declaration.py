"""The command and its menu."""

from __future__ import annotations

from esatui.commands.sshconfig.user_keys import EditedKeys, key_menu
from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session

menu: Menu[Session] = Menu()
command = Command("sshconfig", "Configure SSH keys", commit="required", menu=menu)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)


@menu.operation("USERKEY", "Edit SSH User Key settings.", submenu=key_menu, changes=False)
async def user_keys(session: Session) -> None:
    """Show the keys of the user who is logged in."""
    await key_menu.run(EditedKeys(session, session.login.user))
