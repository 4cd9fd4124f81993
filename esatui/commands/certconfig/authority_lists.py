"""What the custom and the system list of authorities have in common."""

from __future__ import annotations

from collections.abc import Sequence

from esatui.files import ask_export, files_of
from esatui.session import Session
from state.certificates.certificate import Certificate
from state.operations.authorities import export_pem


async def choose_authority(
    session: Session, authorities: Sequence[Certificate], purpose: str
) -> Certificate:
    """Let the person choose from the numbered list; `purpose` is a verb."""
    index = await session.dialogue.choose(
        [each.subject for each in authorities],
        question=f"Enter the number of the certificate authority you wish to {purpose}.",
        after=True,
    )
    return authorities[index]


async def export_list(session: Session, authorities: Sequence[Certificate]) -> None:
    """Ask for all or one of the authorities and for a file, and write it."""
    chosen = authorities
    if not await session.dialogue.confirm(
        "Do you want to export all the certificate authorities?", default=True
    ):
        chosen = [await choose_authority(session, authorities, "export")]
    file_name = await ask_export(session)
    files_of(session).write(file_name, export_pem(chosen))
    session.dialogue.block(f"{len(chosen)} certificate authorities exported.")


async def print_list(session: Session, heading: str, authorities: Sequence[Certificate]) -> None:
    """Print one subject a line under a heading."""
    session.dialogue.say()
    await session.dialogue.page("\n".join([heading, *(each.subject for each in authorities)]))
