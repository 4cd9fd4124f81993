"""Why a configuration file is refused."""

from __future__ import annotations

from state.errors import StateError
from state.operations.values import shown_lines


class ParseFault(StateError):
    """A configuration file that cannot be used; the text begins with `Parsing failed: `.

    `reason` may quote the file: its control characters are made visible, its lines are cut.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(shown_lines(f"Parsing failed: {reason}"))


class NoData(StateError):
    """A configuration file, or a paste, with nothing in it (CLI reference, 6.9)."""

    def __init__(self) -> None:
        super().__init__("No data to load")
