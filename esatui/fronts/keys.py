"""Reading one raw key."""

from __future__ import annotations

from esatui.fronts.tokens import INTERRUPT, is_partial, key_size
from esatui.fronts.typeahead import TypeAhead
from esatui.requests import EndOfInput, Interrupted

SETTLING = 0.1
"""Seconds after which an Escape that nothing follows is the Escape key, not a sequence."""


def read_key(typed: TypeAhead) -> str | None:
    """Return one key, a character or a whole escape sequence; `None` when none has come.

    Raises `Interrupted` for Ctrl-C and `EndOfInput` at the end of the input.
    """
    while typed.data:
        if is_partial(typed.data) and not (typed.ended or typed.settled):
            return None
        key = typed.take_key(key_size(typed.data))
        if key == INTERRUPT:
            raise Interrupted
        if key is not None:
            return key.decode("utf-8", "replace")
    if typed.ended:
        raise EndOfInput
    return None
