"""A form: fields, Submit, Cancel. Errors stand at their fields; nothing that was typed is lost."""

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

from screens.kit.block import Block
from screens.kit.dialogs import Question
from screens.kit.fields import YES, Field, Values, faults, initial
from screens.kit.refusals import Refused, refusal
from screens.kit.tick import Tick
from screens.language import later, tr, use
from screens.work import CalledOff, Work, at_work
from state.errors import StateError

if TYPE_CHECKING:
    from screens.app import Dashboard

SHORTEST_LABEL, LONGEST_LABEL = 20, 38
"""Cells of the column of labels."""

FEW = 13
"""As many fields can stand apart on a tall terminal."""

SHORT = {"text", "secret", "choice", "switch"}
"""Kinds of fields whose values other fields may depend on."""

Submit = Callable[[Values], None]
"""Does what the form is for, in a worker thread; raises `StateError`, or `Refused` with several."""


class Form(ModalScreen[bool]):
    """Asks for values and submits them. Dismissed with whether it was submitted.

    `submit` runs in a thread, so that a slow one (a key of 4096 bits) freezes nothing. It is called
    when no field is wrong by itself. Cancelled meanwhile, nothing comes of it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", later("Cancel")),
        Binding("ctrl+s,f10", "submit", later("Submit"), key_display="^s", priority=True),
        Binding("f1", "app.help", later("Help"), show=False),
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
        self._work: Work | None = None
        longest = max((cell_len(each.label) for each in self._fields), default=0)
        self._label_cells = min(LONGEST_LABEL, max(SHORTEST_LABEL, longest + 1))

    def compose(self) -> ComposeResult:
        few = " -few" if len(self._fields) <= FEW else ""
        with Vertical(classes=f"dialog form{few}") as box:
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
            if not each.asks:
                yield Static(Text(each.value), classes=each.kind)
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
        return {each.name: self._value(each) for each in self._fields if each.asks}

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
        # Long texts are left out: they decide nothing, and this happens with each letter.
        values = {each.name: self._value(each) for each in self._fields if each.kind in SHORT}
        for each in self._fields:
            row = self.query_one(f"#row-{each.name}")
            row.display = each.shown is None or each.shown(values)
            if not each.asks:
                continue
            text = self._help(each, values)
            help_line = row.query_one(".help", Static)
            if help_line.content != Text(text):
                help_line.update(Text(text))
            help_line.display = bool(text)

    def _help(self, each: Field, values: Values) -> str:
        """Return what stands below a field."""
        if each.kind == "block":
            filled = self.query_one(f"#field-{each.name}", Block).filled
            parts = (each.help, tr("Ctrl+U empties the field.") if filled else "")
            return " ".join(filter(None, parts))
        chosen = next((c.help for c in each.choices if c.value == values[each.name]), "")
        return chosen or each.help

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

    def action_cancel(self) -> None:
        """Leave without submitting; ask first where something that was typed would be lost."""
        if self._work is not None or not self._typed:
            self._leave()
            return
        text = tr("What was entered here has not been submitted.")
        question = Question(self._title, text, tr("Discard"), no=tr("Keep editing"))
        self.app.push_screen(question, self._answered)

    def _answered(self, discard: bool | None) -> None:
        if discard:
            self._leave()

    @on(Button.Pressed, "#cancel")
    def _leave(self) -> None:
        """Leave; what is under way and has not taken effect yet is called off."""
        if self._work is None or self._work.call_off():
            self.dismiss(False)

    @property
    def _typed(self) -> bool:
        return self.values != initial(self._fields)

    def on_unmount(self) -> None:
        if self._work is not None:
            self._work.call_off()

    def action_submit(self) -> None:
        """Submit what is in the form."""
        if self._work is not None:
            return
        self._show_errors(())
        self.set_class(True, "-busy")
        self._work = Work()
        self._run(self.values, self._work)

    @work(thread=True, exit_on_error=True)
    def _run(self, values: Values, task: Work) -> None:
        # Threads do not inherit the language.
        use(cast("Dashboard", self.app).language)
        try:
            with at_work(task):
                self._check(values)
                self._submit(values)
        except CalledOff:
            return
        except (StateError, Refused) as error:
            errors = error.errors if isinstance(error, Refused) else (error,)
            self._tell(task, partial(self._refused, errors))
        else:
            self._tell(task, self._done)

    def _check(self, values: Values) -> None:
        wrong = faults(self._fields, values)
        if wrong:
            raise Refused(wrong)

    def _tell(self, task: Work, what: Callable[[], None]) -> None:
        """Go on in the dashboard, unless the form is gone."""

        def tell() -> None:
            if not task.called_off:
                what()

        if not task.called_off:
            self.app.call_from_thread(tell)

    def _done(self) -> None:
        cast("Dashboard", self.app).submitted()
        self.dismiss(True)

    def _refused(self, errors: Sequence[StateError]) -> None:
        self._work = None
        self.set_class(False, "-busy")
        self._show_errors(errors)

    def _show_errors(self, errors: Sequence[StateError]) -> None:
        """Show each error at its field, and go to the first; what is of no field stands below."""
        for line in self.query(".error").results(Static):
            line.display = False
        at_fields: dict[str, str] = {}
        below: list[str] = []
        for error in errors:
            found = self._field_of(error)
            if found is not None and self.query_one(f"#row-{found.name}").display:
                at_fields.setdefault(found.name, refusal(error))
            elif found is not None and found.label:
                below.append(f"{found.label}: {refusal(error)}")
            else:
                below.append(refusal(error))
        for name, words in at_fields.items():
            line = self.query_one(f"#row-{name}").query_one(".error", Static)
            line.update(Text(words))
            line.display = True
        general = self.query_one(".form-error", Static)
        general.update(Text("\n".join(below)))
        general.display = bool(below)
        first = next((each.name for each in self._fields if each.name in at_fields), None)
        if first is not None:
            self.query_one(f"#field-{first}").focus()
            # When the lines with the errors have their place.
            row = self.query_one(f"#row-{first}")
            self.call_after_refresh(row.scroll_visible, animate=False)

    def _field_of(self, error: StateError) -> Field | None:
        """Return the field that an error is about."""
        if not error.field:
            return None
        fields = [each for each in self._fields if each.asks]
        by_name = next((each for each in fields if each.name == error.field), None)
        return by_name or next((each for each in fields if error.field in each.aliases), None)


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
            return Block(each.value, id=name, soft_wrap=False, compact=True, tab_behavior="focus")
        case _:
            return Input(
                each.value,
                id=name,
                password=each.kind == "secret",
                placeholder=each.placeholder,
                compact=True,
            )
