"""Fields of a form, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from state.errors import StateError
from state.operations.values import BLANK

Kind = Literal["text", "secret", "choice", "switch", "block", "note", "heading"]
"""What a field is; a note is a text before fields, a heading stands above some of them."""
Values = Mapping[str, str]
"""What is in a form: names of fields to texts; a switch is `yes` or empty."""

YES = "yes"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers: its value, its text (translated), what it means."""

    value: str
    text: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    `name` is that of the data class field, so that a `StateError` finds it. `label` and `help` are
    translated already. `shown` says whether the field applies to what else is in the form.
    """

    name: str
    label: str = ""
    kind: Kind = "text"
    value: str = ""
    choices: Sequence[Choice] = ()
    help: str = ""
    placeholder: str = ""
    shown: Callable[[Values], bool] | None = field(default=None, compare=False)
    aliases: tuple[str, ...] = ()
    """Further names that errors may give this field."""
    needed: bool = False
    """Whether it may not be blank."""
    check: Callable[[str], object] | None = field(default=None, compare=False)
    """Raises `StateError` for a text, without spaces around it, that is wrong by itself."""

    @property
    def asks(self) -> bool:
        """Whether there is something to enter."""
        return self.kind not in {"note", "heading"}


def yes(value: bool) -> str:
    """Return the value of a switch."""
    return YES if value else ""


def initial(fields: Sequence[Field]) -> dict[str, str]:
    """Return what is in a form before anything is typed."""
    return {each.name: _initial(each) for each in fields if each.asks}


def faults(fields: Sequence[Field], values: Values) -> list[StateError]:
    """Return what is wrong with single fields, from the top down; those that do not apply are not.

    Each error names its field.
    """
    found = []
    for each in fields:
        if not each.asks or (each.shown is not None and not each.shown(values)):
            continue
        text = values[each.name].strip()
        try:
            if not text and each.needed:
                raise StateError(BLANK)
            if text and each.check is not None:
                each.check(text)
        except StateError as error:
            found.append(StateError(error.text, each.name))
    return found


def _initial(each: Field) -> str:
    if each.kind == "choice" and not each.value and each.choices:
        return each.choices[0].value
    return each.value
