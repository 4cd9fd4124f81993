"""Why the connection to a terminal in a browser was closed (RFC 6455, 7.4.2: codes of our own)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

ELSEWHERE: Final = 4001
LEFT: Final = 4002
EXPIRED: Final = 4003
CHANGED: Final = 4004
LOGGED_OUT: Final = 4005
FAULT: Final = 1011
GOING_AWAY: Final = 1001

ELSEWHERE_TEXT: Final = "The dashboard has been opened in another window."
LEFT_TEXT: Final = (
    "You have left the dashboard but are still logged in. "
    "Changes that are not committed are kept until you log out or the session expires."
)
LOGGED_OUT_TEXT: Final = "You have logged out."
EXPIRED_TEXT: Final = "Your session has expired. Please log in again."
CHANGED_TEXT: Final = "Your account has been changed. Please log in again."
REASONS: Final[Mapping[int, str]] = MappingProxyType(
    {
        ELSEWHERE: ELSEWHERE_TEXT,
        LEFT: LEFT_TEXT,
        EXPIRED: EXPIRED_TEXT,
        CHANGED: CHANGED_TEXT,
        LOGGED_OUT: LOGGED_OUT_TEXT,
    }
)
"""What a page says, in English; of other codes it says only that the dashboard is closed."""
ENDED: Final = (EXPIRED, CHANGED, LOGGED_OUT)
"""After these the session is over, and one has to log in again."""
WANTED: Final = (LEFT, LOGGED_OUT)
"""What the person has asked for."""
