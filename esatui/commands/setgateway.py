"""`setgateway`: the default gateway (CLI reference, 16.2)."""

from __future__ import annotations

from esatui.registry import Command
from esatui.session import Session
from state.operations.system import set_gateway

command = Command(
    "setgateway", "Set the default gateway (router)", commit="required", cluster="machine"
)


@command.interactive
async def run(session: Session) -> None:
    """Ask for the address; Enter keeps what is there."""
    draft = session.draft
    changed = await session.dialogue.ask(
        "Enter new default gateway:",
        default=draft.system.gateway,
        check=lambda text: set_gateway(draft, text),
    )
    session.update(changed)


@command.batch("setgateway <address>")
async def batch(session: Session, address: str) -> None:
    """Set the address that is given."""
    session.update(set_gateway(session.draft, address))
