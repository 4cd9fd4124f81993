"""The panels of the overview, as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from screens.kit.cells import cut, fitted, folded
from screens.kit.refusals import refusal
from screens.language import tr
from state.errors import StateError
from state.objects import printable
from state.operating_mode import read_mode
from state.overview.tls import TlsChart, TlsEvent

if TYPE_CHECKING:
    from screens.desk import Desk
    from state.counters import MailCounters
    from state.journal import Event

TOTAL: Final = 7
"""Cells of the number behind a chart."""
INDENT: Final = 12
"""Cells by which an alert goes on in its next line: those of its time."""
ALERT_LINES: Final = 3
BARS: Final = " ▁▂▃▄▅▆▇█"


class Theme:
    """Styles of what is good, doubtful and bad, of the theme in use."""

    def __init__(self, good: str, warning: str, bad: str) -> None:
        self.good = good
        self.warning = warning
        self.bad = f"bold {bad}"


def appliance(desk: Desk) -> dict[str, str]:
    """Return who the appliance is, in which mode, who is there and who has pending changes."""
    settings = desk.store.settings
    try:
        mode = read_mode(desk.store.directory).status
    except StateError as error:
        mode = refusal(error)
    logins = desk.store.logins()
    names = ", ".join(f"{each.login.user} ({each.login.remote})" for each in logins[:6])
    more = len(logins) - 6
    pending = [each for each in desk.store.pending() if each.changes]
    waiting = ", ".join(f"{each.login.user}: {len(each.changes)}" for each in pending)
    return {
        tr("Host name"): desk.running.system.hostname,
        tr("Model"): f"{settings.model}, AsyncOS {settings.release}",
        tr("Mode"): mode_words(mode),
        tr("Logged in"): names + (f" +{more}" if more > 0 else ""),
        tr("Pending"): waiting or tr("no changes"),
    }


def mode_words(mode: str) -> str:
    """Return the operating mode in the language of the person."""
    words = {
        "Online": tr("Online"),
        "Offline": tr("Offline"),
        "Receiving Suspended": tr("Receiving suspended"),
        "Delivery Suspended": tr("Delivery suspended"),
    }
    return words.get(mode, mode)


def shortened(lines: Sequence[Text], most: int) -> Text:
    """Return the first lines, and how many are left out if it is more than one."""
    if len(lines) > most:
        more = Text(tr("... and {count} more", count=len(lines) - most + 1), "dim")
        lines = [*lines[: most - 1], more]
    return Text("\n").join(lines)


def facts_text(facts: dict[str, str], width: int = 0) -> Text:
    """Return names and values, aligned, also where a value takes several lines of `width` cells."""
    names = max(cell_len(name) for name in facts) + 2
    room = width - names
    lines = []
    for name, value in facts.items():
        parts = folded(Text(value), room, 0).plain.split("\n") if room > 1 else [value]
        for label, part in zip((name, *[""] * len(parts)), parts, strict=False):
            lines.append(Text.assemble((fitted(label, names), "dim"), part))
    return Text("\n").join(lines)


def charts(chart: TlsChart, now: datetime, width: int, theme: Theme) -> Text:
    """Return successes and failures of TLS over the last hour, in and out."""
    rows = (
        (tr("In, success"), TlsEvent("in", "success"), theme.good),
        (tr("In, failed"), TlsEvent("in", "failed"), theme.bad),
        (tr("Out, success"), TlsEvent("out", "success"), theme.good),
        (tr("Out, failed"), TlsEvent("out", "failed"), theme.bad),
    )
    names = max(cell_len(name) for name, _, _ in rows) + 1
    room = max(1, width - names - TOTAL)
    minutes = -(-chart.steps // room)
    lines = []
    for name, event, style in rows:
        counts = gathered(chart.counts(event, now), minutes)
        line = Text(no_wrap=True)
        line.append(fitted(name, names))
        line.append(spark(counts), style)
        line.append(f"{sum(counts):>{TOTAL}}", "bold" if sum(counts) else "dim")
        lines.append(line)
    words = tr("Handshakes a minute, last hour")
    if minutes > 1:
        words = tr("Handshakes in {minutes} minutes each, last hour", minutes=minutes)
    lines.append(folded(Text(words, "dim"), width, 0))
    return Text("\n").join(lines)


def gathered(counts: Sequence[int], size: int) -> list[int]:
    """Return the sums of each `size` counts in a row, counted from the end."""
    starts = range(len(counts) % size - size if len(counts) % size else 0, len(counts), size)
    return [sum(counts[max(0, start) : start + size]) for start in starts]


def spark(counts: Sequence[int]) -> str:
    """Return counts as bars of one cell each; anything above nothing is seen."""
    highest = max(counts, default=0)
    if not highest:
        return "·" * len(counts)
    steps = len(BARS) - 1
    return "".join("·" if not n else BARS[max(1, round(n * steps / highest))] for n in counts)


def queue(counters: MailCounters, width: int) -> Text:
    """Return what is in the queue and what has become of mail, in lines of `width` cells."""
    oldest = counters.oldest_message
    connections = f"{counters.inbound_connections} / {counters.outbound_connections}"
    facts = {
        tr("Waiting recipients"): str(
            counters.unattempted_recipients + counters.attempted_recipients
        ),
        tr("Tried before"): str(counters.attempted_recipients),
        tr("Oldest message"): f"{oldest:%Y-%m-%d %H:%M}" if oldest else "-",
        tr("Received"): str(counters.messages_received.uptime),
        tr("Delivered"): str(counters.delivered_recipients.uptime),
        tr("Hard bounces"): str(counters.hard_bounces.uptime),
        tr("Connections in / out"): connections,
    }
    return facts_text(facts, width)


def alerts(events: Sequence[Event], width: int) -> Text:
    """Return alerts, each in at most so many lines of `width` cells that its matter is seen."""
    texts = [
        f"{event.time:%m-%d %H:%M} {printable(str(event.data.get('text', '')))}" for event in events
    ]
    lines = [
        folded(Text(cut(text, ALERT_LINES * (width - INDENT))), width, INDENT) for text in texts
    ]
    return Text("\n").join(lines) if lines else Text(tr("No alerts."), "dim")
