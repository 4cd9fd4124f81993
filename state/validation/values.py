"""What holds for every value of a kind, wherever it stands: ranges, lengths, control characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from state.model.certificates import CertificateProfile
from state.model.listeners import SenderGroup
from state.model.services import AdminAccess, LdapServer
from state.model.tls_servers import TlsServer
from state.objects import ObjectPath
from state.operations.hat import MOST_SENDERS
from state.operations.values import NumberRange
from state.shape import shape_of
from state.validation.fault import Fault
from state.validation.ranges import RANGES

LONGEST_NAME: Final = 255
LONGEST_TEXT: Final = 4096
LONGEST_BLOCK: Final = 256 * 1024
"""Longest PEM text or banner."""
MOST_VALUES: Final = 10_000
LONG_LISTS: Final[dict[tuple[type, str], int]] = {(SenderGroup, "senders"): MOST_SENDERS}
"""Lists that may be longer."""

BLOCKS: Final = frozenset(
    {
        (CertificateProfile, "certificate"),
        (CertificateProfile, "intermediates"),
        (CertificateProfile, "csr"),
        (TlsServer, "authority"),
        (AdminAccess, "banner"),
        (AdminAccess, "welcome"),
    }
)
"""Texts of several lines."""
ANYTHING: Final = frozenset({(LdapServer, "bind_passphrase")})
"""Texts in which any character may stand."""

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_IN_BLOCK: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class _Checks:
    """The fields of a data class by what has to be checked of them."""

    numbers: tuple[tuple[str, NumberRange], ...]
    others: tuple[str, ...]
    nested: tuple[str, ...]
    tables: tuple[str, ...]


def _checks_of(kind: type) -> _Checks:
    return _cached_checks(kind)


@cache
def _cached_checks(kind: type) -> _Checks:
    shape = shape_of(kind)
    ranges = RANGES.get(kind, {})
    others = tuple(name for name in shape.scalars if name not in ranges)
    return _Checks(tuple(ranges.items()), others, tuple(shape.nested), tuple(shape.tables))


def value_faults(path: ObjectPath, value: Any) -> Iterator[Fault]:
    """Yield what is wrong with the single values in a data class and everything below it."""
    kind = type(value)
    checks = _checks_of(kind)
    for name, limits in checks.numbers:
        number = getattr(value, name)
        if number is not None and not limits.low <= number <= limits.high:
            text = f"The value must be between {limits.low} and {limits.high}."
            yield Fault(path, name, text)
    for name in checks.others:
        reason = _text_fault(kind, name, getattr(value, name))
        if reason is not None:
            yield Fault(path, name, reason)
    for name in checks.nested:
        yield from value_faults((*path, name), getattr(value, name))
    for name in checks.tables:
        yield from _table_faults((*path, name), getattr(value, name))


def _table_faults(path: ObjectPath, table: Any) -> Iterator[Fault]:
    for name, entry in table.items():
        reason = name_fault(name)
        if reason is not None:
            yield Fault((*path, name), None, reason)
        if isinstance(entry, str):
            if len(entry) > LONGEST_BLOCK:
                yield Fault((*path, name), None, "The text is too long.")
        else:
            yield from value_faults((*path, name), entry)


def name_fault(name: str) -> str | None:
    """Return what is wrong with the name of an entry, whatever table it is in."""
    if not name or name != name.strip():
        return "The name is blank, or begins or ends with a space."
    if len(name) > LONGEST_NAME or _CONTROL.search(name):
        return "The name is too long or contains control characters."
    return None


def _text_fault(kind: type, name: str, value: Any) -> str | None:
    if isinstance(value, tuple):
        if len(value) > LONG_LISTS.get((kind, name), MOST_VALUES):
            return "There are too many values."
        for each in value:
            fault = _text_fault(kind, name, each)
            if fault is not None:
                return fault
        return None
    if not isinstance(value, str):
        return None
    block = (kind, name) in BLOCKS
    if len(value) > (LONGEST_BLOCK if block else LONGEST_TEXT):
        return "The text is too long."
    control = _CONTROL_IN_BLOCK if block else _CONTROL
    if (kind, name) not in ANYTHING and control.search(value):
        return "The text contains control characters."
    return None
