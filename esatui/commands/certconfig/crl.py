"""CRL: revocation checks, and the menu of the sources (CLI reference, 2.11)."""

from __future__ import annotations

from esatui.commands.certconfig.crl_sources import DELETE, EDIT, NEW, PRINT
from esatui.commands.certconfig.crl_update import UPDATE
from esatui.menu import Menu, Operation
from esatui.session import Session
from state.objects import path_at
from state.operations.crl import set_checks

CHECKS = ("inbound SMTP TLS", "outbound SMTP TLS", "WebUI")
"""What can be checked, as state lines and questions name it: inbound, outbound, webui."""


def _state(session: Session) -> str:
    crl = session.draft.crl
    lines = [
        f"CRL check for {what}: {'Enabled' if enabled else 'Disabled'}"
        for what, enabled in zip(CHECKS, (crl.inbound, crl.outbound, crl.webui), strict=True)
    ]
    return "\n".join([*lines, "", _count(len(crl.sources))])


def _count(sources: int) -> str:
    if not sources:
        return "There are currently no CRL sources configured."
    if sources == 1:
        return "There is currently 1 CRL source configured."
    return f"There are currently {sources} CRL sources configured."


async def _setup(session: Session) -> None:
    """Ask which connections are checked."""
    crl = session.draft.crl
    inbound, outbound, webui = [
        await session.dialogue.confirm(
            f"Do you want to enable CRL check for {what}?", default=current
        )
        for what, current in zip(CHECKS, (crl.inbound, crl.outbound, crl.webui), strict=True)
    ]
    draft = set_checks(session.draft, inbound=inbound, outbound=outbound, webui=webui)
    session.update(draft, [path_at(draft.level, "crl")])


SETUP = Operation("SETUP", "Change global CRL settings.", _setup)

menu: Menu[Session] = Menu(_state, [NEW, SETUP, EDIT, DELETE, PRINT, UPDATE])
