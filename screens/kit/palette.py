"""The command palette."""

from __future__ import annotations

from textual import on
from textual.command import CommandPalette
from textual.message import Message
from textual.widgets import Input, OptionList

from screens.language import tr


class Palette(CommandPalette):
    """Textual's palette; Enter that is pressed twice runs a command once."""

    def __init__(self) -> None:
        super().__init__(placeholder=tr("Search for commands ..."))

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _once(self, event: Message) -> None:
        # Textual would close the screen below as well.
        if not self.is_current:
            event.stop()
            event.prevent_default()
