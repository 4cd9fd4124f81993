"""Monitor > Overview: the appliance at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Final, cast

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.visual import VisualType
from textual.widgets import Static
from textual.worker import get_current_worker

from screens.kit.section import Section
from screens.language import tr
from screens.news import News
from screens.overview import panels
from state.journal import ALERT
from state.logs.lines import zone
from state.overview.events import newest
from state.overview.tls import TlsChart

if TYPE_CHECKING:
    from screens.app import Dashboard
    from state.journal import Event
    from state.overview.certificates import CertificateOverview
    from state.overview.troubles import Presented

MINUTES: Final = 60
LOOKED_BACK: Final = 20_000
"""Lines of the mail log that are counted at the beginning."""
PAUSE: Final = 0.5
"""Seconds between two looks at what has no news: the log, the queue."""
ALERTS: Final = 6
UNKNOWN: Final = 60
"""Cells of a line while nothing has been laid out yet."""
LEAST: Final = 8
"""Certificates, and services, that are shown on the smallest terminal."""


class Panel(Static):
    """A frame with a title."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(id=name, classes="panel")
        self.border_title = Text(title)

    def on_resize(self) -> None:
        # Bars and charts are drawn for the width that there is.
        if isinstance(self.screen, Overview):
            self.screen.fit()

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        # Textual keeps a height that was measured while a layout was wanted already.
        if layout and self._layout_required:
            self._layout_updates += 1
        super().update(content, layout=layout)


class Overview(Section):
    """What an operator wants to see first."""

    place: ClassVar[str] = "overview"
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "#panels"

    def __init__(self) -> None:
        super().__init__()
        self._chart = TlsChart(steps=MINUTES, seconds=60)
        self._overviews: tuple[CertificateOverview, ...] = ()
        self._presented: tuple[Presented, ...] = ()
        self._facts: dict[str, str] = {"": ""}
        self._alerts: tuple[Event, ...] = ()
        self._drawn = False
        self._drawn_for: tuple[int, ...] = ()

    def content(self) -> ComposeResult:
        with VerticalScroll(id="panels"):
            with Container(id="upper", classes="panel-row"):
                yield Panel("appliance", tr("Appliance"))
                yield Panel("services", tr("Services and their certificates"))
            with Container(id="central", classes="panel-row"):
                yield Panel("timeline", tr("Certificates by days left"))
                yield Panel("tls", tr("TLS"))
            with Container(id="lower", classes="panel-row"):
                yield Panel("queue", tr("Queue"))
                yield Panel("alerts", tr("Last alerts"))

    def on_mount(self) -> None:
        super().on_mount()
        cast("Dashboard", self.app).after_first_picture(self._draw_rest)
        self.app.theme_changed_signal.subscribe(self, lambda _: self.show())
        self._follow()
        self.set_interval(PAUSE, self._tick)

    def _draw_rest(self) -> None:
        """Show what takes a while to read: certificates, and the library that reads them."""
        self._drawn = True
        self.show()

    def on_news(self, event: News) -> None:
        super().on_news(event)
        if event.kinds & self.CONCERNS:
            return
        # Somebody comes, goes or is told something: with many at work that is often.
        if "logins" in event.kinds:
            self._read_facts()
            self._draw_facts()
        if "journal" in event.kinds:
            self._read_alerts()
            self._draw_alerts()

    def show(self) -> None:
        desk = self.desk
        self._read_facts()
        self._read_alerts()
        if desk.may_view and self._drawn:
            self._show_certificates()
        for name in ("services", "timeline"):
            self.query_one(f"#{name}").display = desk.may_view
        self.draw()

    def _read_facts(self) -> None:
        self._facts = panels.appliance(self.desk)

    def _read_alerts(self) -> None:
        self._alerts = newest(self.desk.store.journal, ALERT, ALERTS)

    def _show_certificates(self) -> None:
        from state.overview.certificates import certificate_overview
        from state.overview.offers import offers
        from state.overview.troubles import presented

        running = self.desk.running
        self._overviews = certificate_overview(running, self.desk.now())
        self._presented = presented(self._overviews, offers(running))

    @property
    def _theme(self) -> panels.Theme:
        colours = self.app.theme_variables
        return panels.Theme(colours["text-success"], colours["text-warning"], colours["text-error"])

    def fit(self) -> None:
        """Draw anew if there is another width than before."""
        if self._widths() != self._drawn_for:
            self.draw()

    def _widths(self) -> tuple[int, ...]:
        return tuple(panel.content_size.width for panel in self.query(Panel))

    def draw(self) -> None:
        """Draw what depends on the width."""
        self._drawn_for = self._widths()
        self._draw_facts()
        self._draw_alerts()
        if self._drawn:
            self._draw_certificates()
        self._tick()

    def _draw_facts(self) -> None:
        self._update("appliance", panels.facts_text(self._facts, self._width("appliance")))

    def _draw_alerts(self) -> None:
        self._update("alerts", panels.alerts(self._alerts, self._width("alerts")))

    def _draw_certificates(self) -> None:
        from screens.overview.certificates import services
        from screens.overview.timeline import timeline_text
        from state.overview.timeline import timeline

        # However many there are, what stands below them is not far away.
        most = max(LEAST, self.size.height // 2 - 8)
        now, theme = self.desk.now(), self._theme
        found = timeline(self._overviews, now, most)
        self._update("timeline", timeline_text(found, now, self._width("timeline"), theme))
        lines = services(self._presented, self._width("services"), theme)
        self._update("services", panels.shortened(lines, most))

    def _tick(self) -> None:
        """Show the queue and the charts, which move by themselves."""
        if not self.is_current:
            return
        self._update("queue", panels.queue(self.desk.counters(), self._width("queue")))
        now = self.desk.now().astimezone(zone(self.desk.log_books.timezone()))
        self._update("tls", panels.charts(self._chart, now, self._width("tls"), self._theme))

    def _width(self, name: str) -> int:
        """Return the cells of a line in a panel.

        Heights are measured for up to a cell less than there is, where columns are shares.
        """
        width = self.query_one(f"#{name}").content_size.width
        return width - 1 if width > 1 else UNKNOWN

    def _update(self, name: str, text: Text) -> None:
        panel = self.query_one(f"#{name}", Panel)
        if panel.content != text:
            panel.update(text)

    @work(thread=True, exclusive=True, group="log")
    def _follow(self) -> None:
        """Count what the mail log tells of TLS, from its end on."""
        worker = get_current_worker()
        lines, follower = self.desk.log_books.reader("mail_logs").last(LOOKED_BACK)
        self.app.call_from_thread(self._count, lines)
        with follower:
            while not worker.is_cancelled:
                lines = follower.read()
                if lines:
                    self.app.call_from_thread(self._count, lines)
                elif worker.cancelled_event.wait(PAUSE):
                    return

    def _count(self, lines: Iterable[str]) -> None:
        if self._chart.add(lines):
            self._tick()


SCREEN = Overview
