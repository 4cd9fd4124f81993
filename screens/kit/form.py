"""A form: fields, Submit, Cancel. An error stands at its field; nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Input, LoadingIndicator, Select, Static, TextArea

from screens.kit.fields import YES, Field, Values
from screens.kit.refusals import refusal
from screens.kit.tick import Tick
from screens.language import later, tr, use
from state.errors import StateError

if TYPE_CHECKING:
    from screens.app import Dashboard

SHORTEST_LABEL, LONGEST_LABEL = 20, 38
"""Cells of the column of labels."""

Submit = Callable[[Values], None]
"""Does what the form is for, in a worker thread; raises `StateError`."""


class Form(ModalScreen[bool]):
    """Asks for values and submits them. Dismissed with whether it was submitted.

    `submit` runs in a thread, so that a slow one (a key of 4096 bits) freezes nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", later("Cancel")),
        Binding("ctrl+s,f10", "submit", later("Submit"), key_display="^s", priority=True),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        submit: Submit,
        *,
        button: str = "",
        busy: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = tuple(fields)
        self._submit = submit
        self._button = button or tr("Submit")
        self._busy = busy
        longest = max((cell_len(each.label) for each in self._fields), default=0)
        self._label_cells = min(LONGEST_LABEL, max(SHORTEST_LABEL, longest + 1))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog form") as box:
            box.border_title = Text(self._title)
            with VerticalScroll(classes="dialog-body", can_focus=False):
                for each in self._fields:
                    yield from self._compose_field(each)
            yield Static(classes="form-error")
            with Horizontal(classes="busy"):
                yield LoadingIndicator()
                yield Static(self._busy)
            with Horizontal(classes="buttons"):
                yield Button(self._button, id="submit", variant="primary", compact=True)
                yield Button(tr("Cancel"), id="cancel", compact=True)

    def _compose_field(self, each: Field) -> ComposeResult:
        with Vertical(classes=f"field field-{each.kind}", id=f"row-{each.name}"):
            if each.kind == "note":
                yield Static(Text(each.value), classes="note")
                return
            with Horizontal(classes="field-line"):
                label = Static(Text(each.label), classes="label")
                label.styles.width = self._label_cells
                yield label
                yield _editor(each)
            for kind in ("help", "error"):
                line = Static(classes=kind)
                line.styles.padding = (0, 0, 0, self._label_cells)
                yield line

    def on_mount(self) -> None:
        self._arrange()
        for widget in self.query("Input, Select, Checkbox, TextArea"):
            if widget.display and widget.focusable:
                widget.focus()
                break

    @property
    def values(self) -> Values:
        """What is in the form at present."""
        return {each.name: self._value(each) for each in self._fields if each.kind != "note"}

    def _value(self, each: Field) -> str:
        match self.query_one(f"#field-{each.name}"):
            case Input() as widget:
                return widget.value
            case TextArea() as widget:
                return widget.text
            case Checkbox() as widget:
                return YES if widget.value else ""
            case Select() as widget:
                return "" if widget.is_blank() else str(widget.value)
            case widget:
                raise TypeError(widget)

    def _arrange(self) -> None:
        """Show the fields that apply, and the help of what is chosen."""
        values = self.values
        for each in self._fields:
            row = self.query_one(f"#row-{each.name}")
            row.display = each.shown is None or each.shown(values)
            if each.kind == "note":
                continue
            chosen = next((c.help for c in each.choices if c.value == values[each.name]), "")
            text = chosen or each.help
            help_line = row.query_one(".help", Static)
            help_line.update(Text(text))
            help_line.display = bool(text)

    @on(Input.Changed)
    @on(Select.Changed)
    @on(Checkbox.Changed)
    @on(TextArea.Changed)
    def _changed(self) -> None:
        if self.is_mounted:
            self._arrange()

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    @on(Button.Pressed, "#submit")
    def _pressed(self) -> None:
        self.action_submit()

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave without submitting."""
        self.dismiss(False)

    def action_submit(self) -> None:
        """Submit what is in the form."""
        if self.has_class("-busy"):
            return
        self._show_error(None)
        self.set_class(True, "-busy")
        self._run(self.values)

    @work(thread=True, exit_on_error=True)
    def _run(self, values: Values) -> None:
        # Threads do not inherit the language.
        use(cast("Dashboard", self.app).language)
        try:
            self._submit(values)
        except StateError as error:
            self.app.call_from_thread(partial(self._refused, error))
        else:
            self.app.call_from_thread(self._done)

    def _done(self) -> None:
        cast("Dashboard", self.app).submitted()
        if self.is_current:
            self.dismiss(True)

    def _refused(self, error: StateError) -> None:
        self.set_class(False, "-busy")
        self._show_error(error)

    def _show_error(self, error: StateError | None) -> None:
        for line in self.query(".error").results(Static):
            line.display = False
        general = self.query_one(".form-error", Static)
        general.display = False
        if error is None:
            return
        found = next(
            (f for f in self._fields if error.field and error.field in (f.name, *f.aliases)), None
        )
        row = self.query_one(f"#row-{found.name}") if found is not None else None
        line = general
        if found is not None and row is not None and row.display and found.kind != "note":
            line = row.query_one(".error", Static)
            self.query_one(f"#field-{found.name}").focus()
        line.update(Text(refusal(error)))
        line.display = True
        line.scroll_visible(animate=False)


def _editor(each: Field) -> Widget:
    name = f"field-{each.name}"
    match each.kind:
        case "choice":
            options = [(choice.text, choice.value) for choice in each.choices]
            value = each.value or (options[0][1] if options else Select.NULL)
            return Select(
                options,
                prompt=tr("none"),
                value=value,
                allow_blank=not options,
                id=name,
                compact=True,
            )
        case "switch":
            return Tick(value=each.value == YES, id=name, compact=True)
        case "block":
            return TextArea(
                each.value, id=name, soft_wrap=False, compact=True, tab_behavior="focus"
            )
        case _:
            return Input(
                each.value,
                id=name,
                password=each.kind == "secret",
                placeholder=each.placeholder,
                compact=True,
            )
