"""Questions of several operations: who changes, which account, which role, which passphrase."""

from __future__ import annotations

from esatui.commands._new_passphrase import ask_new_passphrase, ask_own_passphrase
from esatui.dialogue import InputError, pick
from esatui.session import Session
from state.model.users import Role
from state.objects import ObjectPath, path_at
from state.operations.users import user_names
from state.passphrases import generate_passphrase

ROLES: tuple[tuple[Role, str], ...] = (
    ("admin", "Administrators - Administrators have full access to all settings of the system."),
    ("operators", "Operators - Operators are restricted from creating new user accounts."),
    (
        "readonly",
        "Read-Only Operators - Read-Only operators may only view settings and status information.",
    ),
    ("guest", "Guests - Guest users may only view status information."),
    ("technician", "Technicians - Technicians can only manage upgrades and feature keys."),
    (
        "helpdesk",
        "Help Desk Users - Help Desk users have access only to ISQ and Message Tracking.",
    ),
)
GENERATE_QUESTION = "Would you like to get a system generated passphrase? (Y/N)"


def account_object(session: Session, user: str) -> ObjectPath:
    """Return the object that an edit of `user` changes."""
    return path_at(session.draft.level, "users", "accounts", user)


async def confirm_identity(session: Session) -> None:
    """Ask for one's own passphrase, as before every change; raises `StateError`."""
    await ask_own_passphrase(session, "Enter your Passphrase to make changes:")


async def ask_user(session: Session, purpose: str) -> str:
    """Ask for an account by its name or number in the list; `purpose` is `edit` or `delete`."""
    names = user_names(session.draft)

    def check(answer: str) -> str:
        index = pick(answer, names, None)
        if isinstance(index, str):
            raise InputError(index)
        return names[index]

    return await session.dialogue.ask(
        f"Enter the username or number to {purpose}.", check=check, completions=lambda: names
    )


async def ask_role(session: Session, user: str, current: Role) -> Role:
    """Ask for one of the six roles; Enter keeps `current`."""
    question = f'Assign a role to "{user}":'
    return await session.dialogue.choose_value(ROLES, question=question, current=current)


async def ask_passphrase(session: Session, user: str) -> str:
    """Return a passphrase for `user`: generated until one is liked, or typed twice."""
    dialogue, policy = session.dialogue, session.draft.users.policy
    if not await dialogue.confirm(GENERATE_QUESTION, default=True):
        return await ask_new_passphrase(
            session,
            policy,
            f"Enter the passphrase for {user}:",
            "Please enter the new passphrase again:",
            gap=True,
        )
    while True:
        made = generate_passphrase(policy, session.appliance.random.choice)
        dialogue.block(f"Your system generated passphrase: {made}")
        proceed = "Do you want to proceed with this passphrase?"
        if await dialogue.confirm(proceed, default=True, gap=False):
            return made
