"""`status` and `status detail` (CLI reference, 13)."""

from __future__ import annotations

from esatui.commands._operating import mode_of
from esatui.commands.status.layout import brief_body, detail_body, first_block
from esatui.registry import EVERYBODY, Command
from esatui.session import Session
from state.counters import MailCounters
from state.work_queue import read_pause

command = Command("status", "System status", cluster="machine", access=EVERYBODY)


def header(session: Session, counters: MailCounters) -> str:
    """Return the block about time, state and feature keys."""
    return first_block(
        now=session.now(),
        since=counters.started or session.appliance.settings.install_date,
        status=status_of(session),
        features=[(name, "Perpetual") for name in session.appliance.settings.feature_keys],
        oldest=counters.oldest_message,
    )


def status_of(session: Session) -> str:
    """Return the words for what works; a work queue that is paused comes last."""
    status = mode_of(session).status
    if status == "Online" and read_pause(session.appliance.store.directory) is not None:
        return "Work queue paused"
    return status


@command.interactive
async def run(session: Session) -> None:
    """Print the short form."""
    counters = session.appliance.counters()
    text = 'Enter "status detail" for more information.\n\n' + header(session, counters)
    session.dialogue.say()
    await session.dialogue.page(f"{text}\n\n{brief_body(counters)}")


@command.batch("status detail", changes=False)
async def detail(session: Session) -> None:
    """Print the long form."""
    session.dialogue.say()
    counters = session.appliance.counters()
    await session.dialogue.page(f"{header(session, counters)}\n\n{detail_body(counters)}")
