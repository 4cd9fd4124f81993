"""The file of `destconfig`, IMPORT and EXPORT (CLI reference, 4.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from state.errors import StateError
from state.model.certificates import DEMO
from state.model.configuration import View
from state.model.destinations import DefaultDestination, Destination, Destinations
from state.operations.bounces import INVALID_PROFILE, check_profile
from state.operations.destination_words import (
    BOUNCE_VERIFICATION,
    DANE,
    IP_SORT,
    LIMIT_APPLY,
    LIMIT_TYPE,
    TLS,
    TLS_ALERT,
)
from state.operations.destinations import (
    CONCURRENCY,
    MESSAGES,
    MINUTES,
    RECIPIENTS,
    canonical_default,
    canonical_entry,
    completed,
)
from state.operations.domains import check_domain
from state.operations.ini import FileFault, Section, Setting, read_ini
from state.operations.values import NumberRange, shown

FILE_LIMIT: Final = 16 * 1024 * 1024
"""Largest file that is read, in bytes."""

MOST_ENTRIES: Final = 100_000
"""Most domains of one file."""

DEFAULT: Final = "DEFAULT"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the file: the field that it sets, and its two directions."""

    name: str
    field: str
    parse: Callable[[str], Any]
    write: Callable[[Any], str]


def _number(name: str, limits: NumberRange) -> Key:
    return Key(name, limits.field or "", limits.parse, str)


_KEYS: Final = (
    Key("ip_sort_pref", "ip_sort", IP_SORT.parse, IP_SORT.written.__getitem__),
    _number("max_host_concurrency", CONCURRENCY),
    _number("max_messages_per_connection", MESSAGES),
    _number("recipient_minutes", MINUTES),
    _number("recipient_limit", RECIPIENTS),
    Key("limit_type", "limit_type", LIMIT_TYPE.parse, LIMIT_TYPE.written.__getitem__),
    Key("limit_apply", "limit_apply", LIMIT_APPLY.parse, LIMIT_APPLY.written.__getitem__),
    Key("table_tls", "tls", TLS.parse, TLS.written.__getitem__),
    Key("dane", "dane", DANE.parse, DANE.written.__getitem__),
    Key(
        "bounce_validation",
        "bounce_verification",
        BOUNCE_VERIFICATION.parse,
        BOUNCE_VERIFICATION.written.__getitem__,
    ),
)
"""Keys of every section, in the order of the export."""

_PROFILE: Final = "bounce_profile"
_ALERT: Final = "send_tls_req_alert"
_CERTIFICATE: Final = "certificate"

_BY_NAME: Final = {key.name: key for key in _KEYS}
_DEFAULT_NAMES: Final = frozenset({*_BY_NAME, _PROFILE, _ALERT, _CERTIFICATE})
_DOMAIN_NAMES: Final = frozenset({*_BY_NAME, _PROFILE})
_REQUIRED: Final = (*(name for name in _BY_NAME if name != "dane"), _ALERT)

_NEEDS: Final = {
    "max_host_concurrency": ("limit_type", "limit_apply"),
    "recipient_limit": ("recipient_minutes", "limit_type", "limit_apply"),
}
"""Key of a domain to the keys that it requires."""


def parse_destinations(view: View, data: bytes) -> Destinations:
    """Return the table in an import file.

    `view` says which certificate and bounce profiles exist. Raises `FileFault`, which names the
    line and the section; nothing of a file with a fault counts.
    """
    sections = _by_domain(read_ini(data))
    if DEFAULT not in sections:
        raise FileFault("The section [DEFAULT] is missing.")
    head = sections.pop(DEFAULT)
    table = _read_default(view, head)
    entries = {domain: _read_entry(view, section) for domain, section in sections.items()}
    return replace(table, entries=entries)


def _by_domain(sections: Iterable[Section]) -> dict[str, Section]:
    found: dict[str, Section] = {}
    for section in sections:
        domain = _domain_of(section)
        if domain in found:
            first = found[domain].line
            text = f"The section appears twice, first in line {first}."
            raise FileFault(text, section.line, section.name)
        if len(found) > MOST_ENTRIES:
            raise FileFault(f"The file has more than {MOST_ENTRIES} entries.", section.line)
        found[domain] = section
    return found


