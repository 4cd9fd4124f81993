"""Questions that several operations on certificates ask."""

from __future__ import annotations

from esatui.session import Session
from state.operations.certificates import check_new_name, editable_profiles


def has_profiles(session: Session) -> bool:
    """Return whether there is a profile that can be edited, exported and deleted."""
    return bool(editable_profiles(session.draft))


async def ask_profile_name(session: Session) -> str | None:
    """Ask for the name of a profile that is to be made.

    Returns `None` when it exists and the person does not want to overwrite it.
    """
    name = await session.dialogue.ask(
        "Enter a name for this certificate profile:",
        bare=True,
        check=check_new_name,
        completions=lambda: editable_profiles(session.draft),
    )
    if name not in session.draft.certificates.profiles:
        return name
    overwrite = await session.dialogue.confirm(
        f'Certificate profile "{name}" already exists. Do you want to\n'
        "overwrite with this new one?",
        default=False,
    )
    return name if overwrite else None


async def choose_profile(session: Session, purpose: str) -> str:
    """Let the person choose a profile from the numbered list; `purpose` is a verb."""
    names = editable_profiles(session.draft)
    index = await session.dialogue.choose(
        names,
        question=f"Enter the number of the certificate profile you wish to {purpose}.",
        after=True,
        completed=True,
    )
    return names[index]


async def ask_fqdn_check(session: Session) -> bool:
    """Ask whether names have to be fully qualified. The space before `?` is the appliance's."""
    return await session.dialogue.confirm(
        "Do you want to check if Common Name or SAN:dNSName or both are in Fully\n"
        "Qualified Domain Name(FQDN) format ?",
        default=False,
    )
