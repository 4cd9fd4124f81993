"""Filters of LDAP queries: checked when they are entered, filled in when they are used."""

from __future__ import annotations

import re
from typing import Final

from state.errors import StateError
from state.operations.values import BLANK

LONGEST: Final = 1024
DEEPEST: Final = 20
BAD_FILTER: Final = 'The query string is not a valid LDAP filter. (Ex: "(mail={a})")'
UNFILLED: Final = "The query string must contain {a}, {u} or {d}."

_ITEM: Final = re.compile(
    r"\([A-Za-z0-9][A-Za-z0-9;.-]*(?::[A-Za-z0-9.:-]+:)?(?:=|~=|>=|<=)[^()\x00-\x1f]*\)"
)
_TOKEN: Final = re.compile(r"\{([a-z]+)\}")
_ESCAPED: Final = re.compile("[\\\\*()\x00]")


def check_filter(text: str) -> str:
    """Return a filter (RFC 4515) with at least one token; raises `StateError` (`accept_filter`).

    Tokens are `{a}` for the whole address, `{u}` for its local part, `{d}` for its domain.
    """
    plain = text.strip()
    if not plain:
        raise StateError(BLANK, "accept_filter")
    if len(plain) > LONGEST or _end(plain, 0, 0) != len(plain):
        raise StateError(BAD_FILTER, "accept_filter")
    tokens = set(_TOKEN.findall(plain))
    if not tokens or not tokens <= {"a", "u", "d"}:
        raise StateError(UNFILLED, "accept_filter")
    return plain


def filled(query: str, address: str) -> str:
    """Return the filter for one recipient; what it contains means nothing to the filter."""
    local, _, domain = address.rpartition("@")
    parts = {"a": address, "u": local, "d": domain}
    return _TOKEN.sub(lambda found: _escape(parts.get(found[1], "")), query)


def _escape(text: str) -> str:
    r"""Write `*` and the like as `\2a` (RFC 4515 section 3)."""
    return _ESCAPED.sub(lambda found: f"\\{ord(found[0]):02x}", text)


def _end(text: str, at: int, depth: int) -> int:
    """Return where the filter that begins at `at` ends, -1 when there is none."""
    if depth > DEEPEST or text[at : at + 1] != "(":
        return -1
    item = _ITEM.match(text, at)
    if item is not None:
        return item.end()
    operator = text[at + 1 : at + 2]
    if operator not in ("&", "|", "!"):
        return -1
    count, place = 0, at + 2
    while text[place : place + 1] == "(":
        place = _end(text, place, depth + 1)
        count += 1
        if place < 0:
            return -1
    complete = count == 1 if operator == "!" else count > 0
    return place + 1 if complete and text[place : place + 1] == ")" else -1
