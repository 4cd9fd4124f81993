"""DLPTRACKING and URLTRACKING: which roles see what in message tracking."""

from __future__ import annotations

from esatui.commands.userconfig.questions import ROLES, confirm_identity
from esatui.dialogue import InputError, pick
from esatui.session import Session
from esatui.text.layout import numbered
from state.model.users import Role
from state.objects import path_at
from state.operations.user_roles import Tracking, set_tracking
from state.operations.values import not_blank

NOTHING_SHOWN = (
    "The privileges are kept and exported. Message tracking of this appliance reads logs, which "
    "contain neither matched content nor URLs."
)
_TITLES = tuple(text.partition(" - ")[0] for _, text in ROLES)


async def ask_tracking(session: Session, tracking: Tracking, what: str) -> None:
    """Ask for the roles that see `what`."""
    await confirm_identity(session)
    users = session.draft.users
    current = users.dlp_tracking if tracking == "dlp_tracking" else users.url_tracking
    numbers = [str(index) for index, (role, _) in enumerate(ROLES, 1) if role in current]
    roles = await session.dialogue.ask(
        f"Select the roles that may view {what} in Message Tracking. Separate multiple choices "
        f'with commas. Enter "NONE" for no role.\n{numbered(_TITLES)}',
        default=", ".join(numbers) or "NONE",
        check=_roles,
    )
    draft = set_tracking(session.draft, tracking, roles)
    session.update(draft, [path_at(draft.level, "users")])
    session.dialogue.paragraph(NOTHING_SHOWN)


def _roles(text: str) -> list[Role]:
    if text.strip().upper() == "NONE":
        return []
    return [_picked(word.strip()) for word in not_blank(text).split(",")]


def _picked(word: str) -> Role:
    index = pick(word, _TITLES, None)
    if isinstance(index, str):
        raise InputError(index)
    return ROLES[index][0]
