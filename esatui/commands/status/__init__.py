"""`status` and `status detail` (CLI reference, 13)."""

from __future__ import annotations

from esatui.commands._operating import mode_of
from esatui.commands.status.layout import brief_body, detail_body, first_block
from esatui.registry import EVERYBODY, Command
from esatui.session import Session

command = Command("status", "System status", cluster="machine", access=EVERYBODY)


def header(session: Session) -> str:
    """Return the block about time, state and feature keys."""
    return first_block(
        now=session.now(),
        since=session.appliance.settings.install_date,
        status=mode_of(session).status,
        features=[(name, "Perpetual") for name in session.appliance.settings.feature_keys],
    )


@command.interactive
async def run(session: Session) -> None:
    """Print the short form."""
    text = 'Enter "status detail" for more information.\n\n' + header(session)
    session.dialogue.say()
    await session.dialogue.page(f"{text}\n\n{brief_body(session.appliance.counters())}")


@command.batch("status detail", changes=False)
async def detail(session: Session) -> None:
    """Print the long form."""
    session.dialogue.say()
    await session.dialogue.page(f"{header(session)}\n\n{detail_body(session.appliance.counters())}")
