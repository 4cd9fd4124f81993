"""`sethostname`: the system host name (CLI reference, 16.1)."""

from __future__ import annotations

import dataclasses

from esatui.registry import ADMINISTRATORS, Command
from esatui.session import Session
from state.certificates.names import check_hostname
from state.model.configuration import Draft

command = Command(
    "sethostname",
    "Set the name of the machine",
    commit="required",
    cluster="machine",
    access=ADMINISTRATORS,
)


def renamed(draft: Draft, hostname: str) -> Draft:
    """Return `draft` with the system host name `hostname`; raises `StateError` for a bad one."""
    check_hostname(hostname)
    return draft.write(system=dataclasses.replace(draft.system, hostname=hostname))


@command.interactive
async def run(session: Session) -> None:
    """Ask for the new name."""
    current = session.draft.system.hostname
    draft = session.draft
    changed = await session.dialogue.ask(None, default=current, check=lambda t: renamed(draft, t))
    session.update(changed)


@command.batch("sethostname <hostname>")
async def batch(session: Session, hostname: str) -> None:
    """Set the name that is given."""
    session.update(renamed(session.draft, hostname))