def _domain_of(section: Section) -> str:
    if section.name.upper() == DEFAULT:
        return DEFAULT
    try:
        return check_domain(section.name)
    except StateError as error:
        raise FileFault(error.text, section.line, section.name) from error


def _read_default(view: View, section: Section) -> Destinations:
    for name in _REQUIRED:
        if name not in section.settings:
            raise FileFault(f'The key "{name}" is required.', section.line, section.name)
    values = _values(section, _DEFAULT_NAMES)
    if _PROFILE in section.settings and _profile(view, section) is not None:
        # The default entry always has the profile Default (CLI reference, 4.4).
        raise _fault(section, _PROFILE, INVALID_PROFILE)
    return Destinations(
        certificate=_certificate(view, section),
        send_tls_alert=_parsed(section, _ALERT, TLS_ALERT.parse),
        default=canonical_default(DefaultDestination(**values)),
    )


def _read_entry(view: View, section: Section) -> Destination:
    for name, needed in _NEEDS.items():
        missing = [key for key in needed if key not in section.settings]
        if name in section.settings and missing:
            raise _fault(section, name, f'The key "{name}" requires "{missing[0]}".')
    values = _values(section, _DOMAIN_NAMES)
    profile = _profile(view, section) if _PROFILE in section.settings else None
    return canonical_entry(view, Destination(bounce_profile=profile, **values))


def _values(section: Section, allowed: frozenset[str]) -> dict[str, Any]:
    for name in section.settings:
        if name not in allowed:
            raise _fault(section, name, f'Unknown key "{shown(name)}".')
    return {
        _BY_NAME[name].field: _parsed(section, name, _BY_NAME[name].parse)
        for name in section.settings
        if name in _BY_NAME
    }


def _parsed(section: Section, name: str, parse: Callable[[str], Any]) -> Any:
    try:
        return parse(section.settings[name].value)
    except StateError as error:
        raise _fault(section, name, f"{name}: {error.text}") from error


def _profile(view: View, section: Section) -> str | None:
    try:
        return check_profile(view, section.settings[_PROFILE].value)
    except StateError as error:
        raise _fault(section, _PROFILE, error.text) from error


def _certificate(view: View, section: Section) -> str:
    name = section.settings.get(_CERTIFICATE, Setting(DEMO, section.line)).value
    if name not in view.certificates.profiles:
        text = f'The certificate profile "{shown(name)}" does not exist.'
        raise _fault(section, _CERTIFICATE, text)
    return name


def _fault(section: Section, name: str, text: str) -> FileFault:
    setting = section.settings.get(name)
    return FileFault(text, section.line if setting is None else setting.line, section.name)


def render_destinations(destinations: Destinations) -> bytes:
    """Return the export file of a table: UTF-8, domains sorted.

    `[DEFAULT]` has every key (`dane` only where it is not off, so that releases without it can read
    the file; `recipient_limit` is 0 without a limit). A domain has the keys that are set for it.
    """
    default = destinations.default
    lines = [f"[{DEFAULT}]"]
    for key in _KEYS:
        value = getattr(default, key.field)
        if key.field != "dane" or value != "off":
            lines.append(f"{key.name} = {key.write(0 if value is None else value)}")
    lines.append(f"{_ALERT} = {TLS_ALERT.written[destinations.send_tls_alert]}")
    lines.append(f"{_CERTIFICATE} = {destinations.certificate}")
    for domain, entry in sorted(destinations.entries.items()):
        lines += ["", f"[{domain}]", *_entry_lines(completed(entry, default))]
    return ("\n".join(lines) + "\n").encode()


def _entry_lines(entry: Destination) -> list[str]:
    values = [(key, getattr(entry, key.field)) for key in _KEYS]
    lines = [f"{key.name} = {key.write(value)}" for key, value in values if value is not None]
    if entry.bounce_profile is not None:
        lines.append(f"{_PROFILE} = {entry.bounce_profile}")
    return lines
