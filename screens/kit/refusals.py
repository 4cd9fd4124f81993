"""Why something was refused, in the language of the person."""

from __future__ import annotations

from screens.appliance_words import said
from state.errors import StateError


def refusal(error: StateError) -> str:
    """Return the text of an error."""
    return said(error.text)
