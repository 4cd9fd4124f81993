"""Durations as `listenerconfig` takes them: `1h`, `5m`, `90s`, `1d`."""

from __future__ import annotations

import re
from typing import Final

from state.errors import StateError

_DURATION: Final = re.compile(r"([0-9]{1,6})([smhd]?)")
_SECONDS: Final = {"s": 1, "": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST: Final = 30 * 86400
"""In seconds."""


def seconds(text: str) -> int:
    """Return the seconds of a duration; a number alone counts as seconds. Raises `StateError`.

    It is at least one second and at most thirty days.
    """
    match = _DURATION.fullmatch(text.strip().lower())
    if match is None:
        raise StateError("The value must be a number followed by s, m, h or d. (Ex: 5m)")
    number = int(match[1]) * _SECONDS[match[2]]
    if not 1 <= number <= LONGEST:
        raise StateError("The value must be between 1s and 30d.")
    return number


def check_duration(text: str) -> str:
    """Return a duration as it is kept: as it was typed, in lower case. Raises `StateError`."""
    seconds(text)
    plain = text.strip().lower()
    return plain if plain[-1].isalpha() else f"{plain}s"
