"""Changes of a configuration, as data: which objects changed, and from what to what.

An *object* is what two administrators can collide on. The scalar fields of one data class are one
object; each entry of a table is an object, and what is nested in it are objects of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from state.errors import StateError
from state.objects import ObjectPath, label

ChangeKind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One changed object.

    `old` and `new` are whole values (a data class, or a text in a table of texts) with `None` on
    the side where the object does not exist; or, when a data class changed, a mapping from the
    names of the fields that differ to their values, on both sides the same names.
    """

    path: ObjectPath
    old: Any
    new: Any

    @property
    def kind(self) -> ChangeKind:
        """Whether the object was added, removed or changed."""
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"

    @property
    def whole(self) -> bool:
        """Whether this is about the object with all that is in it, not only about some fields."""
        return not isinstance(self.new if self.old is None else self.old, Mapping)

    @property
    def label(self) -> str:
        """The object in words: `Destination Controls: example.com`."""
        return label(self.path)

    def inverted(self) -> Change:
        """Return the change that undoes this one."""
        return Change(self.path, self.new, self.old)


class ChangeMismatch(StateError):
    """A change does not apply: the object is not what it was when the change was made."""

    def __init__(self, path: ObjectPath) -> None:
        super().__init__(f"{label(path)} is not what it was when the change was made.")
        self.path = path


def invert(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes that undo these."""
    return tuple(change.inverted() for change in changes)
