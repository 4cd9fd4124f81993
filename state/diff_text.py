"""The difference between two configurations, as text for people. Secrets are never in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from state.changes import Change
from state.objects import ObjectPath, printable
from state.shape import is_data_class, shape_of

MASK = "*****"
SECRETS = {"passphrase", "bind_passphrase"}
"""Names of fields whose values are masked. Private keys are never part of a configuration."""

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def diff_text(changes: Iterable[Change]) -> str:
    """Return changes as text, one paragraph an object; empty without changes.

    `+` marks what was added, `-` what was removed, `~` what was changed (old -> new).
    """
    return "\n".join("\n".join(_paragraph(change)) for change in changes)


def settings_of(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the settings in a value: names with dots between them, values as text.

    A value that has no parts yields one setting without a name, `None` nothing.
    """
    for path, text in settings_below(value):
        yield printable(".".join(path)), text


def settings_below(
    value: Any, text: Callable[[str, Any], str] | None = None
) -> Iterator[tuple[ObjectPath, str]]:
    """Yield the settings in a value as `settings_of` does, with the steps that lead to each.

    `text` makes the text of a setting from its name and its value; usually `value_text` does.
    """
    yield from _settings((), value, text or value_text)


def _paragraph(change: Change) -> Iterator[str]:
    yield f"{_SIGNS[change.kind]} {change.label}"
    if not change.whole:
        for name, old in change.old.items():
            yield f"    {name}: {value_text(name, old)} -> {value_text(name, change.new[name])}"
    elif change.kind == "changed":
        yield f"    {value_text('', change.old)} -> {value_text('', change.new)}"
    else:
        value = change.new if change.old is None else change.old
        for name, text in settings_of(value):
            yield f"    {name}: {text}" if name else f"    {text}"


def _settings(
    path: ObjectPath, value: Any, text: Callable[[str, Any], str]
) -> Iterator[tuple[ObjectPath, str]]:
    """Yield one pair for each setting in a whole value that is set."""
    if is_data_class(type(value)):
        for name in shape_of(type(value)).types:
            yield from _settings((*path, name), getattr(value, name), text)
    elif isinstance(value, Mapping):
        for name, entry in value.items():
            yield from _settings((*path, name), entry, text)
    elif value is not None:
        yield path, text(path[-1] if path else "", value)


def value_text(name: str, value: Any) -> str:
    """Return the value of the field `name` as one line of text."""
    if value is None:
        return "-"
    if name in SECRETS:
        return MASK
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value_text(name, each) for each in value) or "-"
    text = str(value)
    if "-----BEGIN " in text:
        return _pem(text)
    return text if text.isprintable() and text else repr(text)


def _pem(text: str) -> str:
    """Return whose certificate a PEM text is, or what kind of text it is."""
    from state.certificates import read_certificates
    from state.errors import CertificateError

    try:
        certificates = read_certificates(text)
    except CertificateError:
        return f"({text.partition('-----BEGIN ')[2].partition('-----')[0].lower()})"
    return ", ".join(
        f"{printable(certificate.subject)} ({certificate.fingerprint_sha256[:16]})"
        for certificate in certificates
    )
