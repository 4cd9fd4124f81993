"""`displayalerts`: the last alerts, newest first, as many as `alertconfig` saves."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from itertools import islice

from esatui.registry import READERS, Command
from esatui.session import Session
from esatui.text.dates import mail_date
from esatui.text.layout import LINE_WIDTH
from state.journal import ALERT, Event
from state.logs.lines import printable, zone

command = Command("displayalerts", "Display the last alerts", cluster="login host", access=READERS)

STAMP_WIDTH = len("20 May 2024 10:02:11 +0000")
TEXT_WIDTH = LINE_WIDTH - STAMP_WIDTH - 2
MOST_LINES = 20
"""Lines of one alert; texts may hold what remotes choose."""
NOTHING = "There are no alerts."


@command.interactive
async def run(session: Session) -> None:
    """Print the alerts of this machine, whoever was told of them."""
    settings = session.running
    events = session.appliance.store.journal.newest_first()
    found = (each for each in events if each.type == ALERT)
    alerts = list(islice(found, settings.alerts.max_saved))
    if not alerts:
        session.dialogue.block(NOTHING)
        return
    session.dialogue.say()
    await session.dialogue.page("\n".join(lines(alerts, zone(settings.system.timezone))))


def lines(alerts: Iterable[Event], local: tzinfo) -> Iterator[str]:
    """Yield the table, its times as they are in the time zone `local`."""
    yield "Latest alerts:"
    yield ""
    yield f"{'Date and Time Stamp':{STAMP_WIDTH}}  Description"
    yield "-" * LINE_WIDTH
    for event in alerts:
        stamp = mail_date(event.time.astimezone(local))
        for line in description(event):
            yield f"{stamp:{STAMP_WIDTH}}  {line}".rstrip()
            stamp = ""


def description(event: Event) -> list[str]:
    """Return severity, class and text of an alert, in lines that fit beside its time."""
    severity, alert_class, text = (
        str(event.data.get(name, "")) for name in ("severity", "class", "text")
    )
    found: list[str] = []
    for line in f"{severity} <{alert_class}>: {text}".splitlines():
        found += textwrap.wrap(printable(line), TEXT_WIDTH, break_on_hyphens=False)
    return found[:MOST_LINES]
