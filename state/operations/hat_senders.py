"""Senders as the groups of a Host Access Table keep them (CLI reference, 7.5)."""

from __future__ import annotations

import re
from typing import Final

from state.errors import StateError
from state.hat.entries import NO_SCORE, score_range
from state.operations.senders import MOST_ENTRIES, check_system
from state.operations.values import BLANK

BAD_SCORES: Final = (
    "A SenderBase Reputation Score range has the form sbrs[<low>:<high>] or sbrs[none].\n"
    "The scores must be between -10.0 and 10.0."
)

_SCORES: Final = re.compile(
    r"sbrs *\[ *(-?\d{1,2}(?:\.\d)?) *: *(-?\d{1,2}(?:\.\d)?) *\]", re.ASCII
)


def check_sender(text: str) -> str:
    """Return a sender in the form that is kept; raises `StateError`.

    Taken are addresses, networks, ranges, partial addresses, host names, `.partial` names,
    `sbrs[-3.0:-1.0]` and `sbrs[none]`.
    """
    plain = text.strip()
    if not plain:
        raise StateError(BLANK, "sender")
    return _scores(plain.lower()) if plain[:4].lower() == "sbrs" else check_system(plain)


def check_senders(text: str) -> tuple[str, ...]:
    """Return the senders in a list with commas between; raises `StateError` for the first fault.

    A sender that comes twice is there once.
    """
    entries = [entry for entry in text.split(",") if entry.strip()]
    if not entries:
        raise StateError(BLANK, "sender")
    if len(entries) > MOST_ENTRIES:
        raise StateError(f"At most {MOST_ENTRIES} entries can be given at once.", "sender")
    return tuple(dict.fromkeys(map(check_sender, entries)))


def _scores(text: str) -> str:
    """Return a range of scores with one decimal each; a host may be called `sbrs.example` too."""
    if "[" not in text:
        return check_system(text)
    if text.replace(" ", "") == NO_SCORE:
        return NO_SCORE
    match = _SCORES.fullmatch(text)
    if match is not None:
        entry = "sbrs[{:.1f}:{:.1f}]".format(*map(float, match.groups())).replace("-0.0", "0.0")
        if score_range(entry) is not None:
            return entry
    raise StateError(BAD_SCORES, "sender")
