"""The command palette."""

from __future__ import annotations

from functools import partial

from rich.align import Align
from rich.text import Text
from textual import on
from textual.command import CommandList, CommandPalette
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

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

    def _start_no_matches_countdown(self, search_value: str) -> None:
        # Textual's own says in English that there is nothing.
        self._stop_no_matches_countdown()
        said = partial(self._say_nothing_found, search_value)
        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, said)

    def _say_nothing_found(self, sought: str) -> None:
        if sought:
            words = Align.center(Text(tr("No matches found"), style="not bold"))
            commands = self.query_one(CommandList)
            commands.add_option(Option(words, disabled=True, id=self._NO_MATCHES))
        self._list_visible = bool(sought)
