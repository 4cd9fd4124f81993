"""Checks of single values, with the appliance's own words (CLI reference, 1.8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from state.errors import StateError

BLANK: Final = "The value cannot be blank."
NOT_AN_INTEGER: Final = "The value must be an integer."
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_LONGEST_INTEGER: Final = 20
_LONGEST_SHOWN: Final = 255


def shown(text: str) -> str:
    """Return a text from outside so that it can be printed: one line, bounded, no control codes."""
    plain = "".join(character if character.isprintable() else "?" for character in text)
    return plain if len(plain) <= _LONGEST_SHOWN else f"{plain[:_LONGEST_SHOWN]}..."


def shown_lines(text: str) -> str:
    """Return a text of several lines from outside, each of them as `shown` returns it."""
    return "\n".join(map(shown, text.split("\n")))


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The whole numbers that a setting accepts, both ends included."""

    low: int
    high: int
    field: str | None = None
    """Name of the setting, for the error."""

    def parse(self, text: str) -> int:
        """Return the number that is written in `text`.

        Raises `StateError` for an empty text, for what is no whole number and for one out of range.
        """
        plain = text.strip()
        if not plain:
            raise StateError(BLANK, self.field)
        if not (plain.isascii() and _INTEGER.fullmatch(plain)):
            raise StateError(NOT_AN_INTEGER, self.field)
        digits = plain.lstrip("+-").lstrip("0") or "0"
        if len(digits) > _LONGEST_INTEGER:
            raise self._out_of_range()
        return self.check(-int(digits) if plain[0] == "-" else int(digits))

    def check(self, number: int) -> int:
        """Return `number`; raises `StateError` when it is out of range."""
        if not self.low <= number <= self.high:
            raise self._out_of_range()
        return number

    def _out_of_range(self) -> StateError:
        return StateError(f"The value must be between {self.low} and {self.high}.", self.field)


PORT: Final = NumberRange(1, 65535, "port")
"""TCP ports."""


def not_blank(text: str) -> str:
    """Return `text` without spaces around it; raises `StateError` when nothing is left."""
    plain = text.strip()
    if not plain:
        raise StateError(BLANK)
    return plain
