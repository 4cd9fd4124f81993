"""The panels of the overview, as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from screens.kit.cells import fitted
from screens.kit.refusals import refusal
from screens.language import tr
from state.errors import StateError
from state.journal import ALERT
from state.operating_mode import read_mode
from state.overview.events import newest
from state.overview.tls import TlsChart, TlsEvent

if TYPE_CHECKING:
    from screens.desk import Desk
    from state.counters import MailCounters

BARS: Final = " ▁▂▃▄▅▆▇█"


class Theme:
    """Styles of what is good, doubtful and bad, of the theme in use."""

    def __init__(self, good: str, warning: str, bad: str) -> None:
        self.good = good
        self.warning = warning
        self.bad = f"bold {bad}"


def appliance(desk: Desk) -> Text:
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
    facts = {
        tr("Host name"): desk.running.system.hostname,
        tr("Model"): f"{settings.model}, AsyncOS {settings.release}",
        tr("Mode"): mode_words(mode),
        tr("Logged in"): names + (f" +{more}" if more > 0 else ""),
        tr("Pending"): waiting or tr("no changes"),
    }
    return facts_text(facts)


def mode_words(mode: str) -> str:
    """Return the operating mode in the language of the person."""
    words = {
        "Online": tr("Online"),
        "Offline": tr("Offline"),
        "Receiving Suspended": tr("Receiving suspended"),
        "Delivery Suspended": tr("Delivery suspended"),
    }
    return words.get(mode, mode)


def facts_text(facts: dict[str, str]) -> Text:
    """Return names and values, aligned."""
    width = max(cell_len(name) for name in facts) + 2
    lines = [Text.assemble((fitted(name, width), "dim"), value) for name, value in facts.items()]
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
    room = max(10, width - names - 8)
    lines = []
    for name, event, style in rows:
        counts = chart.counts(event, now)
        line = Text(no_wrap=True)
        line.append(fitted(name, names))
        line.append(spark(counts[-room:]), style)
        line.append(f"{sum(counts):>7}", "bold" if sum(counts) else "dim")
        lines.append(line)
    lines.append(Text(tr("Handshakes a minute, last hour"), "dim"))
    return Text("\n").join(lines)


def spark(counts: Sequence[int]) -> str:
    """Return counts as bars of one cell each; anything above nothing is seen."""
    highest = max(counts, default=0)
    if not highest:
        return "·" * len(counts)
    steps = len(BARS) - 1
    return "".join("·" if not n else BARS[max(1, round(n * steps / highest))] for n in counts)


def queue(counters: MailCounters) -> Text:
    """Return what is in the queue and what has become of mail."""
    oldest = counters.oldest_message
    facts = {
        tr("Waiting recipients"): str(
            counters.unattempted_recipients + counters.attempted_recipients
        ),
        tr("Tried before"): str(counters.attempted_recipients),
        tr("Oldest message"): f"{oldest:%Y-%m-%d %H:%M}" if oldest else "-",
        tr("Received"): str(counters.messages_received.uptime),
        tr("Delivered"): str(counters.delivered_recipients.uptime),
        tr("Hard bounces"): str(counters.hard_bounces.uptime),
        tr("Connections"): f"{counters.inbound_connections} / {counters.outbound_connections}",
    }
    return facts_text(facts)


def alerts(desk: Desk, count: int) -> Text:
    """Return the last alerts."""
    lines = [
        Text(
            f"{event.time:%m-%d %H:%M} {event.data.get('text', '')}",
            overflow="ellipsis",
            no_wrap=True,
        )
        for event in newest(desk.store.journal, ALERT, count)
    ]
    return Text("\n").join(lines) if lines else Text(tr("No alerts."), "dim")
