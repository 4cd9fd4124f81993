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
    """Return `draft` with the system host name `hostname`."""
    return draft.write(system=dataclasses.replace(draft.system, hostname=hostname))


@command.interactive
async def run(session: Session) -> None:
    """Ask for the new name."""
    current = session.draft.system.hostname
    hostname = await session.dialogue.ask(None, default=current, check=check_hostname)
    session.update(renamed(session.draft, hostname))


@command.batch("sethostname <hostname>")
async def batch(session: Session, hostname: str) -> None:
    """Set the name that is given."""
    session.update(renamed(session.draft, check_hostname(hostname)))
