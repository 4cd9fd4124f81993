"""What is wrong with a configuration, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ParamSpec

from state.errors import StateError
from state.objects import ObjectPath, label

Checked = ParamSpec("Checked")


@dataclass(frozen=True, slots=True)
class Fault:
    """One setting that cannot be as it is."""

    path: ObjectPath
    """The object below the level: `("destinations", "entries", "example.com")`."""
    field: str | None
    """The setting of the object; `None` when it is about the object as a whole."""
    reason: str
    """A sentence in the appliance's own words."""

    @property
    def text(self) -> str:
        """Object, setting and reason: `Listener: InboundMail, port: The value must be ...`."""
        return self.text_with(self.field)

    def text_with(self, field: str | None) -> str:
        """Return the text with another name for the setting, as the operator knows it."""
        name = label(("machines", "", *self.path))
        return f"{name}: {self.reason}" if field is None else f"{name}, {field}: {self.reason}"


@contextmanager
def naming(field: str) -> Iterator[None]:
    """Give `StateError` that is raised in the block the field `field`."""
    try:
        yield
    except StateError as error:
        raise StateError(error.text, field) from error


def attempt(
    path: ObjectPath,
    check: Callable[Checked, object],
    *arguments: Checked.args,
    **named: Checked.kwargs,
) -> Iterator[Fault]:
    """Yield the fault that `check` finds in its arguments by raising `StateError`, if it does."""
    try:
        check(*arguments, **named)
    except StateError as error:
        yield Fault(path, error.field, error.text)
