"""EXTERNAL and TWOFACTORAUTH: what needs a server that this appliance cannot ask.

Nothing is kept: an appliance must never say that logins are checked in a way in which they are not.
"""

from __future__ import annotations

from esatui.commands.userconfig.questions import confirm_identity
from esatui.session import Session

EXTERNAL = (
    "LDAP is unavailable because no LDAP queries of type EXTERNALAUTH are configured. RADIUS is "
    "unavailable because this appliance asks no RADIUS servers."
)
TWO_FACTOR = (
    "Two-Factor Authentication is unavailable because this appliance asks no RADIUS servers."
)


async def ask_external(session: Session) -> None:
    """Ask whether it is wanted, and say why it stays off."""
    await confirm_identity(session)
    question = "Do you want to enable external authentication?"
    if await session.dialogue.confirm(question, default=False):
        session.dialogue.paragraph(EXTERNAL)


async def ask_two_factor(session: Session) -> None:
    """Ask whether it is wanted, and say why it stays off."""
    await confirm_identity(session)
    question = "Do you want to enable Two-Factor Authentication?"
    if await session.dialogue.confirm(question, default=False):
        session.dialogue.paragraph(TWO_FACTOR)
