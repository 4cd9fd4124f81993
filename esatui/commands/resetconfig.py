"""`resetconfig`: back to the factory, at once (CLI reference, 6.10)."""

from __future__ import annotations

from esatui.commands._operating import mode_of
from esatui.registry import ADMINISTRATORS, Command
from esatui.session import Session
from state.errors import StateError

command = Command(
    "resetconfig",
    "Restore the factory configuration defaults",
    commit="immediate",
    cluster="login host",
    access=ADMINISTRATORS,
)


@command.interactive
async def run(session: Session) -> None:
    """Refuse while the system runs, else ask and reset."""
    if not mode_of(session).idle:
        raise StateError("The resetconfig command only works in the offline state.")
    question = "Are you sure you want to reset all configuration values?"
    if await session.dialogue.confirm(question, default=False):
        user = session.login.user
        await session.work(lambda: session.appliance.store.reset_to_factory(user))
        session.candidate.clear()
        session.dialogue.block("All settings have been restored to the factory default.")
