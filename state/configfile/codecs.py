"""Text forms of single values: what stands in an element."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from state.errors import StateError
from state.operations.addresses import PREFIX, check_netmask
from state.operations.destination_words import Words

LONGEST_NUMBER = 18
"""Digits of the largest number that is read: it fits into 64 bits, as TOML needs it."""


@dataclass(frozen=True)
class Codec:
    """Text form of a value: `write` gives it, `read` takes it or raises `StateError`."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _whole_number(text: str) -> int:
    digits = text.strip().removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()):
        raise StateError("The value must be an integer.")
    if len(digits) > LONGEST_NUMBER:
        raise StateError("The value is too large.")
    return int(text)


def _flag(text: str) -> bool:
    if text.strip() not in ("0", "1"):
        raise StateError("The value must be 0 or 1.")
    return text.strip() == "1"


def _netmask(prefix: int) -> str:
    """Return the dotted form; a length that no address has stays a number and can be seen."""
    from ipaddress import IPv4Address

    if not PREFIX.low <= prefix <= PREFIX.high:
        return str(prefix)
    return str(IPv4Address((1 << 32) - (1 << (32 - prefix))))


def one_of(literal: Any) -> Codec:
    """Return the codec of a `Literal` type: its values stand for themselves, in any case."""
    values: tuple[str, ...] = get_args(literal)
    by_word = {value.lower(): value for value in values}

    def read(text: str) -> str:
        try:
            return by_word[text.strip().lower()]
        except KeyError:
            raise StateError(f"The value must be one of: {', '.join(values)}.") from None

    return Codec(str, read)


def words(table: Words[Any]) -> Codec:
    """Return the codec of a value with words of its own, as files of `destconfig` have them."""
    return Codec(table.written.__getitem__, lambda text: table.parse(text.strip()))


TEXT = Codec(str, str)
NAME = Codec(str, str.strip)
NUMBER = Codec(str, _whole_number)
FLAG = Codec(lambda value: str(int(value)), _flag)
NETMASK = Codec(_netmask, check_netmask)
