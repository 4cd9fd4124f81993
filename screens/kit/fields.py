"""Fields of a form, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "secret", "choice", "switch", "block", "note"]
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


def yes(value: bool) -> str:
    """Return the value of a switch."""
    return YES if value else ""
