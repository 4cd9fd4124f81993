"""`rate`: connections, recipients and queue, a line every few seconds."""

from __future__ import annotations

from esatui.dialogue import InputError
from esatui.registry import READERS, Command
from esatui.requests import Interrupted
from esatui.session import Session
from state.counters import MailCounters

command = Command("rate", "Monitor message throughput", cluster="machine", access=READERS)

HEADING = """\
Hit Ctrl-C to return to the main prompt.

Time      Connections  Recipients           Recipients           Queue
           In    Out     Received    Delta   Completed    Delta  K-Used"""


@command.interactive
async def run(session: Session) -> None:
    """Ask for the pause, then print a line each time, until Ctrl-C."""
    seconds = await session.dialogue.ask(
        "Enter the number of seconds between displays.", default="10", check=pause
    )
    session.dialogue.block(HEADING)
    before = session.appliance.counters()
    try:
        while True:
            now = session.appliance.counters()
            session.dialogue.say(f"{session.now():%H:%M:%S}  {line(before, now)}")
            before = now
            await session.dialogue.pause(seconds)
    except Interrupted:
        return


def pause(text: str) -> int:
    """Return the seconds in `text`, 1 to 3600; raises `InputError`."""
    if not (text.isascii() and text.isdecimal()):
        raise InputError("The value must be an integer.")
    if not 1 <= int(text[:9]) <= 3600:
        raise InputError("The value must be between 1 and 3600.")
    return int(text)


def line(before: MailCounters, now: MailCounters) -> str:
    """Return the numbers of one line; the deltas are those since the line before."""
    received, completed = now.recipients_received.lifetime, now.completed_recipients.lifetime
    return (
        f"{now.inbound_connections:>3} {now.outbound_connections:>6} {received:>12}"
        f" {received - before.recipients_received.lifetime:>8} {completed:>11}"
        f" {completed - before.completed_recipients.lifetime:>8} {now.kilobytes_used:>7}"
    )
