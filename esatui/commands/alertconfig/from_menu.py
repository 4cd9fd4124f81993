"""FROM: the sender of alerts."""

from __future__ import annotations

from esatui.menu import Menu
from esatui.session import Session
from state.objects import path_at
from state.operations.alerts import check_address, from_address, set_from


def _state(session: Session) -> str:
    default = "" if session.draft.alerts.from_address else " (system default)"
    return f"From Address: {from_address(session.draft)}{default}"


from_menu: Menu[Session] = Menu(state=_state)


@from_menu.operation("EDIT", "Edit the From Address.")
async def edit(session: Session) -> None:
    """Ask for an address."""
    current = session.draft.alerts.from_address
    address = await session.dialogue.ask(
        "Please enter the From Address to use for alert emails.",
        default=current,
        check=check_address,
    )
    _update(session, address)


@from_menu.operation("DEFAULT", "Revert the From Address to system default.")
async def default(session: Session) -> None:
    """Forget the address."""
    _update(session, None)


def _update(session: Session, address: str | None) -> None:
    draft = set_from(session.draft, address)
    session.update(draft, [path_at(draft.level, "alerts")])
