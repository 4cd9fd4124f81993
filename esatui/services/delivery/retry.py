"""When to try again, and when to give up (bounce profiles)."""

from __future__ import annotations

from datetime import datetime

from state.model.configuration import View
from state.model.destinations import BounceProfile
from state.operations.bounces import DEFAULT_PROFILE
from state.operations.destinations import matching_entry


def profile_for(view: View, domain: str, of_message: str) -> BounceProfile:
    """Return the bounce profile of a recipient.

    That of the destination's entry counts, then the one that came with the message (the
    listener's), then `Default`. One that no longer exists is passed over.
    """
    entry = matching_entry(view.destinations, domain)
    of_destination = None if entry is None else entry.bounce_profile
    for name in (of_destination, of_message, DEFAULT_PROFILE):
        if name is not None and name in view.bounces.profiles:
            return view.bounces.profiles[name]
    return BounceProfile()


def wait_after(profile: BounceProfile, attempts: int) -> int:
    """Return the seconds to wait after so many failed attempts (1 and up): twice as long each time.

    The first wait is the profile's initial one, none is longer than its longest.
    """
    doubled = profile.initial_retry << min(attempts - 1, 30)
    return min(doubled, profile.max_retry)


def gives_up(profile: BounceProfile, attempts: int, received: datetime, now: datetime) -> bool:
    """Return whether the last failed attempt, the `attempts`-th, was the last one at all."""
    age = (now - received).total_seconds()
    return attempts > profile.max_retries or age >= profile.max_seconds
