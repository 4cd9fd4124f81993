"""`whoami`: the user of this session (CLI reference, 16.8)."""

from __future__ import annotations

from esatui.registry import EVERYBODY, Command
from esatui.session import Session

command = Command("whoami", "Display your current user information", access=EVERYBODY)

GROUPS = {
    "admin": "admin, operators, config, log, guest",
    "operators": "operators, config, log, guest",
    "readonly": "readonly, guest",
    "guest": "guest",
    "technician": "technician",
    "helpdesk": "helpdesk",
}


@command.interactive
async def run(session: Session) -> None:
    """Print name, full name and groups."""
    account = session.running.users.accounts.get(session.login.user)
    full_name = account.full_name if account else ""
    session.dialogue.block(
        f"Username: {session.login.user}\nFull Name: {full_name}\nGroups: {GROUPS[session.role]}"
    )
