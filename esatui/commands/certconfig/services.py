"""CERTIFICATE, PRINT: which service uses which certificate (CLI reference, 2.9)."""

from __future__ import annotations

from esatui.menu import Operation
from esatui.session import Session
from esatui.text.layout import table
from state.operations.usage import assignments


async def run(session: Session) -> None:
    """Print one line for each service."""
    rows = [(each.service.label, each.shown) for each in assignments(session.draft)]
    session.dialogue.say()
    await session.dialogue.page(
        "Certificates assigned to services\n" + table(("Service", "Certificate"), (30, 20), rows)
    )


PRINT = Operation("PRINT", "View certificates assigned to services", run, changes=False)
