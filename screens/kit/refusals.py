"""Why something was refused, in the language of the person."""

from __future__ import annotations

from screens.language import tr
from state.errors import StateError


def refusal(error: StateError) -> str:
    """Return the text of an error; what the catalogue does not know is in the appliance's words."""
    return tr(error.text)
