"""CERTIFICATE, DELETE: a profile that no service uses (CLI reference, 2.8)."""

from __future__ import annotations

from esatui.commands.certconfig.questions import choose_profile, has_profiles
from esatui.menu import Operation
from esatui.session import Session
from state.operations.certificates import check_deletable, delete_profile


async def run(session: Session) -> None:
    """Ask which profile, refuse it while it is in use, confirm and delete."""
    name = await choose_profile(session, "delete")
    check_deletable(session.draft, name)
    if await session.dialogue.confirm(f'Are you sure you want to delete "{name}"?', default=False):
        session.update(delete_profile(session.draft, name))


DELETE = Operation("DELETE", "Remove a certificate", run, when=has_profiles)
