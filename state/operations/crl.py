"""Operations on revocation checks and CRL sources (`certconfig`, CRL; CLI reference, 2.11)."""

from __future__ import annotations

import dataclasses
import re
from typing import Final

from state.errors import StateError
from state.model.certificates import Crl, CrlSource
from state.model.configuration import Draft
from state.operations.values import BLANK, NumberRange

MAXIMUM_NAME: Final = 64
MAXIMUM_URL: Final = 2048
HOURS: Final = NumberRange(1, 8760, "interval_hours")
"""The update interval, in hours: up to a year."""

BAD_URL: Final = "The URL must have the form http://host/path or https://host/path."

_NAME: Final = re.compile(r"[A-Za-z0-9._-]+(?: [A-Za-z0-9._-]+)*")
_AUTHORITY: Final = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>\d{1,5}))?"
)


@dataclasses.dataclass(frozen=True, slots=True)
class CrlUrl:
    """An http or https URL in its parts; `host` of an IPv6 address has no brackets."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query, beginning with `/`."""


def check_source_name(draft: Draft, name: str) -> str:
    """Return `name` when it can be given to a new source.

    Letters, digits, single spaces, `.`, `_`, `-`. Raises `StateError` otherwise, also when a
    source has that name.
    """
    if not name:
        raise StateError(BLANK, "name")
    if len(name) > MAXIMUM_NAME or not _NAME.fullmatch(name):
        raise StateError("Symbols are not allowed in the CRL source name.", "name")
    if name in draft.crl.sources:
        raise StateError(f'A CRL source named "{name}" already exists.', "name")
    return name


def parse_url(text: str) -> CrlUrl:
    """Return the parts of an http or https URL.

    User names, fragments, spaces and characters outside of ASCII are refused: they have no place in
    the URL of a file. Raises `StateError`.
    """
    scheme, separator, rest = text.partition("://")
    authority, _, path = rest.partition("/")
    match = _AUTHORITY.fullmatch(authority)
    plain = text.isascii() and text.isprintable() and not set(text) & set(' #"<>\\^`{|}')
    if not (plain and separator and match and scheme.lower() in ("http", "https")):
        raise StateError(BAD_URL, "url")
    default = 80 if scheme.lower() == "http" else 443
    port = int(match["port"]) if match["port"] else default
    if len(text) > MAXIMUM_URL or not 1 <= port <= 65535:
        raise StateError(BAD_URL, "url")
    return CrlUrl(scheme.lower(), match["host"].strip("[]"), port, f"/{path}")


def check_primary_url(text: str) -> str:
    """Return a URL as it was given. Raises `StateError`."""
    if not text:
        raise StateError(BLANK, "primary_url")
    parse_url(text)
    return text


def check_secondary_url(text: str) -> str | None:
    """Return a URL as it was given, `None` for an empty text. Raises `StateError`."""
    if not text:
        return None
    parse_url(text)
    return text


def check_interval(text: str) -> int:
    """Return the update interval in hours, 1 to 8760. Raises `StateError`."""
    return HOURS.parse(text)


def set_checks(draft: Draft, *, inbound: bool, outbound: bool, webui: bool) -> Draft:
    """Return a draft with these revocation checks on or off."""
    crl = dataclasses.replace(draft.crl, inbound=inbound, outbound=outbound, webui=webui)
    return draft.write(crl=crl)


def add_source(draft: Draft, name: str, source: CrlSource) -> Draft:
    """Return a draft with a new source. Raises `StateError` when its name cannot be used."""
    check_source_name(draft, name)
    return _with(draft, {**draft.crl.sources, name: source})


def edit_source(draft: Draft, name: str, source: CrlSource) -> Draft:
    """Return a draft with other settings of an existing source. Raises `StateError`."""
    _require(draft.crl, name)
    return _with(draft, {**draft.crl.sources, name: source})


def delete_source(draft: Draft, name: str) -> Draft:
    """Return a draft without this source. Raises `StateError` when there is none."""
    _require(draft.crl, name)
    return _with(draft, {key: value for key, value in draft.crl.sources.items() if key != name})


def _require(crl: Crl, name: str) -> None:
    if name not in crl.sources:
        raise StateError(f'There is no CRL source named "{name}".', "name")


def _with(draft: Draft, sources: dict[str, CrlSource]) -> Draft:
    return draft.write(crl=dataclasses.replace(draft.crl, sources=sources))
