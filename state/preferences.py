"""What users want of the graphical interface (Options > Preferences): language and theme.

They belong to the user and are no part of the configuration: no commit, no rollback, not in saved
files. They lie in one file, of which every entry is checked before it counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from state import documents

Language = Literal["en", "ko"]
ThemeName = Literal["esa-dark", "esa-light", "esa-mono"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
THEME_NAMES: Final[tuple[ThemeName, ...]] = get_args(ThemeName)

LARGEST_FILE: Final = 1024 * 1024
"""Bytes of a file that is read: more than ten thousand users."""
_USERS: Final = "users"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What one user wants. `None` is automatic: what fits the session."""

    language: Language | None = None
    theme: ThemeName | None = None


AUTOMATIC: Final = Preferences()


def language_named(value: object) -> Language | None:
    """Return the language that `value` names, `None` for anything else."""
    return next((each for each in LANGUAGES if each == value), None)


def theme_named(value: object) -> ThemeName | None:
    """Return the theme that `value` names, `None` for anything else."""
    return next((each for each in THEME_NAMES if each == value), None)


def parse(data: bytes) -> dict[str, Preferences]:
    """Return what a file says, by user; users without any preference are left out.

    Entries and values that mean nothing are passed over. Raises DocumentError for what is no TOML
    or has more than `LARGEST_FILE` bytes.
    """
    if len(data) > LARGEST_FILE:
        raise documents.DocumentError(f"more than {LARGEST_FILE} bytes")
    users = documents.parse(data).get(_USERS)
    if not isinstance(users, dict):
        return {}
    found = {user: _entry(value) for user, value in users.items()}
    return {user: each for user, each in found.items() if each != AUTOMATIC}


def write(entries: Mapping[str, Preferences]) -> bytes:
    """Return the file that says this; `parse` reads it back."""
    users = {
        user: documents.plain(each) for user, each in sorted(entries.items()) if each != AUTOMATIC
    }
    return documents.write({_USERS: users}).encode("utf-8")


def _entry(value: Any) -> Preferences:
    if not isinstance(value, dict):
        return AUTOMATIC
    language, theme = value.get("language"), value.get("theme")
    return Preferences(language=language_named(language), theme=theme_named(theme))
