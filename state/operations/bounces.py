"""Bounce profiles (`bounceconfig`), and how destination controls and listeners name them."""

from __future__ import annotations

import dataclasses
import re
from typing import Final

from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.destinations import BounceProfile
from state.operations.values import BLANK, NumberRange, shown

DEFAULT_PROFILE: Final = "Default"
FIELD: Final = "bounce_profile"
INVALID_PROFILE: Final = "Invalid profile name"
BAD_BEGINNING: Final = "The bounce profile name must start with a letter or an underscore."

RETRIES: Final = NumberRange(0, 10_000)
SECONDS: Final = NumberRange(0, 366 * 24 * 3600)
WAIT_BEFORE_INITIAL: Final = (
    "The maximum number of seconds must not be less than the initial number of seconds."
)

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


def add_bounce_profile(
    draft: Draft,
    name: str,
    profile: BounceProfile = BounceProfile(),  # noqa: B008 - frozen.
) -> Draft:
    """Return a draft with a new bounce profile; without `profile` it has the factory values.

    Raises `StateError` for a name that cannot be used, and for values that do not fit.
    """
    plain = check_new_profile_name(draft, name)
    return _with_profile(draft, plain, profile)


def edit_bounce_profile(draft: Draft, name: str, profile: BounceProfile) -> Draft:
    """Return a draft in which `name`, also `Default`, has other values. Raises `StateError`."""
    profile_named(draft, name)
    return _with_profile(draft, name, profile)


def delete_bounce_profile(draft: Draft, name: str) -> Draft:
    """Return a draft without the bounce profile `name`.

    Raises `StateError` for `Default`, for a profile that something refers to, and for one that
    does not exist.
    """
    profile_named(draft, name)
    if name == DEFAULT_PROFILE:
        raise StateError(f'The bounce profile "{name}" cannot be deleted.', FIELD)
    used = ", ".join(profile_users(draft, name))
    if used:
        raise StateError(f'The bounce profile "{name}" is used by: {shown(used)}', FIELD)
    profiles = {each: value for each, value in draft.bounces.profiles.items() if each != name}
    return draft.write(bounces=dataclasses.replace(draft.bounces, profiles=profiles))


def profile_named(view: View, name: str) -> BounceProfile:
    """Return the bounce profile of this exact name; raises `StateError` when there is none."""
    profile = view.bounces.profiles.get(name)
    if profile is None and name == DEFAULT_PROFILE:
        return BounceProfile()
    if profile is None:
        raise StateError(INVALID_PROFILE, FIELD)
    return profile


def profile_users(view: View, name: str) -> tuple[str, ...]:
    """Return what refers to a bounce profile: `Listener: InboundMail`, `Destination: a.example`."""
    listeners = (
        f"Listener: {each}"
        for each, listener in sorted(view.listeners.entries.items())
        if listener.bounce_profile == name
    )
    destinations = (
        f"Destination: {domain}"
        for domain, entry in sorted(view.destinations.entries.items())
        if entry.bounce_profile == name
    )
    return (*listeners, *destinations)


def check_max_retry(seconds: int, initial: int) -> int:
    """Return the longest wait between attempts; raises `StateError` if shorter than the first."""
    SECONDS.check(seconds)
    if seconds < initial:
        raise StateError(WAIT_BEFORE_INITIAL, "max_retry")
    return seconds


def _with_profile(draft: Draft, name: str, profile: BounceProfile) -> Draft:
    RETRIES.check(profile.max_retries)
    SECONDS.check(profile.max_seconds)
    SECONDS.check(profile.initial_retry)
    check_max_retry(profile.max_retry, profile.initial_retry)
    profiles = {**draft.bounces.profiles, name: profile}
    return draft.write(bounces=dataclasses.replace(draft.bounces, profiles=profiles))
