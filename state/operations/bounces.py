"""Bounce profiles, as far as destination controls and listeners name them."""

from __future__ import annotations

import dataclasses
import re
from typing import Final

from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.destinations import BounceProfile
from state.operations.values import BLANK

DEFAULT_PROFILE: Final = "Default"
FIELD: Final = "bounce_profile"
INVALID_PROFILE: Final = "Invalid profile name"
BAD_BEGINNING: Final = "The bounce profile name must start with a letter or an underscore."

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,254}")


def bounce_profile_names(view: View) -> tuple[str, ...]:
    """Return the names of the bounce profiles: `Default` first, the others sorted."""
    return (DEFAULT_PROFILE, *sorted(set(view.bounces.profiles) - {DEFAULT_PROFILE}))


def check_new_profile_name(view: View, name: str) -> str:
    """Return the name of a bounce profile that is to be made.

    It begins with a letter or `_` and goes on with letters, digits, `_`, `.` and `-`.
    Raises `StateError` for any other name and for one that exists (`Default` in any case).
    """
    plain = name.strip()
    if not plain:
        raise StateError(BLANK, FIELD)
    if not (plain[0] == "_" or (plain[0].isascii() and plain[0].isalpha())):
        raise StateError(BAD_BEGINNING, FIELD)
    if not _NAME.fullmatch(plain):
        raise StateError(INVALID_PROFILE, FIELD)
    taken = plain in view.bounces.profiles or plain.lower() == DEFAULT_PROFILE.lower()
    if taken:
        raise StateError(f'A bounce profile named "{plain}" already exists.', FIELD)
    return plain


def check_profile(view: View, name: str) -> str | None:
    """Return the name of an existing bounce profile, `None` for `Default` (in any case).

    `Default` is what a domain has that names no profile, so the two are kept as one.
    Raises `StateError` (`Invalid profile name`) for an unknown one.
    """
    if name.lower() == DEFAULT_PROFILE.lower():
        return None
    if name not in view.bounces.profiles:
        raise StateError(INVALID_PROFILE, FIELD)
    return name


def add_bounce_profile(draft: Draft, name: str) -> Draft:
    """Return a draft with a new bounce profile that has the factory values."""
    plain = check_new_profile_name(draft, name)
    profiles = {**draft.bounces.profiles, plain: BounceProfile()}
    return draft.write(bounces=dataclasses.replace(draft.bounces, profiles=profiles))
