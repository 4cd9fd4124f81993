"""Monitor > Overview: the appliance at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static
from textual.worker import get_current_worker

from screens.kit.section import Section
from screens.language import tr
from screens.overview import panels
from state.logs.lines import zone
from state.overview.tls import TlsChart

if TYPE_CHECKING:
    from state.overview.certificates import CertificateOverview

MINUTES: Final = 60
LOOKED_BACK: Final = 20_000
"""Lines of the mail log that are counted at the beginning."""
PAUSE: Final = 0.5
"""Seconds between two looks at what has no news: the log, the queue."""
ALERTS: Final = 6


class Panel(Static):
    """A frame with a title."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(id=name, classes="panel")
        self.border_title = Text(title)

    def on_resize(self) -> None:
        # Bars and charts are drawn for the width that there is.
        if isinstance(self.screen, Overview):
            self.screen.draw()


class Overview(Section):
    """What an operator wants to see first."""

    place: ClassVar[str] = "overview"
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "#panels"

    def __init__(self) -> None:
        super().__init__()
        self._chart = TlsChart(steps=MINUTES, seconds=60)
        self._overviews: tuple[CertificateOverview, ...] = ()
        self._drawn = False

    def content(self) -> ComposeResult:
        with VerticalScroll(id="panels"):
            yield Panel("appliance", tr("Appliance"))
            yield Panel("services", tr("Services and their certificates"))
            yield Panel("timeline", tr("Certificates by days left"))
            yield Panel("tls", tr("TLS"))
            yield Panel("queue", tr("Queue"))
            yield Panel("alerts", tr("Last alerts"))

    def on_mount(self) -> None:
        super().on_mount()
        self.app.after_first_picture(self._draw_rest)
        self.app.theme_changed_signal.subscribe(self, lambda _: self.show())
        self._follow()
        self.set_interval(PAUSE, self._tick)

    def _draw_rest(self) -> None:
        """Show what takes a while to read: certificates, and the library that reads them."""
        self._drawn = True
        self.show()

    def show(self) -> None:
        desk = self.desk
        self._update("appliance", panels.appliance(desk))
        self._update("alerts", panels.alerts(desk, ALERTS))
        if desk.may_view and self._drawn:
            self._show_certificates()
        for name in ("services", "timeline"):
            self.query_one(f"#{name}").display = desk.may_view
        self.draw()

    def _show_certificates(self) -> None:
        from screens.overview.certificates import services
        from state.overview.certificates import certificate_overview
        from state.overview.troubles import presented

        self._overviews = certificate_overview(self.desk.running, self.desk.now())
        self._update("services", services(presented(self._overviews), self._theme))

    @property
    def _theme(self) -> panels.Theme:
        colours = self.app.theme_variables
        return panels.Theme(colours["text-success"], colours["text-warning"], colours["text-error"])

    def draw(self) -> None:
        """Draw what depends on the width."""
        if self._drawn:
            from screens.overview.certificates import timeline

            width = self.query_one("#timeline").content_size.width or 60
            self._update("timeline", timeline(self._overviews, width, self._theme))
        self._tick()

    def _tick(self) -> None:
        """Show the queue and the charts, which move by themselves."""
        if not self.is_current:
            return
        width = self.query_one("#tls").content_size.width or 60
        self._update("queue", panels.queue(self.desk.counters()))
        now = self.desk.now().astimezone(zone(self.desk.log_books.timezone()))
        self._update("tls", panels.charts(self._chart, now, width, self._theme))

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
