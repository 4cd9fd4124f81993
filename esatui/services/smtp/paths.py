"""Arguments of MAIL and RCPT (RFC 5321, 4.1.2): what comes in is hostile until it is parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST_PATH: Final = 254
"""RFC 5321, 4.5.3.1.3, without the brackets."""

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+"
_QUOTED: Final = r'"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"'
_LOCAL: Final = rf"(?:{_ATOM}|{_QUOTED})"
_NAME: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?"
_LITERAL: Final = r"\[(?:[0-9.]{7,15}|IPv6:[0-9A-Fa-f:.]{2,45})\]"
_ROUTE: Final = rf"(?:@{_NAME}(?:,@{_NAME})*:)?"
_MAILBOX: Final = re.compile(rf"{_ROUTE}({_LOCAL})(?:@({_NAME}|{_LITERAL}))?", re.ASCII)
_BRACKETS: Final = re.compile(r'<((?:[^<>"\\]|"(?:[^"\\]|\\.)*")*)>(.*)', re.ASCII)
_BARE: Final = re.compile(rf"((?:{_LOCAL}(?:@(?:{_NAME}|{_LITERAL}))?)?)(?:\s+(.*))?", re.ASCII)


class BadPath(ValueError):
    """An argument that holds no address."""


@dataclass(frozen=True, slots=True)
class Path:
    """An address and what followed it."""

    local: str
    """Local part as it was written, quotes included; empty in the null sender."""
    domain: str
    """Without final dot; empty when there was none."""
    parameters: tuple[tuple[str, str], ...] = ()
    """Keywords in capitals with their values."""

    @property
    def address(self) -> str:
        """Return `local@domain`, or only the local part."""
        return f"{self.local}@{self.domain}" if self.domain else self.local


def parse_path(text: str) -> Path:
    """Return what follows `MAIL FROM:` or `RCPT TO:`; the brackets may be missing.

    A source route is left out (RFC 5321, appendix C). Raises BadPath.
    """
    plain = text.strip(" \t")
    inner, parameters = _split(plain)
    if not inner:
        return Path("", "", _parameters(parameters))
    found = _MAILBOX.fullmatch(inner)
    if found is None or len(inner) > LONGEST_PATH:
        raise BadPath(text)
    local, domain = found[1], (found[2] or "").removesuffix(".")
    if ".." in domain or (local[0] != '"' and _bad_dots(local)):
        raise BadPath(text)
    return Path(local, domain, _parameters(parameters))


def _split(plain: str) -> tuple[str, str]:
    found = (_BRACKETS if plain.startswith("<") else _BARE).fullmatch(plain)
    if found is None or (not found[1] and not plain.startswith("<")):
        raise BadPath(plain)
    rest = found[2] or ""
    if plain.startswith("<") and rest and rest[0] not in " \t":
        raise BadPath(plain)
    return found[1].strip(" "), rest


def _bad_dots(local: str) -> bool:
    return local.startswith(".") or local.endswith(".") or ".." in local


def _parameters(text: str) -> tuple[tuple[str, str], ...]:
    found = []
    for word in text.split():
        keyword, _, value = word.partition("=")
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", keyword, re.ASCII):
            raise BadPath(text)
        found.append((keyword.upper(), value))
    return tuple(found)
