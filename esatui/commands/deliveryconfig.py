"""`deliveryconfig`: how mail leaves the appliance (CLI reference, 3)."""

from __future__ import annotations

from esatui.commands._interfaces import AUTO, choose_interface
from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from state.model.destinations import Delivery
from state.objects import path_at
from state.operations.delivery import CONCURRENCY, TLS_CONCURRENCY, set_delivery


def state_lines(session: Session) -> str:
    """Return the four settings, one a line."""
    delivery = session.draft.delivery
    possible = "Enabled" if delivery.possible_delivery else "Disabled"
    concurrency = "maximum outbound message delivery concurrency"
    return f"""\
Default interface to deliver mail: {delivery.interface or AUTO}
"Possible Delivery": {possible}
Default system wide {concurrency}: {delivery.concurrency}
Default system wide TLS {concurrency}: {delivery.tls_concurrency}"""


menu: Menu[Session] = Menu(state=state_lines)
command = Command(
    "deliveryconfig", "Configure mail delivery", commit="required", areas=("delivery",), menu=menu
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)


@menu.operation("SETUP", "Configure mail delivery.")
async def setup(session: Session) -> None:
    """Ask for the four settings."""
    current = session.draft.delivery
    dialogue = session.dialogue
    interface = await choose_interface(
        session, "Choose the default interface to deliver mail.", current.interface
    )
    # The appliance prints two spaces between question and default here.
    possible = await dialogue.confirm(
        'Enable "Possible Delivery" (recommended)? ', default=current.possible_delivery
    )
    concurrency = await dialogue.ask(
        "Please enter the default system wide maximum outbound message delivery concurrency",
        default=str(current.concurrency),
        check=CONCURRENCY.parse,
    )
    tls_concurrency = await dialogue.ask(
        "Please enter the default system wide TLS maximum outbound message delivery concurrency",
        default=str(current.tls_concurrency),
        check=TLS_CONCURRENCY.parse,
    )
    delivery = Delivery(
        interface=interface,
        possible_delivery=possible,
        concurrency=concurrency,
        tls_concurrency=tls_concurrency,
    )
    session.update(
        set_delivery(session.draft, delivery), [path_at(session.draft.level, "delivery")]
    )
