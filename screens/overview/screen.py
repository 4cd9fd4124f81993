"""Monitor > Overview."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from screens.kit.section import Section
from screens.language import tr


class Overview(Section):
    """The appliance at a glance."""

    place: ClassVar[str] = "overview"

    def content(self) -> ComposeResult:
        yield Static(id="summary")

    def show(self) -> None:
        system = self.desk.running.system
        self.query_one("#summary", Static).update(
            Text(tr("Host name: {name}", name=system.hostname))
        )


SCREEN = Overview
