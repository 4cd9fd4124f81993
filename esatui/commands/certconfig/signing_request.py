"""Showing a certificate signing request, with the warning that comes too late elsewhere."""

from __future__ import annotations

from esatui.session import Session
from state.operations.certificates import awaits_commit


async def offer_request(session: Session, name: str) -> None:
    """Ask whether to show the request of a profile; nothing happens when it has none.

    A request that is signed before its profile is committed belongs to a key that may never be
    stored. So the appliance warns right where the request can be copied from.
    """
    profile = session.draft.certificates.profiles[name]
    if profile.csr is None:
        return
    if not await session.dialogue.confirm("Do you want to view the CSR?", default=True):
        return
    session.dialogue.block(profile.csr.rstrip("\n"))
    if awaits_commit(session.committed, name, profile):
        session.dialogue.paragraph(
            f'Warning: The certificate profile "{name}" has not been committed. Use "commit" '
            "before this CSR is sent to a certificate authority. An uncommitted profile is lost "
            "with the session, and the signed certificate can then not be applied to it."
        )
