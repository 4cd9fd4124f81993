"""Values that are typed into forms."""

from __future__ import annotations

from screens.kit.fields import Choice, Values
from screens.language import tr
from state.errors import StateError
from state.model.configuration import View
from state.operations.certificates import listed_profiles
from state.operations.values import BLANK, NumberRange

AUTO = ""
ANY = NumberRange(-(10**12), 10**12)
"""Numbers as they are typed: what a setting takes is its own affair."""


def number(values: Values, name: str) -> int | None:
    """Return the number in a field, `None` when it is empty. Raises `StateError`."""
    text = values[name].strip()
    if not text:
        return None
    try:
        return ANY.parse(text)
    except StateError as error:
        raise StateError(error.text, name) from error


def needed(values: Values, name: str) -> int:
    """Return the number in a field that may not be empty. Raises `StateError`."""
    found = number(values, name)
    if found is None:
        raise StateError(BLANK, name)
    return found


def text(value: object) -> str:
    """Return a value as it stands in a form; nothing for `None`."""
    return "" if value is None else str(value)


def example(value: str) -> str:
    """Return what stands in an empty field: nobody may take it for what is in force."""
    return tr("e.g. {value}", value=value)


def profile_choices(view: View) -> tuple[Choice, ...]:
    """Return all certificate profiles as choices."""
    return tuple(Choice(name, name) for name in listed_profiles(view))


def interface_choices(view: View, *, auto: bool) -> tuple[Choice, ...]:
    """Return the IP interfaces as choices, with `auto` after the one that is any of them."""
    names = tuple(Choice(name, name) for name in sorted(view.interfaces.entries))
    return (Choice(AUTO, tr("Auto")), *names) if auto else names
