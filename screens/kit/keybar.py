"""The keys that do something at the moment, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widget import Widget

from screens.language import later, tr

HELP = "help"
ACTION = "action"
"""What a cell of the bar does, in the meta data of its style."""
DIALOG_HELP = Binding("question_mark,f1", "app.help", later("Help"), show=False, key_display="?")
"""For dialogs, which do not have the keys of the application."""
_SLASH = {"slash": "/"}
"""Textual has another name for it than Unicode, and does not find its character."""


class Shown(NamedTuple):
    """A key that is shown: where its action is done, and whether it can be at present."""

    node: DOMNode
    binding: Binding
    enabled: bool


def is_typed(screen: Screen[Any], key: str) -> bool:
    """Return whether a key is a letter for the field that has the focus, so it does nothing else.

    `key` is a name of Textual's, as `slash` or `ctrl+s`.
    """
    focused = screen.focused
    character = _SLASH.get(key) or key_to_character(key)
    return focused is not None and focused.check_consume_key(key, character)


def shown(screen: Screen[Any]) -> Iterator[Shown]:
    """Yield the keys of a screen that are shown, each action once."""
    seen: set[str] = set()
    for node, binding, enabled, _ in screen.active_bindings.values():
        if binding.show and binding.action not in seen and not is_typed(screen, binding.key):
            seen.add(binding.action)
            yield Shown(node, binding, enabled)


class KeyBar(Widget):
    """As many keys as fit, the nearest first; `?` or F1 shows all. A click does what the key does.

    A key in parentheses does nothing at the moment.
    """

    COMPONENT_CLASSES = {"keybar--key", "keybar--text", "keybar--off"}  # noqa: RUF012 - read only.

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Text:
        key_style = self.get_component_rich_style("keybar--key")
        text_style = self.get_component_rich_style("keybar--text")
        off = self.get_component_rich_style("keybar--off")
        line, width = Text(no_wrap=True, end=""), self.size.width
        help_key = "F1" if is_typed(self.screen, "question_mark") else "?"
        more = Text.assemble((f" {help_key} ", key_style), (tr("Help"), text_style))
        more.apply_meta({ACTION: HELP})
        room = width - more.cell_len
        for _, binding, enabled in shown(self.screen):
            if binding.action == HELP:
                continue
            key, words = self.app.get_key_display(binding), tr(binding.description)
            if cell_len(key) + cell_len(words) + 3 > room - line.cell_len:
                break
            part = Text()
            # What is off at the moment is seen without colour, too.
            part.append(f" {key} " if enabled else f"({key})", key_style if enabled else off)
            part.append(f"{words} ", text_style if enabled else off)
            if enabled:
                part.stylize(Style(meta={ACTION: binding.action}))
            line.append_text(part)
        line.append_text(more)
        return line

    def on_click(self, event: events.Click) -> None:
        """Do what the key does, where it would be done."""
        event.stop()
        action = event.style.meta.get(ACTION)
        if action == HELP:
            self.app.call_later(self.app.run_action, DIALOG_HELP.action)
            return
        for node, binding, enabled in shown(self.screen):
            if action == binding.action and enabled:
                self.app.call_later(self.app.run_action, action, node)
                return
