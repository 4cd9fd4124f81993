"""The texts of LIST and DETAIL (CLI reference, 4.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from esatui.commands.destconfig.choices import DANE, IP_SORT, TLS, TLS_COLUMN
from esatui.text.layout import cell_width, pad
from state.model.destinations import DefaultDestination, Destination, Destinations, LimitType
from state.operations.bounces import DEFAULT_PROFILE
from state.operations.destinations import resolved

DEFAULT: Final = "Default"
DEFAULT_ROW: Final = "(Default)"

_HEADINGS: Final = (
    ("", "Domain"),
    ("Rate", "Limiting"),
    ("", "TLS"),
    ("Bounce", "Verification"),
    ("Bounce", "Profile"),
    ("IP Version", "Preference"),
)
_WIDTHS: Final = (18, 8, 8, 13, 9, 11)
_RULE: Final = "="

_COUNTED: Final[dict[LimitType, str]] = {
    "host": "Limits applied to entire domain",
    "MXIP": "Limits applied to each MX IP",
}
_ENFORCED: Final = {"system": "across all virtual gateways", "VG": "per virtual gateway"}


def summary_table(destinations: Destinations, domains: Iterable[str]) -> str:
    """Return the table of LIST for `domains`, the default entry in its last line.

    A column grows with its longest value, so that names are never cut and lines never shift; the
    last column needs no alignment and may be longer than its rule.
    """
    rows = [_row(domain, destinations.entries[domain]) for domain in domains]
    rows.append(_default_row(destinations.default))
    last = len(_WIDTHS) - 1
    widths = [
        width if column == last else max(width, *(cell_width(row[column]) for row in rows))
        for column, width in enumerate(_WIDTHS)
    ]
    headings = [_line([heading[part] for heading in _HEADINGS], widths) for part in (0, 1)]
    rule = "  ".join(_RULE * width for width in widths)
    return "\n".join([*headings, rule, *(_line(row, widths) for row in rows)])


def _line(values: Sequence[str], widths: Sequence[int]) -> str:
    *aligned, last = values
    cells = [pad(value, width) for value, width in zip(aligned, widths[:-1], strict=True)]
    return "  ".join([*cells, last]).rstrip()


def _row(domain: str, entry: Destination) -> list[str]:
    return [
        domain,
        "On" if is_limited(entry) else DEFAULT,
        DEFAULT if entry.tls is None else TLS_COLUMN[entry.tls],
        _tagging(entry.bounce_verification),
        entry.bounce_profile or DEFAULT_PROFILE,
        DEFAULT if entry.ip_sort is None else IP_SORT[entry.ip_sort],
    ]


def _default_row(default: DefaultDestination) -> list[str]:
    return [
        DEFAULT_ROW,
        "On",
        TLS_COLUMN[default.tls],
        _tagging(default.bounce_verification),
        f"({DEFAULT_PROFILE})",
        IP_SORT[default.ip_sort],
    ]


def is_limited(entry: Destination) -> bool:
    """Return whether the domain has any limit of its own."""
    limits = (entry.concurrency, entry.messages_per_connection, entry.recipient_limit)
    return any(limit is not None for limit in limits)


def details(domain: str, entry: Destination, default: DefaultDestination) -> str:
    """Return the block of DETAIL for one domain.

    Limits that the domain does not set itself are those of the default entry, and so is DANE, for
    which the appliance has no word `Default`.
    """
    effective = resolved(entry, default)
    messages = entry.messages_per_connection
    lines = [
        domain,
        f" Maximum messages per connection: {DEFAULT if messages is None else messages}",
        *(_limits(effective) if is_limited(entry) else [f" Rate Limiting: {DEFAULT}"]),
        f" TLS: {DEFAULT if entry.tls is None else _tls(entry)}",
        f" DANE: {DANE[effective.dane]}",
        f" Bounce Verification Tagging: {_tagging(entry.bounce_verification)}",
        f" Bounce Profile: {entry.bounce_profile or DEFAULT_PROFILE}",
        f" IP Sort Preference: {DEFAULT if entry.ip_sort is None else IP_SORT[entry.ip_sort]}",
    ]
    return "\n".join(lines)


def default_details(default: DefaultDestination) -> str:
    """Return the block of DETAIL for the default entry, which has no bounce profile."""
    lines = [
        DEFAULT,
        f" Maximum messages per connection: {default.messages_per_connection}",
        *_limits(default),
        f" TLS: {_tls(default)}",
        f" DANE: {DANE[default.dane]}",
        f" Bounce Verification Tagging: {_tagging(default.bounce_verification)}",
        f" IP Sort Preference: {IP_SORT[default.ip_sort]}",
    ]
    return "\n".join(lines)


def _limits(effective: DefaultDestination) -> list[str]:
    recipients = "No recipient limit"
    if effective.recipient_limit is not None:
        recipients = (
            f"{effective.recipient_limit} recipients per {effective.recipient_minutes} minutes"
        )
    return [
        " Rate Limiting:",
        f"  {effective.concurrency} concurrent connections",
        f"  {recipients}",
        f"  {_COUNTED[effective.limit_type]}, {_ENFORCED[effective.limit_apply]}",
    ]


def _tls(entry: Destination | DefaultDestination) -> str:
    level = entry.tls or "off"
    return TLS_COLUMN[level] if level == "off" else TLS[level]


def _tagging(value: bool | None) -> str:
    if value is None:
        return DEFAULT
    return "On" if value else "Off"
