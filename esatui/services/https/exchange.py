"""Requests, responses, and who answers which: nothing here knows of sockets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from esatui.services.https.websocket import Listener

PLAIN: Final = "text/plain; charset=utf-8"
HTML: Final = "text/html; charset=utf-8"
CSS: Final = "text/css; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """What a client wants. All of it is the client's word."""

    method: str
    """`GET`, `HEAD`, `POST` where it is allowed, or anything else that is a token."""
    path: str
    """Begins with `/`; the query is not in it, escapes (`%2F`) are as they came."""
    query: str
    host: str
    """The Host header as it came, '' when there was none (HTTP/1.0)."""
    client: str
    """Address of the client."""
    interface: str
    """The IP interface that was connected to."""
    secure: bool
    """Whether it came over TLS."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in small letters; the last of several wins."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """What the client gets. `headers` come beside those of every response."""

    status: int
    body: bytes = b""
    content_type: str = PLAIN
    headers: tuple[tuple[str, str], ...] = ()
    listener: Listener | None = None
    """Makes of a request for a WebSocket one, with this at the end of it; the rest does not count.
    What was no proper request for one is answered with 400."""


Handler = Callable[[Request], Awaitable[Response]]


class Router:
    """Finds who answers: the longest prefix of whole path segments that is mounted.

    `/dashboard` answers `/dashboard` and `/dashboard/x`, not `/dashboards`; `/` answers what is
    left. A path that a handler does not know is the handler's 404.
    """

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}
        self._takes: set[str] = set()

    def mount(self, prefix: str, handler: Handler, *, posts: bool = False) -> None:
        """Let `handler` answer what is at or below `prefix` (`/` or `/name`, no slash at its end).

        Methods are GET and HEAD, and POST for one that takes `posts`. Raises ValueError for a
        prefix that is taken.
        """
        if prefix in self._handlers:
            raise ValueError(f"{prefix} is taken")
        self._handlers[prefix] = handler
        if posts:
            self._takes.add(prefix)

    async def respond(self, request: Request) -> Response:
        """Return the answer of the handler, 404 without one."""
        prefix = self._prefix(request.path)
        if request.method == "POST" and prefix not in self._takes:
            return failure(HTTPStatus.METHOD_NOT_ALLOWED)
        handler = self._handlers.get(prefix)
        return await handler(request) if handler is not None else failure(HTTPStatus.NOT_FOUND)

    def _prefix(self, path: str) -> str:
        while path and path not in self._handlers:
            path = path.rpartition("/")[0]
        return path or "/"


def failure(status: int) -> Response:
    """Return a response that says its status."""
    headers = (("Allow", "GET, HEAD"),) if status == HTTPStatus.METHOD_NOT_ALLOWED else ()
    text = f"{status} {HTTPStatus(status).phrase}\n"
    return Response(status, text.encode("ascii"), headers=headers)


SECURITY: Final[tuple[tuple[str, str], ...]] = (
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        (
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        ),
    ),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
)
"""Headers of every response; a response that has one of these names itself replaces it. There is no
Strict-Transport-Security: it would lock out whoever practises with certificates that fail."""


def all_headers(response: Response, date: str) -> list[tuple[str, str]]:
    """Return the headers of a response, those that the protocol needs included."""
    own = {name.lower() for name, _ in response.headers}
    return [
        ("Date", date),
        ("Content-Type", response.content_type),
        ("Content-Length", str(len(response.body))),
        *((name, value) for name, value in SECURITY if name.lower() not in own),
        *response.headers,
    ]
