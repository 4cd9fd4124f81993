"""`rate`: connections, recipients and queue, a line every few seconds."""

from __future__ import annotations

from esatui.registry import READERS, Command
from esatui.requests import Interrupted
from esatui.session import Session
from state.counters import MailCounters
from state.operations.values import NumberRange

command = Command("rate", "Monitor message throughput", cluster="machine", access=READERS)

PAUSE = NumberRange(1, 3600)
"""Seconds."""

HEADING = """\
Hit Ctrl-C to return to the main prompt.

Time      Connections  Recipients           Recipients           Queue
           In    Out     Received    Delta   Completed    Delta  K-Used"""


@command.interactive
async def run(session: Session) -> None:
    """Ask for the pause, then print a line each time, until Ctrl-C."""
    seconds = await session.dialogue.ask(
        "Enter the number of seconds between displays.", default="10", check=PAUSE.parse
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


def line(before: MailCounters, now: MailCounters) -> str:
    """Return the numbers of one line; the deltas are those since the line before."""
    received, completed = now.recipients_received.lifetime, now.completed_recipients.lifetime
    return (
        f"{now.inbound_connections:>3} {now.outbound_connections:>6} {received:>12}"
        f" {received - before.recipients_received.lifetime:>8} {completed:>11}"
        f" {completed - before.completed_recipients.lifetime:>8} {now.kilobytes_used:>7}"
    )
