"""`workqueue`: messages that were accepted and wait to be processed (CLI reference, 16.10)."""

from __future__ import annotations

from esatui.menu import Menu
from esatui.registry import READERS, Command
from esatui.requests import Interrupted
from esatui.session import Session
from esatui.text.dates import long_date
from state.errors import StateError
from state.work_queue import LONGEST_REASON, Pause, read_pause, write_pause

HEADING = """\
Hit Ctrl-C to return to the main prompt.

Time       Pending        In       Out"""
RATE_SECONDS = 10


def report(session: Session) -> str:
    """Return when it is, whether the work queue works, and what is in it."""
    pause = pause_of(session)
    status = "Operational" if pause is None else f"Paused: {pause.user}: {pause.reason}"
    lines = [
        f"Status as of: {long_date(session.now())}",
        f"Status: {status}",
        f"Messages: {session.appliance.counters().work_queue:,}",
    ]
    return "\n".join(lines)


def pause_of(session: Session) -> Pause | None:
    """Return the pause, `None` while the work queue works. Raises `StateError`."""
    return read_pause(session.appliance.store.directory)


menu: Menu[Session] = Menu(state=report)
command = Command(
    "workqueue",
    "Display and/or alter work queue pause status",
    commit="immediate",
    cluster="machine",
    access=READERS,
    menu=menu,
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)


@command.batch("workqueue status", changes=False)
async def batch(session: Session) -> None:
    """Print the state."""
    session.dialogue.block(report(session))


@menu.operation("STATUS", "Display work queue status", changes=False)
async def status(session: Session) -> None:
    """Print nothing of its own: the menu begins with the state."""


@menu.operation("PAUSE", "Pause the work queue", when=lambda session: pause_of(session) is None)
async def pause(session: Session) -> None:
    """Ask whether that is meant, and why; from the next message on they wait."""
    dialogue = session.dialogue
    sure = "Manually pause work queue? This will only affect unprocessed messages."
    if not await dialogue.confirm(sure, default=False):
        return
    reason = await dialogue.ask(
        "Reason for pausing work queue:", default="operator paused", check=checked
    )
    last_mid = session.appliance.counters().last_mid
    write_pause(
        session.appliance.store.directory,
        Pause(user=session.login.user, reason=reason, last_mid=last_mid),
    )


@menu.operation(
    "RESUME", "Resume the work queue", when=lambda session: pause_of(session) is not None
)
async def resume(session: Session) -> None:
    """Let what waits go on."""
    write_pause(session.appliance.store.directory, None)


@menu.operation("RATE", "Display work queue statistics over time", changes=False)
async def rate(session: Session) -> None:
    """Print a line every ten seconds until Ctrl-C: what waits, what came and what went."""
    session.dialogue.block(HEADING)
    before = session.appliance.counters()
    try:
        while True:
            now = session.appliance.counters()
            came = now.messages_received.lifetime - before.messages_received.lifetime
            went = came - (now.work_queue - before.work_queue)
            session.dialogue.say(
                f"{session.now():%H:%M:%S} {now.work_queue:>9} {came:>9} {max(went, 0):>9}"
            )
            before = now
            await session.dialogue.pause(RATE_SECONDS)
    except Interrupted:
        return


def checked(text: str) -> str:
    """Return a reason on one line; raises `StateError`."""
    if len(text) > LONGEST_REASON or not text.isprintable():
        raise StateError(f"The reason can have up to {LONGEST_REASON} printable characters.")
    return text
