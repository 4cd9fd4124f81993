"""Why something was refused, in the language of the person."""

from __future__ import annotations

from collections.abc import Iterable

from screens.appliance_words import said
from state.errors import StateError


class Refused(Exception):
    """Several things are wrong at once, each with a text of its own."""

    def __init__(self, errors: Iterable[StateError]) -> None:
        self.errors = tuple(errors)
        super().__init__(*self.errors)


def refusal(error: StateError) -> str:
    """Return the text of an error."""
    return said(error.text)
