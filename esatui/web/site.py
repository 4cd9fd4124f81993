"""What answers requests for the dashboard: its pages, its login, its WebSocket.

All of it is behind the login but the login itself and the files that every browser is given. What
changes anything, and the WebSocket, has to come from a page of this place (Origin, RFC 6454).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import parse_qsl

from esatui.faults import describe
from esatui.idle import IdleWatch
from esatui.services.https.exchange import HTML, Request, Response, failure
from esatui.web import codes, pages
from esatui.web.assets import asset
from esatui.web.sessions import WebSession, WebSessions, cookie, token_in
from esatui.web.terminal import BrowserTerminal
from screens.language import language_of
from state.journal import AUTHENTICATED, DISCONNECTED, LOGIN_FAILED, Event
from state.preferences import language_named
from state.store import Login

if TYPE_CHECKING:
    from esatui.appliance import Appliance
    from esatui.services.https.exchange import Router
    from esatui.throttle import Throttle
    from state.model.configuration import View
    from state.model.users import User
    from state.preferences import Language

CONNECTION: Final = "HTTPS"
INVALID: Final = "Invalid username or passphrase."
FULL: Final = "Too many sessions are open."
MUST_CHANGE: Final = "Your passphrase must be changed first: log in over SSH to change it."
_HOST: Final = re.compile(
    r"[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?"
)


class Accounts(Protocol):
    """Answers about users, by the configuration that runs at that moment."""

    def running(self) -> View:
        """Return the running configuration."""

    def account(self, user: str) -> User | None:
        """Return the account of `user` if it may log in."""

    async def passphrase_matches(self, user: str, passphrase: str) -> bool:
        """Return whether `passphrase` is that of `user`; it takes as long for nobody's."""


