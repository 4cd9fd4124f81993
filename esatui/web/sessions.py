"""Who is logged in with a browser."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from esatui.web import codes
from state.store import Login

if TYPE_CHECKING:
    from random import Random

    from esatui.web.terminal import BrowserTerminal
    from screens.language import Language
    from state.model.users import User
    from state.store import Candidate

MOST_SESSIONS: Final = 200
"""Of all users; each has a candidate, and at most one terminal."""
COOKIE: Final = "__Host-esatui"
"""The prefix makes browsers refuse it from anywhere else (RFC 6265bis, 4.1.3.2)."""


class WebSession:
    """One login: its candidate lasts as long as it does, whatever pages are open."""

    def __init__(
        self,
        login: Login,
        candidate: Candidate,
        account: User,
        language: Language,
        automatic: Language,
        ended: Callable[[WebSession], None],
    ) -> None:
        self.login = login
        self.candidate = candidate
        self.language: Language = language
        """What is spoken: at first what was chosen, then what the dashboard was switched to."""
        self.theme: str | None = None
        """The theme that the dashboard had when its page was closed."""
        self.automatic: Language = automatic
        """The language of the browser."""
        self.last_active = 0.0
        """Monotonic time, in seconds."""
        self.terminal: BrowserTerminal | None = None
        self._passphrase = account.passphrase
        self._ended = ended

    def fits(self, account: User | None) -> bool:
        """Return whether the account is still the one that logged in.

        It is not when it is gone or disabled, or has another passphrase.
        """
        return account is not None and account.passphrase == self._passphrase

    def keep(self, language: Language, theme: str) -> None:
        """Remember how the dashboard was: a page that is opened anew goes on like that."""
        self.language, self.theme = language, theme

    def expire(self) -> None:
        """Nothing has happened for too long."""
        self.end(codes.EXPIRED)

    def end(self, code: int) -> None:
        """Log out, for one of `codes`: what was not committed is lost. Twice is no error."""
        terminal, self.terminal = self.terminal, None
        if terminal is not None:
            terminal.close(code)
        self.candidate.close()
        self._ended(self)


class WebSessions:
    """All of them, each under the digest of its token: a look-up tells nothing by its time."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._sessions: dict[bytes, WebSession] = {}

    def all(self) -> list[WebSession]:
        """Return the sessions at present."""
        return list(self._sessions.values())

    @property
    def full(self) -> bool:
        """Whether nobody else can log in at present."""
        return len(self._sessions) >= MOST_SESSIONS

    def add(self, session: WebSession) -> str:
        """Keep a session; return its token."""
        token = self._random.randbytes(32).hex()
        self._sessions[_digest(token)] = session
        return token

    def find(self, cookies: str) -> WebSession | None:
        """Return the session whose token is in a Cookie header, `None` without one."""
        token = token_in(cookies)
        return self._sessions.get(_digest(token)) if token else None

    def remove(self, session: WebSession) -> None:
        """Keep a session no longer."""
        self._sessions = {key: each for key, each in self._sessions.items() if each is not session}


def token_in(cookies: str) -> str:
    """Return the token in a Cookie header, empty without one."""
    for part in cookies.split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


def cookie(token: str) -> str:
    """Return the value of a Set-Cookie header that gives a browser its token; '' takes it away."""
    life = "" if token else "; Max-Age=0"
    return f"{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Strict{life}"


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
