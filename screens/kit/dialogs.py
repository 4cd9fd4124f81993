"""Small dialogs: a notice, a yes-or-no question, a longer text."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from screens.language import later, tr


class Notice(ModalScreen[None]):
    """A text with one button. What stands in it comes as it is, without markup."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "close", later("Close")),
    ]

    def __init__(self, title: str, text: str, *, tone: Literal["", "bad", "good"] = "") -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._tone = tone

    def compose(self) -> ComposeResult:
        with Vertical(classes=f"dialog notice {f'-{self._tone}' if self._tone else ''}") as box:
            box.border_title = Text(self._title)
            with VerticalScroll(classes="dialog-body"):
                yield Static(Text(self._text))
            with Horizontal(classes="buttons"):
                yield Button(tr("Close"), id="close", variant="primary", compact=True)

    def on_mount(self) -> None:
        self.query_one("#close").focus()

    def on_button_pressed(self) -> None:
        self.dismiss()

    def action_close(self) -> None:
        """Close it."""
        self.dismiss()


class Question(ModalScreen[bool]):
    """Yes or no; Escape is no, and no is where Enter is unless `default` says otherwise."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "answer(False)", later("Cancel")),
        Binding("left,right", "app.focus_next", later("Next"), show=False),
    ]

    def __init__(
        self, title: str, text: str, yes: str, *, no: str = "", default: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._yes = yes
        self._no = no or tr("Cancel")
        self._default = default

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog notice") as box:
            box.border_title = Text(self._title)
            with VerticalScroll(classes="dialog-body", can_focus=False):
                yield Static(Text(self._text))
            with Horizontal(classes="buttons"):
                yield Button(self._yes, id="yes", variant="primary", compact=True)
                yield Button(self._no, id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#yes" if self._default else "#no").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        """Give the answer."""
        self.dismiss(answer)


class Reading(ModalScreen[None]):
    """A longer text to read and to copy from: a request, a file, a report.

    `copied` is the part of it that is worth copying, everything by default. With `save` it can be
    saved as well: that is called to ask for a name.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", later("Close")),
        Binding("s", "save", later("Save")),
        Binding("c,ctrl+c", "copy", later("Copy"), key_display="c"),
    ]

    def __init__(
        self,
        title: str,
        text: str,
        *,
        copied: str = "",
        save: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._copied = copied or text
        self._save = save

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog reading") as box:
            box.border_title = Text(self._title)
            # With all that it needs; most dashboards start without.
            from textual.widgets import TextArea

            yield TextArea(self._text, read_only=True, soft_wrap=True, show_cursor=False)
            with Horizontal(classes="buttons"):
                if self._save is not None:
                    yield Button(tr("Save to /configuration"), id="save", compact=True)
                yield Button(tr("Copy"), id="copy", compact=True)
                yield Button(tr("Close"), id="close", variant="primary", compact=True)

    def on_mount(self) -> None:
        self.query_one("#close").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to save only what can be saved."""
        return action != "save" or self._save is not None

    def on_button_pressed(self, event: Button.Pressed) -> None:
        match event.button.id:
            case "save":
                self.action_save()
            case "copy":
                self.action_copy()
            case _:
                self.dismiss()

    def action_save(self) -> None:
        """Ask for the name of a file."""
        if self._save is not None:
            self._save()

    def action_copy(self) -> None:
        """Ask the terminal to put the text on its clipboard; whether it does it does not say."""
        self.app.copy_to_clipboard(self._copied)
        self.notify(tr("Sent to the terminal; one that allows no clipboard ignores it."))

    def action_close(self) -> None:
        """Close it."""
        self.dismiss()
