"""A Recipient Access Table as text: what PRINT shows, EXPORT writes and IMPORT reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from state.errors import StateError
from state.model.listeners import EVERYONE, RecipientAccess
from state.operations.ini import FileFault
from state.operations.rat import MOST_RECIPIENTS, check_entry, ordered
from state.operations.table_files import numbered_lines
from state.operations.values import shown

BYPASS_LDAP: Final = "BYPASS_LDAP"
EXPECTED: Final = f"The line must have the form: address ACCEPT|REJECT [{BYPASS_LDAP}]"
_ACTIONS: Final = {"ACCEPT": True, "REJECT": False}


def render_recipients(table: Mapping[str, RecipientAccess]) -> str:
    """Return a line for each entry, `ALL` as the last, without a final line end."""
    width = max((len(name) for name in table), default=0)
    return "\n".join(_line(name, table[name], width) for name in ordered(table))


def parse_recipients(data: bytes) -> dict[str, RecipientAccess]:
    """Return the table that an import file contains; raises `FileFault` with the line."""
    table: dict[str, RecipientAccess] = {}
    for number, line in numbered_lines(data):
        words = line.split()
        accept = _ACTIONS.get(words[1].upper()) if len(words) in (2, 3) else None
        if accept is None or [word.upper() for word in words[2:]] not in ([], [BYPASS_LDAP]):
            raise FileFault(EXPECTED, number)
        try:
            name = check_entry(words[0])
        except StateError as error:
            raise FileFault(error.text, number) from error
        if name in table:
            raise FileFault(f'The entry "{shown(name)}" appears twice.', number)
        if len(table) >= MOST_RECIPIENTS:
            raise FileFault(f"The file has more than {MOST_RECIPIENTS} entries.", number)
        table[name] = RecipientAccess(accept=accept, bypass_ldap=len(words) == 3)
    if EVERYONE not in table:
        raise FileFault(f"The table must have an entry {EVERYONE}.")
    return table


def _line(name: str, access: RecipientAccess, width: int) -> str:
    action = "ACCEPT" if access.accept else "REJECT"
    return f"{name:{width}} {action}{f' {BYPASS_LDAP}' if access.bypass_ldap else ''}"
