"""The command and its menu; the operations are declared in `operations`."""

from __future__ import annotations

from esatui.menu import Menu
from esatui.registry import ADMINISTRATORS, Command
from esatui.session import Session
from esatui.text.layout import numbered
from state.objects import printable
from state.operations.users import user_names


def user_lines(session: Session) -> str:
    """Return the numbered list of the accounts."""
    accounts = session.draft.users.accounts
    lines = []
    for name in user_names(session.draft):
        account = accounts[name]
        inactive = "" if account.enabled else " - Inactive"
        lines.append(f'{name} - "{printable(account.full_name)}" ({account.role}){inactive}')
    return "Users:\n" + numbered(lines)


def state_lines(session: Session) -> str:
    """Return the accounts, and what of other authentication is on."""
    return (
        f"{user_lines(session)}\n\n"
        "External authentication: Disabled\n"
        "Two-Factor Authentication: Disabled"
    )


menu: Menu[Session] = Menu(state=state_lines)
command = Command(
    "userconfig",
    "Manage user accounts",
    commit="required",
    cluster="cluster",
    access=ADMINISTRATORS,
    changers=ADMINISTRATORS,
    menu=menu,
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)