class Site:
    """The dashboard on the web servers of the IP interfaces; `mount` it, and `close` it.

    `accounts` and `throttle` are those of the other ways to log in: what one has locked, all have.
    """

    def __init__(
        self,
        appliance: Appliance,
        accounts: Accounts,
        throttle: Throttle,
        later: Callable[[float, Callable[[], None]], Callable[[], None]],
    ) -> None:
        self._appliance = appliance
        self._accounts = accounts
        self._throttle = throttle
        self._clock = appliance.clock
        self._sessions = WebSessions(appliance.random)
        self._tasks: set[asyncio.Task[None]] = set()
        self._idle = IdleWatch(later, self._clock.monotonic, self._timeout, self._sessions.all)

    @property
    def sessions(self) -> WebSessions:
        """Who is logged in."""
        return self._sessions

    def mount(self, router: Router) -> None:
        """Answer the requests for the dashboard from now on."""
        router.mount("/dashboard", self.dashboard)
        router.mount("/login", self.login, posts=True)
        router.mount("/logout", self.logout, posts=True)

    async def close(self) -> None:
        """End all sessions, and wait until their dashboards have ended."""
        self._idle.disarm()
        for session in self._sessions.all():
            session.end(codes.GOING_AWAY)
        if self._tasks:
            await asyncio.wait(self._tasks)

    # What is answered.

    async def dashboard(self, request: Request) -> Response:
        """Answer what is below `/dashboard`."""
        name = request.path.removeprefix("/dashboard").removeprefix("/")
        found = asset(name)
        if found is not None:
            return Response(HTTPStatus.OK, found[0], found[1], _headers(request))
        if not request.secure:
            return failure(HTTPStatus.FORBIDDEN)
        session = self._session(request)
        if name == "socket":
            if session is None or not _from_here(request):
                return failure(HTTPStatus.FORBIDDEN)
            return self._terminal(request, session)
        if name:
            return failure(HTTPStatus.NOT_FOUND)
        if session is None:
            return _to_login(request)
        if session.terminal is not None:
            session.terminal.keep()
        host = request.host if _HOST.fullmatch(request.host) else self._hostname(request)
        return _page(request, pages.terminal_page(self._hostname(request), session.language, host))

    async def login(self, request: Request) -> Response:
        """Answer `/login`: the page, and what was filled in."""
        if request.path != "/login":
            return failure(HTTPStatus.NOT_FOUND)
        if not request.secure:
            return failure(HTTPStatus.FORBIDDEN)
        if request.method != "POST":
            if self._session(request) is not None:
                return _see("/dashboard")
            notice = {"left": codes.LOGGED_OUT_TEXT, "expired": codes.EXPIRED_TEXT}.get(
                request.query, ""
            )
            return self._login_page(request, None, notice)
        if not _from_here(request):
            return failure(HTTPStatus.FORBIDDEN)
        return await self._log_in(request)

    async def logout(self, request: Request) -> Response:
        """Answer `/logout`: end the session of the browser."""
        if request.method != "POST":
            return failure(HTTPStatus.METHOD_NOT_ALLOWED)
        if not (request.secure and _from_here(request)):
            return failure(HTTPStatus.FORBIDDEN)
        session = self._session(request)
        if session is not None:
            session.end(codes.LOGGED_OUT)
        return _see("/login?left", ("Set-Cookie", cookie("")))

    # Logging in.

    async def _log_in(self, request: Request) -> Response:
        fields = _fields(request)
        user, passphrase = fields.get("username", ""), fields.get("passphrase", "")
        choice = language_named(fields.get("language"))
        refused = partial(self._login_page, request, choice, status=HTTPStatus.FORBIDDEN)
        attempt = self._throttle.begin(user, request.client, self._clock.monotonic())
        # Also while locked, so that a lock cannot be told from a wrong passphrase by its time.
        right = await self._accounts.passphrase_matches(user, passphrase)
        account = self._accounts.account(user)
        if not (right and attempt.allowed) or account is None:
            reason = "passphrase" if attempt.allowed else "locked"
            self._note(LOGIN_FAILED, user, request.client, reason=reason)
            await asyncio.sleep(attempt.delay)
            return refused(INVALID)
        self._throttle.succeeded(user, request.client)
        if account.must_change:
            return refused(MUST_CHANGE)
        if self._sessions.full:
            return refused(FULL)
        token = self._begin(user, account, request, choice)
        return _see("/dashboard", ("Set-Cookie", cookie(token)))

    def _begin(self, user: str, account: User, request: Request, choice: Language | None) -> str:
        store, client, automatic = self._appliance.store, request.client, _language(request)
        language = choice or store.preferences.of(user).language or automatic
        login = Login(
            id=f"{self._appliance.random.getrandbits(64):016x}",
            user=user,
            remote=client,
            started=self._clock.now(),
            kind="gui",
        )
        candidate = store.begin(login)
        session = WebSession(login, candidate, account, language, automatic, self._ended)
        session.last_active = self._clock.monotonic()
        self._note(AUTHENTICATED, user, client, method="password", privilege=account.role)
        self._idle.arm()
        return self._sessions.add(session)

    def _ended(self, session: WebSession) -> None:
        if session in self._sessions.all():
            self._sessions.remove(session)
            self._note(DISCONNECTED, session.login.user, session.login.remote, reason="closed")

    def _session(self, request: Request) -> WebSession | None:
        """Return the session of a browser, which this keeps alive; one that counts no more ends."""
        session = self._sessions.find(request.headers.get("cookie", ""))
        if session is None or not self._active(session):
            return None
        return session

    def _active(self, session: WebSession) -> bool:
        """Note that somebody is there; return whether the session still counts."""
        now = self._clock.monotonic()
        if now - session.last_active >= self._timeout():
            session.expire()
            return False
        if not session.fits(self._accounts.account(session.login.user)):
            session.end(codes.CHANGED)
            return False
        if now - session.last_active >= 1.0:
            session.candidate.active()
        session.last_active = now
        return True

    # The rest.

    def _terminal(self, request: Request, session: WebSession) -> Response:
        terminal = BrowserTerminal(
            self._appliance,
            session,
            _size(request),
            lambda: self._active(session),
            self._left,
            self._watch,
        )
        return Response(HTTPStatus.SWITCHING_PROTOCOLS, listener=terminal)

    def _watch(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _left(self, fault: Exception | None) -> None:
        """A dashboard was left or, by a bug, has ended: its session goes on, as do its changes."""
        if fault is None:
            return
        text = describe(fault, confided=True)
        self._appliance.logs.system(text, "Critical")
        self._appliance.alert("System", "Critical", text)

    def _login_page(
        self,
        request: Request,
        choice: Language | None,
        notice: str = "",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        banner = self._accounts.running().adminaccess.banner or ""
        language = choice or _language(request)
        text = pages.login_page(self._hostname(request), language, choice, notice, banner)
        return _page(request, text, status)

    def _hostname(self, request: Request) -> str:
        interface = self._accounts.running().interfaces.entries.get(request.interface)
        return interface.hostname if interface is not None else ""

    def _timeout(self) -> float:
        """Return the idle time-out in seconds, as committed at present."""
        return self._accounts.running().adminaccess.webui_timeout * 60.0

    def _note(self, kind: str, user: str, client: str, **data: str) -> None:
        self._appliance.store.note(
            Event(
                time=self._clock.now(),
                type=kind,
                user=user,
                remote=client,
                data={"connection": CONNECTION, **data},
            )
        )


def _from_here(request: Request) -> bool:
    """Return whether a page of this place has made the request; browsers always say so."""
    return bool(request.host) and request.headers.get("origin") == f"https://{request.host}"


def _fields(request: Request) -> dict[str, str]:
    """Return the fields of a form; what cannot be read has none."""
    try:
        return dict(parse_qsl(request.body.decode("ascii"), max_num_fields=16))
    except ValueError:
        return {}


def _language(request: Request) -> Language:
    """Return the language that the browser prefers (RFC 9110, 12.5.4: the first is best)."""
    first = request.headers.get("accept-language", "").partition(",")[0].partition(";")[0]
    return language_of(first) or "en"


def _size(request: Request) -> tuple[int, int]:
    """Return columns and rows of the terminal, as the page has measured them."""
    values = dict(parse_qsl(request.query[:100]))
    numbers = [values.get(name, "") for name in ("width", "height")]
    if not all(text.isascii() and text.isdecimal() for text in numbers):
        return 80, 24
    return int(numbers[0][:6]), int(numbers[1][:6])


def _to_login(request: Request) -> Response:
    """Lead to the login; whose cookie counts no more is told so, once."""
    if not token_in(request.headers.get("cookie", "")):
        return _see("/login")
    return _see("/login?expired", ("Set-Cookie", cookie("")))


def _see(place: str, *headers: tuple[str, str]) -> Response:
    return Response(HTTPStatus.SEE_OTHER, headers=(("Location", place), *headers))


def _page(request: Request, text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(status, text.encode("utf-8"), HTML, _headers(request))


def _headers(request: Request) -> tuple[tuple[str, str], ...]:
    """Return headers that allow what the terminal needs, from this place alone.

    The emulator computes its style sheets in the page; scripts come as files only.
    """
    host = request.host if _HOST.fullmatch(request.host) else ""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
        f"img-src 'self' data:; connect-src 'self' {f'wss://{host}' if host else ''}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    # Without any referrer browsers call the origin of a form `null` (Fetch, 3.2).
    return (("Content-Security-Policy", policy), ("Referrer-Policy", "same-origin"))
