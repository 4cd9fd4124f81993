"""Regular expressions that people type, matched in time that the length of the text bounds.

The engine is RE2: it never backtracks, so no expression takes longer than its size times that of
the text, and its memory is bounded. In exchange it knows no back references and no looking around.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from state.errors import StateError

LONGEST: Final = 1000
"""Characters of an expression."""
MEMORY_BYTES: Final = 4 * 1024 * 1024
"""What one expression may take while it matches."""


class Pattern(NamedTuple):
    """What is looked for: a line belongs to it if one of the expressions occurs in it, or none."""

    searches: tuple[Callable[[str], object | None], ...]
    inverted: bool = False

    def matches(self, line: str) -> bool:
        """Whether `line` belongs to it."""
        found = any(search(line) is not None for search in self.searches)
        return found is not self.inverted


def compile_pattern(
    expressions: Sequence[str], *, ignore_case: bool = False, inverted: bool = False
) -> Pattern:
    """Return the pattern of one or more expressions, joined with "or".

    `inverted` looks for lines in which none of them occurs. Raises `StateError` for what is no
    expression, and for one that is too large.
    """
    searches = tuple(_search(text, ignore_case=ignore_case) for text in expressions)
    return Pattern(searches, inverted)


def _search(text: str, *, ignore_case: bool) -> Callable[[str], object | None]:
    import re2

    if len(text) > LONGEST:
        raise StateError(f"The regular expression is longer than {LONGEST} characters.")
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.max_mem = MEMORY_BYTES
    options.log_errors = False
    try:
        search: Callable[[str], object | None] = re2.compile(text, options).search
    except re2.error as error:
        reason = error.args[0] if error.args else "not understood"
        shown = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise StateError(f"Invalid regular expression: {shown}") from error
    except UnicodeEncodeError as error:
        raise StateError("Invalid regular expression: not Unicode") from error
    return search
